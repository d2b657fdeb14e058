// SPDX-License-Identifier: GPL-3.0-or-later
/// A field that takes one WebAssembly value, says at once when the text is none, and why.
#pragma once

#include <QLineEdit>

#include <optional>

#include "engine/exec/value.h"
#include "widgets/theme.h"

namespace watchglass {

/// Why `text` is not a value of `type`, as a sentence; empty when it is one.
QString valueProblem(const QString &text, const wasm::ValType &type);

class ValueField : public QLineEdit
{
    Q_OBJECT
public:
    ValueField(const Theme &theme, const wasm::ValType &type, QWidget *parent = nullptr);
    const wasm::ValType &type() const { return m_type; }
    void setValue(const exec::Value &value);
    std::optional<exec::Value> value() const;
    /// Empty while the text is a value.
    QString problem() const { return m_problem; }

signals:
    void problemChanged(const QString &problem);

private:
    void check();
    const Theme &m_theme;
    wasm::ValType m_type;
    QString m_problem;
    QAction *m_mark;
};

} // namespace watchglass
