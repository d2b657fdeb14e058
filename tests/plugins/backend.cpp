// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/backend.h"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace watchglass {

Linked::Linked(const std::string &plugin, std::map<std::string, std::string> settings, const std::string &capability_,
               std::shared_ptr<host::RememberingServices> services_)
    : capability(capability_), services(std::move(services_))
{
    host::LoadResult result = host::loadProvider(PLUGINS "/" + plugin + ".so", services);
    if (!result.provider)
        throw std::runtime_error(result.error);
    loaded = std::move(result.provider);
    if (!loaded->manifest().serves(capability))
        throw std::runtime_error(plugin + " does not serve " + capability);
    if (const auto refusal = provider().bind({actor, capability, "default", std::move(settings)}))
        throw std::runtime_error(*refusal);
}

Value Linked::ask(const std::string &operation, Object request, host::Deadline deadline)
{
    const contracts::Found found = contracts::findOperation(capability, operation);
    host::Bytes payload;
    if (found && found.request)
        payload = contracts::encode(*found.request, request, codec).bytes;
    const host::Answer answer = provider().call({actor, "default", capability, operation, payload, deadline, 1});
    failure = answer.failure;
    error = answer.error;
    if (!answer.ok() || !found.answer)
        return {};
    const contracts::Decoded decoded = contracts::decode(*found.answer, answer.bytes, codec);
    EXPECT_TRUE(decoded) << decoded.error;
    const bool hasCodec = found.answer->shape != contracts::Message::Bare && !answer.bytes.empty();
    EXPECT_TRUE(!hasCodec || decoded.codec == codec) << "answered in another codec than asked";
    return decoded.value;
}

void Linked::link(const std::string &of, std::map<std::string, std::string> settings)
{
    EXPECT_EQ(provider().bind({of, capability, "default", std::move(settings)}), std::nullopt);
}

std::string Linked::said(const std::string &operation, Object request)
{
    const Value answer = ask(operation, std::move(request));
    return failure == host::Failure::None ? contracts::toJson(answer) : error;
}

std::string Linked::function(const std::string &name, std::vector<host::Number> arguments, host::Memory *memory)
{
    const auto &all = loaded->functions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.name == name; });
    if (found == all.end() || arguments.size() != found->parameters.size())
        return "there is no such function";
    results.clear();
    for (const host::Type type : found->results)
        results.push_back({type, 0});
    host::FunctionCall call{actor, "default", arguments, results, memory, soon()};
    return found->call(call).value_or("");
}

bool isBuilt(const std::string &plugin)
{
    return std::filesystem::exists(PLUGINS "/" + plugin + ".so");
}

bool goesAway(std::unique_ptr<Linked> linked)
{
    using State = host::Unloading::State;
    const auto unloading = linked->loaded->unloading();
    linked.reset();
    for (int i = 0; i < 2000 && unloading->state != State::Gone && unloading->state != State::StillMapped; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return unloading->state == State::Gone;
}

std::optional<std::span<const uint8_t>> Page::read(uint64_t address, uint64_t length) const
{
    if (address > bytes.size() || length > bytes.size() - address)
        return std::nullopt;
    return std::span(bytes).subspan(address, length);
}

bool Page::write(uint64_t address, std::span<const uint8_t> from)
{
    if (!read(address, from.size()))
        return false;
    std::copy(from.begin(), from.end(), bytes.begin() + ptrdiff_t(address));
    return true;
}

std::vector<host::Number> Page::put(uint32_t address, std::string_view text)
{
    std::copy(text.begin(), text.end(), bytes.begin() + address);
    return {i32(int32_t(address)), i32(int32_t(text.size()))};
}

std::string Page::at(uint32_t address, uint32_t length) const
{
    return {bytes.begin() + address, bytes.begin() + address + length};
}

host::Number i32(int32_t number)
{
    return {host::Type::I32, uint32_t(number)};
}

} // namespace watchglass
