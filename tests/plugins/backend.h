// SPDX-License-Identifier: Apache-2.0
/// Providers of key-value, loaded as the host loads them and asked as guests ask them.
#pragma once

#include <gtest/gtest.h>

#include "engine/host/contracts/codec.h"
#include "engine/host/loader.h"
#include "tests/engine/host/services.h"

namespace watchglass {

using contracts::Codec;
using contracts::List;
using contracts::Object;
using contracts::Value;

/// Of a test's parameters: the plugin, and how its guests speak.
using PluginAndCodec = std::tuple<std::string, Codec>;
inline std::string nameOfCase(const testing::TestParamInfo<PluginAndCodec> &info)
{
    constexpr const char *codecs[] = {"protobuf", "arrays", "maps"};
    return std::get<0>(info.param) + "_" + codecs[size_t(std::get<1>(info.param))];
}

inline host::Deadline soon(std::chrono::milliseconds time = std::chrono::seconds(20))
{
    return std::chrono::steady_clock::now() + time;
}

/// A provider with one link to it.
class Linked
{
public:
    /// Loads and binds it; a failure of the test when that does not work.
    explicit Linked(
        const std::string &plugin, std::map<std::string, std::string> settings = {},
        const std::string &capability = "wascc:keyvalue",
        std::shared_ptr<host::RememberingServices> services = std::make_shared<host::RememberingServices>());

    /// The answer as a value; nothing, and `failure` and `error`, when there is none.
    Value ask(const std::string &operation, Object request, host::Deadline deadline = soon());
    /// Makes a link of another actor to it, or of this one anew; a failure of the test when it is refused.
    void link(const std::string &actor, std::map<std::string, std::string> settings);
    /// What `ask` answers, as people read it: JSON, or the error.
    std::string said(const std::string &operation, Object request);
    /// A function for plain imports; the sentence when it traps.
    std::string function(const std::string &name, std::vector<host::Number> arguments, host::Memory *memory = nullptr);

    host::Provider &provider() { return loaded->provider(); }

    std::string capability, actor = "actor";
    Codec codec = Codec::Maps;
    host::Failure failure = host::Failure::None;
    std::string error;
    std::vector<host::Number> results; ///< of the last function
    std::shared_ptr<host::RememberingServices> services;
    std::shared_ptr<host::LoadedProvider> loaded;
};

bool isBuilt(const std::string &plugin);
/// Lets go of it: whether its library is unloaded then.
bool goesAway(std::unique_ptr<Linked> linked);

/// A page of memory.
class Page : public host::Memory
{
public:
    uint64_t size() const override { return bytes.size(); }
    std::optional<std::span<const uint8_t>> read(uint64_t address, uint64_t length) const override;
    bool write(uint64_t address, std::span<const uint8_t> from) override;
    /// Puts a text there, and gives back the address and the length as arguments.
    std::vector<host::Number> put(uint32_t address, std::string_view text);
    std::string at(uint32_t address, uint32_t length) const;

    host::Bytes bytes = host::Bytes(65536);
};
host::Number i32(int32_t number);

} // namespace watchglass
