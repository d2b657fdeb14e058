// SPDX-License-Identifier: Apache-2.0
/// libFuzzer: whatever a guest sends, it is read or refused. The first byte chooses the message.
#include <cstdlib>

#include "engine/host/contracts/codec.h"

using namespace watchglass::contracts;

namespace {

std::vector<const Message *> messages()
{
    std::vector<const Message *> all;
    for (const Contract &contract : contracts())
        for (const Operation &operation : contract.operations) {
            all.insert(all.end(), {operation.request, operation.answer});
            for (const Form &form : operation.forms)
                all.insert(all.end(), {form.request, form.answer});
        }
    std::erase(all, nullptr);
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const std::vector<const Message *> all = messages();
    if (!size)
        return 0;
    const Message &message = *all[data[0] % all.size()];
    const Decoded decoded = decode(message, {data + 1, size - 1});
    (void)toJson(decoded.value);
    if (!decoded)
        return 0;
    const Encoded encoded = encode(message, decoded.value, Codec::Maps);
    // What was read can be written, and then says the same.
    if (encoded && !decode(message, encoded.bytes))
        std::abort();
    return 0;
}
