// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/address_expression.h"

#include <QStringList>

namespace watchglass {

namespace {

std::optional<quint64> number(QString text)
{
    text.remove(QLatin1Char('_'));
    if (text.isEmpty() || !text[0].isDigit())
        return {};
    bool ok = false;
    quint64 value = 0;
    if (text.startsWith(QLatin1String("0x"), Qt::CaseInsensitive))
        value = text.mid(2).toULongLong(&ok, 16);
    else if (value = text.toULongLong(&ok, 10); !ok)
        value = text.toULongLong(&ok, 16);
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<quint64> product(const QString &text, const AddressResolver &resolver)
{
    quint64 result = 1;
    for (const QString &part : text.split(QLatin1Char('*'))) {
        const QString factor = part.trimmed();
        auto value = number(factor);
        if (!value && resolver && !factor.isEmpty())
            value = resolver(factor);
        if (!value)
            return {};
        result *= *value;
    }
    return result;
}

} // namespace

std::optional<quint64> addressOf(const QString &text, const AddressResolver &resolver)
{
    const QString whole = text.trimmed();
    if (whole.isEmpty())
        return {};
    if (const auto plain = number(whole))
        return plain;
    if (resolver)
        if (const auto known = resolver(whole))
            return known;
    quint64 result = 0;
    qsizetype begin = 0;
    bool minus = false;
    for (qsizetype i = 0; i <= whole.size(); ++i) {
        if (i < whole.size() && whole[i] != QLatin1Char('+') && whole[i] != QLatin1Char('-'))
            continue;
        const auto term = product(whole.mid(begin, i - begin), resolver);
        if (!term)
            return {};
        result = minus ? result - *term : result + *term;
        minus = i < whole.size() && whole[i] == QLatin1Char('-');
        begin = i + 1;
    }
    return result;
}

} // namespace watchglass
