// SPDX-License-Identifier: Apache-2.0
/// Everything a person wants to know of a token, as texts that are ready to be shown: the window's claims card and the
/// command line's table are made of it. Names come from strangers; `forTerminal` makes them safe to print.
#pragma once

#include "engine/host/claims/verify.h"

namespace watchglass::claims {

struct Card {
    Verdict verdict = Verdict::Unsigned;
    std::string sentence; ///< why it is or is not trusted
    std::string kind;     ///< "module", "component", "provider", "account" …; empty without a readable token
    std::string name, subject, issuer, issuerKind;
    std::string version; ///< "1.0.0 (4)", "(4)" or empty
    std::string callAlias, vendor, schema;
    std::string issued, expires, notBefore; ///< "2020-04-09 17:02:47 UTC", "never", "immediately"
    std::string id;
    std::string form; ///< "wascap before 0.9, in section jwt"
    struct Capability {
        std::string id, title; ///< the same for one of somebody's own
    };
    std::vector<Capability> capabilities;
    Texts tags, validSigners;
    TextPairs details;             ///< labels, target hashes, addresses of a call
    std::string hash, claimedHash; ///< what the module is, what the token says it is
    std::vector<ChainLink> chain;  ///< from the operator down
    std::vector<Finding> findings;
};

Card cardOf(const Verification &verification);

/// A table for people, and below it what was checked.
std::string toText(const Card &card);
/// The same, and `claims` as the token has them.
std::string toJson(const Card &card, const Verification &verification);

} // namespace watchglass::claims
