// SPDX-License-Identifier: GPL-3.0-or-later
/// A field that takes one WebAssembly value, says at once when the text is none, and why.
#pragma once

#include <optional>

#include "engine/exec/value.h"
#include "widgets/views/checked_field.h"

namespace watchglass {

/// Why `text` is not a value of `type`, as a sentence; empty when it is one.
QString valueProblem(const QString &text, const wasm::ValType &type);

class ValueField : public CheckedField
{
    Q_OBJECT
public:
    ValueField(const Theme &theme, const wasm::ValType &type, QWidget *parent = nullptr);
    const wasm::ValType &type() const { return m_type; }
    void setValue(const exec::Value &value);
    std::optional<exec::Value> value() const;

private:
    void check();
    wasm::ValType m_type;
};

} // namespace watchglass
