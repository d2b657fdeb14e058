// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/value_tip.h"

#include <QCoreApplication>
#include <QStringList>

#include <bit>

#include "widgets/views/view_kit.h"

namespace watchglass::views {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ValueTip", text);
}

/// Binary digits in groups of eight, without the leading groups that are zero.
QString binary(quint64 bits)
{
    QStringList groups;
    do {
        groups.prepend(QStringLiteral("%1").arg(bits & 0xff, 8, 2, QLatin1Char('0')));
        bits >>= 8;
    } while (bits);
    return groups.join(QLatin1Char(' '));
}

QString printed(const exec::Value &value)
{
    return text(exec::toString(value));
}

QStringList integerLines(quint64 bits, bool wide)
{
    const qint64 asSigned = wide ? qint64(bits) : qint64(qint32(quint32(bits)));
    QStringList lines{tr("signed %1").arg(asSigned)};
    if (asSigned < 0)
        lines += tr("unsigned %1").arg(bits);
    lines += tr("hexadecimal %1").arg(hex(bits, wide ? 16 : 8));
    lines += tr("binary %1").arg(binary(bits));
    lines += wide ? tr("read as f64: %1").arg(printed(exec::Value::f64(std::bit_cast<double>(bits))))
                  : tr("read as f32: %1").arg(printed(exec::Value::f32(std::bit_cast<float>(quint32(bits)))));
    const auto character = char32_t(bits);
    if (bits <= 0x10ffff && QChar::isPrint(character))
        lines += tr("character “%1”").arg(QString::fromUcs4(&character, 1));
    return lines;
}

} // namespace

QString valueTip(const exec::Value &value)
{
    const quint64 bits = value.bits[0];
    if (value.type == wasm::I32)
        return integerLines(quint32(bits), false).join(QLatin1Char('\n'));
    if (value.type == wasm::I64)
        return integerLines(bits, true).join(QLatin1Char('\n'));
    if (value.type == wasm::F32 || value.type == wasm::F64)
        return tr("%1\nbits %2\nbinary %3").arg(printed(value), text(exec::toHex(value)), binary(bits));
    if (value.type != wasm::V128)
        return {};
    const auto half = [](quint64 bits) { return printed(exec::Value::f64(std::bit_cast<double>(bits))); };
    return tr("%1\nread as f64x2: %2 %3").arg(printed(value), half(bits), half(value.bits[1]));
}

} // namespace watchglass::views
