// SPDX-License-Identifier: Apache-2.0
/// libFuzzer: whatever a module carries, its token is read or refused, and no module that nobody signed is good. Input
/// that begins with anything but NUL is a token.
#include <cstdlib>

#include "engine/host/claims/card.h"
#include "engine/host/claims/sign.h"

using namespace watchglass::claims;

namespace {

constexpr uint64_t now = 1'800'000'000;

void look(const Verification &verification)
{
    const Card card = cardOf(verification);
    (void)toText(card);
    (void)toJson(card, verification);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size && data[0] != 0) {
        const auto token = readToken({reinterpret_cast<const char *>(data), size});
        if (token)
            look(verifyToken(*token, {}, now));
        return 0;
    }
    static const KeyPair issuer = std::move(*KeyPair::generate(KeyKind::Account));
    static const std::string subject = KeyPair::generate(KeyKind::Module)->publicKey().text();
    look(verifyModule({data, size}, {}, now));
    Signing signing;
    signing.claims.subject = subject;
    signing.claims.about = ModuleClaims{};
    const auto made = signModule({data, size}, signing, issuer);
    if (made && !verifyModule(*made, {}, now).good())
        std::abort();
    return 0;
}
