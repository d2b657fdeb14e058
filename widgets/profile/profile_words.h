// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers of profiles in words: shares with their doubt, amounts with their unit.
#pragma once

#include <QString>

#include "engine/profile/digest.h"

namespace watchglass::profiling {

using DigestPtr = std::shared_ptr<const profile::Digest>;

QString percent(double share);                 ///< "41.2 %"
QString error(const profile::Share &share);    ///< "±1.4"; empty when there is no doubt
QString interval(const profile::Share &share); ///< "39.8 – 42.6 %"
QString number(quint64 number);                ///< with the language's groups
QString shortNumber(quint64 number);           ///< at most five letters: "1.2 M"
/// A weight in the profile's unit: "412 ms", "12,345 instructions".
QString amount(const profile::Profile &profile, quint64 weight);
/// "812 samples", "1 instruction": what a number of samples means in this profile.
QString samples(quint64 count);
/// What a profile is, and how far it can be trusted, in one line.
QString headline(const profile::Digest &digest);
/// Everything that is known of a cost, for tips and for reading aloud.
QString story(const profile::Digest &digest, uint32_t function, const profile::Cost &cost);

} // namespace watchglass::profiling
