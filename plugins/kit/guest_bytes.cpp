// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/guest_bytes.h"

#include "plugins/kit/contract_answer.h"

namespace watchglass::plugins {

std::string_view bytesAt(const host::FunctionCall &call, size_t argument)
{
    if (!call.memory)
        throw Refused("what is asked for stands in a memory, and this module has none");
    const auto address = uint32_t(call.arguments[argument].bits), length = uint32_t(call.arguments[argument + 1].bits);
    const auto bytes = call.memory->read(address, length);
    if (!bytes)
        throw Refused(std::to_string(length) + " bytes at " + std::to_string(address) +
                      " are asked for, but the memory ends at " + std::to_string(call.memory->size()));
    return {reinterpret_cast<const char *>(bytes->data()), bytes->size()};
}

} // namespace watchglass::plugins
