// SPDX-License-Identifier: Apache-2.0
/// The smallest provider that does all that one can do: copy the folder and go on from here. It echoes; its settings
/// belong to a link; and plain modules can import its function `log (param i32 i32)`.
#include <mutex>

#include "engine/host/provider.h"

namespace {

using namespace watchglass::host;

class Echo : public Provider
{
public:
    std::optional<std::string> start(Services &services) override
    {
        m_services = &services;
        return std::nullopt;
    }

    std::optional<std::string> bind(const Binding &binding) override
    {
        const auto prefix = binding.values.find("PREFIX");
        const std::lock_guard lock(m_mutex);
        m_prefixes[{binding.actor, binding.name}] = prefix == binding.values.end() ? "" : prefix->second;
        return std::nullopt;
    }

    void unbind(std::string_view actor, std::string_view binding) override
    {
        const std::lock_guard lock(m_mutex);
        m_prefixes.erase({std::string(actor), std::string(binding)});
    }

    Answer call(const Call &call) override
    {
        if (call.operation == "Fail")
            return Answer::refused("the example fails when it is asked to");
        const std::string prefix = prefixOf(call.actor, call.binding);
        Bytes answer(prefix.begin(), prefix.end());
        answer.insert(answer.end(), call.payload.begin(), call.payload.end());
        return Answer::success(std::move(answer));
    }

    std::vector<Function> functions() override
    {
        return {{"log",
                 {Type::I32, Type::I32},
                 {},
                 "(address, length) of UTF-8 text: a line of the host's log",
                 [this](FunctionCall &call) { return log(call); }}};
    }

private:
    std::string prefixOf(std::string_view actor, std::string_view binding)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_prefixes.find({std::string(actor), std::string(binding)});
        return found == m_prefixes.end() ? std::string() : found->second;
    }

    std::optional<std::string> log(FunctionCall &call)
    {
        if (!call.memory)
            return "log wants a memory, and this module has none";
        const auto address = uint32_t(call.arguments[0].bits), length = uint32_t(call.arguments[1].bits);
        const auto text = call.memory->read(address, length);
        if (!text)
            return "log reads " + std::to_string(length) + " bytes at " + std::to_string(address) +
                   ", but the memory ends at " + std::to_string(call.memory->size());
        m_services->log(prefixOf(call.actor, call.binding) +
                        std::string(reinterpret_cast<const char *>(text->data()), text->size()));
        return std::nullopt;
    }

    Services *m_services = nullptr;
    std::mutex m_mutex;
    std::map<std::pair<std::string, std::string>, std::string> m_prefixes; ///< by actor and link
};

} // namespace

WATCHGLASS_PROVIDER(Echo)
