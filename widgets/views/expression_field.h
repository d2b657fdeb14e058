// SPDX-License-Identifier: GPL-3.0-or-later
/// A field for an expression that is checked while it is typed: what is wrong is underlined and said.
#pragma once

#include <functional>
#include <optional>

#include "engine/debug/expression.h"
#include "widgets/views/checked_field.h"

namespace watchglass {

/// Its problem: "Column 5: There is no local $m here".
class ExpressionField : public CheckedField
{
    Q_OBJECT
public:
    using Check = std::function<std::optional<debug::TextProblem>(const QString &text)>;
    ExpressionField(const Theme &theme, Check check, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void check();
    void underline(int from, int length);
    const Check m_check;
};

} // namespace watchglass
