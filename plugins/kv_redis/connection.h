// SPDX-License-Identifier: Apache-2.0
/// One connection to Redis, over hiredis, with deadlines that hold for whole conversations.
#pragma once

#include <memory>

#include "plugins/keyvalue/store.h"
#include "plugins/kv_redis/address.h"

struct redisContext;
struct redisReply;

namespace watchglass::keyvalue {

struct FreeReply {
    void operator()(redisReply *reply) const;
};
using Reply = std::unique_ptr<redisReply, FreeReply>;
using Command = std::vector<std::string>;

class Connection
{
public:
    /// Connects, names the user and chooses the database. Throws Failed.
    Connection(const Address &address, Deadline deadline);
    ~Connection();
    Connection(const Connection &) = delete;

    /// Sends all, then reads as many answers; those that are errors are answers, too. Throws Failed when the connection
    /// breaks or the deadline passes: then it is of no more use.
    std::vector<Reply> ask(const std::vector<Command> &commands, Deadline deadline);
    /// Whether the server has not closed it meanwhile.
    bool alive() const;

private:
    void send(const std::string &bytes, Deadline deadline);
    Reply receive(Deadline deadline);
    void wait(short event, Deadline deadline);

    const std::string m_name;
    struct FreeContext {
        void operator()(redisContext *context) const;
    };
    std::unique_ptr<redisContext, FreeContext> m_context;
};

/// An answer that is an error.
bool isError(const redisReply &reply);
std::string textOf(const redisReply &reply);

} // namespace watchglass::keyvalue
