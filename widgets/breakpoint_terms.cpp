// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/breakpoint_terms.h"

#include <QCoreApplication>
#include <QStringList>

namespace watchglass {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("BreakpointTerms", text);
}

/// "5th", but "2nd", "3rd", "21st".
QString ordinal(quint64 number)
{
    const quint64 ten = number % 10, hundred = number % 100;
    if (hundred / 10 != 1 && ten >= 1 && ten <= 3)
        return (ten == 1 ? tr("%1st") : ten == 2 ? tr("%1nd") : tr("%1rd")).arg(number);
    return tr("%1th").arg(number);
}
} // namespace

QString hitText(debug::HitRule::Kind kind, quint64 count)
{
    using Kind = debug::HitRule::Kind;
    switch (kind) {
    case Kind::Exactly:
        return tr("only the %1 hit").arg(ordinal(count));
    case Kind::Every:
        return tr("every %1 hit").arg(ordinal(count));
    case Kind::From:
        return tr("from the %1 hit on").arg(ordinal(count));
    case Kind::All:
        break;
    }
    return tr("every hit");
}

QString BreakpointTerms::text() const
{
    QStringList parts;
    if (!condition.isEmpty())
        parts += tr("if %1").arg(condition);
    if (hits != debug::HitRule::Kind::All)
        parts += hitText(hits, count);
    if (logs())
        parts += tr("logs “%1”").arg(log);
    return parts.join(QStringLiteral(" · "));
}

std::pair<QString, Theme::Color> breakpointIcon(bool enabled, bool lost, const BreakpointTerms &terms, bool problem)
{
    if (lost)
        return {QStringLiteral("breakpoint-lost"), Theme::Color::BreakpointOff};
    if (problem && enabled)
        return {QStringLiteral("warning"), Theme::Color::Warning};
    const QString kind = terms.logs()          ? QStringLiteral("breakpoint-log")
                         : terms.conditional() ? QStringLiteral("breakpoint-conditional")
                                               : QStringLiteral("breakpoint");
    return {enabled ? kind : QString(kind + QStringLiteral("-off")),
            enabled ? Theme::Color::Breakpoint : Theme::Color::BreakpointOff};
}

} // namespace watchglass
