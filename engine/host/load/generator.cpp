// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/generator.h"

#include <algorithm>
#include <netdb.h>

#include "engine/host/load/loop.h"

namespace watchglass::load {

Generator::Made Generator::start(Settings settings)
{
    if (auto problem = problemOf(settings))
        return {nullptr, std::move(*problem)};
    addrinfo hints{}, *found = nullptr;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    const std::string address = settings.address == "localhost" ? "127.0.0.1" : settings.address;
    if (getaddrinfo(address.c_str(), std::to_string(settings.port).c_str(), &hints, &found) != 0)
        return {nullptr, "the address must be one in numbers, as 127.0.0.1, not \"" + settings.address + "\""};
    sockaddr_storage to{};
    std::copy_n(reinterpret_cast<const char *>(found->ai_addr), found->ai_addrlen, reinterpret_cast<char *>(&to));
    freeaddrinfo(found);
    return {std::unique_ptr<Generator>(new Generator(std::make_unique<Loop>(std::move(settings), to))), {}};
}

Generator::Generator(std::unique_ptr<Loop> loop) : m(std::move(loop)) {}

Generator::~Generator() = default;

void Generator::stop()
{
    m->stop();
}

bool Generator::running() const
{
    return m->running();
}

void Generator::wait()
{
    m->wait();
}

uint64_t Generator::begin(Mark::Kind kind, std::string text, bool startsOver)
{
    Mark mark;
    mark.kind = kind;
    mark.text = std::move(text);
    mark.startsOver = startsOver;
    mark.begun = m->now();
    return m->ledger.begin(std::move(mark));
}

void Generator::finish(uint64_t mark, std::string problem, std::string text)
{
    m->ledger.finish(mark, m->now(), std::move(problem), std::move(text));
}

std::shared_ptr<const Report> Generator::report() const
{
    return m->ledger.report(m->now());
}

} // namespace watchglass::load
