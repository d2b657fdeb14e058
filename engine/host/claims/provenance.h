// SPDX-License-Identifier: Apache-2.0
/// Who stands behind a token: operator → account → module, by the rules of wasCC's registry "Gantry". An operator signs
/// its own token and names the keys with which it signs accounts; its own key must not be one of them. An account signs
/// modules with its own key or with those it names.
#pragma once

#include "engine/host/claims/finding.h"
#include "engine/host/claims/token.h"

namespace watchglass::claims {

/// Tokens that somebody chose to believe: the operators are, and accounts that they vouch for.
struct Trust {
    std::vector<std::shared_ptr<const Token>> operators, accounts;

    bool empty() const { return operators.empty(); }
    /// Sorts it in; a trouble for tokens of another kind.
    std::optional<Trouble> add(std::shared_ptr<const Token> token);
};

struct ChainLink {
    TokenKind kind = TokenKind::Module;
    std::string name, subject, issuer;
};
struct Provenance {
    std::vector<ChainLink> chain; ///< from the operator down, as far as it could be followed
    Finding finding;              ///< whether it is complete, and where it breaks otherwise
};

/// Modules, providers, accounts, clusters and operators have one.
Provenance traceProvenance(const Claims &claims, const Trust &trust, uint64_t now);

} // namespace watchglass::claims
