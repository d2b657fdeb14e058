// SPDX-License-Identifier: Apache-2.0
/// libFuzzer: whatever the bytes are, decoder, validator and those who read modules for people come back.
#include "engine/wasm/decoder.h"
#include "engine/wasm/inspect.h"
#include "engine/wasm/names.h"
#include "engine/wasm/validator.h"

using namespace watchglass;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const wasm::DecodeResult decoded = wasm::decode(std::make_shared<const wasm::Bytes>(data, data + size));
    if (!decoded)
        return 0;
    (void)wasm::validate(*decoded.module);
    (void)wasm::readNames(*decoded.module);
    (void)wasm::inspectText(*decoded.module);
    (void)wasm::inspectJson(*decoded.module);
    return 0;
}
