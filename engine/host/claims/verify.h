// SPDX-License-Identifier: Apache-2.0
/// Whether a module is to be trusted, and why.
#pragma once

#include <span>

#include "engine/host/claims/provenance.h"

namespace watchglass::claims {

enum class Verdict : uint8_t {
    Unsigned, ///< there is no token
    Refused,  ///< something is wrong with it
    Intact,   ///< it is as its issuer signed it; who that is was not asked
    Trusted,  ///< and an operator that is trusted vouches for the issuer
};
std::string_view nameOf(Verdict verdict); ///< "trusted"

struct Verification {
    Verdict verdict = Verdict::Refused;
    std::string sentence; ///< why it is or is not trusted, whole
    std::vector<Finding> findings;
    std::shared_ptr<const Token> token; ///< null when there is none that can be read
    std::string section;                ///< which carries it; empty of a token by itself
    std::string hash;                   ///< of the module without its tokens; empty of a token by itself
    bool component = false;
    std::vector<ChainLink> chain; ///< empty when nobody is trusted here

    bool good() const { return verdict == Verdict::Intact || verdict == Verdict::Trusted; }
    /// What the module may do; null when it must not be trusted.
    const Claims *claims() const { return good() ? token->claims.get() : nullptr; }
};

/// `now` in seconds since 1970. Without operators in `trust` the issuer is not asked about.
Verification verifyModule(std::span<const uint8_t> bytes, const Trust &trust, uint64_t now);
Verification verifyToken(std::shared_ptr<const Token> token, const Trust &trust, uint64_t now);

} // namespace watchglass::claims
