// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/value_field.h"

#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

QString expectation(const wasm::ValType &type)
{
    switch (type.kind) {
    case wasm::TypeKind::I32:
        return ValueField::tr("a whole number from −2147483648 to 4294967295, or hexadecimal after 0x");
    case wasm::TypeKind::I64:
        return ValueField::tr("a whole number from −2⁶³ to 2⁶⁴−1, or hexadecimal after 0x");
    case wasm::TypeKind::F32:
    case wasm::TypeKind::F64:
        return ValueField::tr("a number like 2.5 or 1e-3, inf, nan or nan:0x…");
    case wasm::TypeKind::V128:
        return ValueField::tr("lanes like “i32x4 1 2 3 4”");
    default:
        return ValueField::tr("null");
    }
}

} // namespace

QString valueProblem(const QString &text, const wasm::ValType &type)
{
    const QString trimmed = text.trimmed();
    if (!trimmed.isEmpty() && exec::parseValue(trimmed.toStdString(), type))
        return {};
    const QString wanted = expectation(type);
    if (trimmed.isEmpty())
        return ValueField::tr("A value of type %1 is missing: %2.").arg(views::text(wasm::toString(type)), wanted);
    return ValueField::tr("“%1” is not of type %2: %3.").arg(trimmed, views::text(wasm::toString(type)), wanted);
}

ValueField::ValueField(const Theme &theme, const wasm::ValType &type, QWidget *parent)
    : CheckedField(theme, parent), m_type(type)
{
    setText(views::text(exec::toString(exec::Value::zero(type))));
    if (type.isRef())
        setText(QStringLiteral("null"));
    setAccessibleName(tr("Value of type %1").arg(views::text(wasm::toString(type))));
    connect(this, &QLineEdit::textChanged, this, &ValueField::check);
    check();
}

void ValueField::setValue(const exec::Value &value)
{
    setText(views::text(exec::toString(value)));
    setCursorPosition(0);
}

std::optional<exec::Value> ValueField::value() const
{
    return exec::parseValue(text().trimmed().toStdString(), m_type);
}

void ValueField::check()
{
    setProblem(valueProblem(text(), m_type));
}

} // namespace watchglass
