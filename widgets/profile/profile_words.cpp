// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/profile_words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

#include "widgets/views/view_kit.h"

namespace watchglass::profiling {

using profile::Profile;
using profile::Share;

namespace {
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Profile)
};
} // namespace

QString percent(double share)
{
    return Words::tr("%1 %").arg(100 * share, 0, 'f', 1);
}

QString error(const Share &share)
{
    const double side = std::max(share.high - share.value, share.value - share.low);
    return side <= 0 ? QString() : QStringLiteral("±%1").arg(100 * side, 0, 'f', 1);
}

QString interval(const Share &share)
{
    return Words::tr("%1 – %2 %").arg(100 * share.low, 0, 'f', 1).arg(100 * share.high, 0, 'f', 1);
}

QString number(quint64 number)
{
    return QLocale().toString(qulonglong(number));
}

QString shortNumber(quint64 number)
{
    static const char *const units[] = {"", " k", " M", " G", " T", " P", " E"};
    auto value = double(number);
    size_t unit = 0;
    for (; value >= 999.5 && unit + 1 < std::size(units); ++unit)
        value /= 1000;
    return QString::number(value, 'f',
                           unit == 0 || value >= 99.95 ? 0
                           : value >= 9.995            ? 1
                                                       : 2) +
           QLatin1String(units[unit]);
}

QString amount(const Profile &profile, quint64 weight)
{
    if (profile.unit == profile::Unit::Count)
        return profile.exact ? Words::tr("%1 instructions").arg(number(weight)) : number(weight);
    const double seconds = double(weight) * 1e-9;
    return seconds < 1e-3 ? Words::tr("%1 µs").arg(seconds * 1e6, 0, 'f', 0)
           : seconds < 1  ? Words::tr("%1 ms").arg(seconds * 1e3, 0, 'f', 1)
                          : Words::tr("%1 s").arg(seconds, 0, 'f', 2);
}

QString samples(quint64 count)
{
    return count == 1 ? Words::tr("1 sample") : Words::tr("%1 samples").arg(number(count));
}

QString headline(const profile::Digest &digest)
{
    const Profile &profile = *digest.profile;
    if (profile.exact)
        return Words::tr("%1, counted exactly").arg(amount(profile, digest.whole));
    QStringList parts{samples(profile.samples.size())};
    // What says how far to trust it comes first: in a narrow window the end is cut off.
    if (profile.overhead > 0 && digest.whole > 0)
        parts += Words::tr("overhead %1 %").arg(100 * double(profile.overhead) / double(digest.whole), 0, 'f', 2);
    if (profile.lost > 0)
        parts += Words::tr("%1 lost").arg(samples(profile.lost));
    if (profile.unit == profile::Unit::Count)
        parts += Words::tr("weight %1").arg(amount(profile, digest.whole));
    else
        parts += (profile.unit == profile::Unit::CpuTime ? Words::tr("%1 of CPU time") : Words::tr("%1 of wall time"))
                     .arg(amount(profile, digest.whole));
    if (profile.hertz > 0)
        parts += Words::tr("%1 Hz").arg(profile.hertz);
    if (digest.host > 0)
        parts += Words::tr("%1 in the host").arg(percent(double(digest.host) / double(digest.whole)));
    return parts.join(QStringLiteral(" · "));
}

QString story(const profile::Digest &digest, uint32_t function, const profile::Cost &cost)
{
    const Profile &profile = *digest.profile;
    QStringList lines;
    const Share self = digest.share(cost.self), total = digest.share(cost.total);
    if (function != profile::none) {
        const profile::Function &its = profile.functions[function];
        lines += views::text(its.name);
        if (its.rawName != its.name && !its.rawName.empty())
            lines += views::text(its.rawName);
        if (its.kind == profile::Function::Kind::Host)
            lines += Words::tr("a function of the host");
        else if (!its.module.empty())
            lines += Words::tr("in %1").arg(views::text(its.module));
    }
    if (profile.exact) {
        lines += Words::tr("%1: %2").arg(percent(total.value), amount(profile, cost.total));
        return lines.join(QLatin1Char('\n'));
    }
    lines += Words::tr("total %1 (%2), %3, %4")
                 .arg(percent(total.value), interval(total), amount(profile, cost.total), samples(cost.totalSamples));
    if (cost.self > 0)
        lines += Words::tr("self %1 (%2), %3, %4")
                     .arg(percent(self.value), interval(self), amount(profile, cost.self), samples(cost.selfSamples));
    if (digest.doubtful(cost.totalSamples))
        lines += Words::tr("Fewer than %1 samples: take it with care.").arg(profile::fewSamples);
    return lines.join(QLatin1Char('\n'));
}

} // namespace watchglass::profiling
