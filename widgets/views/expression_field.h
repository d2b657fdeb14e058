// SPDX-License-Identifier: GPL-3.0-or-later
/// A field for an expression that is checked while it is typed: what is wrong is underlined and said.
#pragma once

#include <QLineEdit>

#include <functional>
#include <optional>

#include "engine/debug/expression.h"
#include "widgets/theme.h"

namespace watchglass {

class ExpressionField : public QLineEdit
{
    Q_OBJECT
public:
    using Check = std::function<std::optional<debug::TextProblem>(const QString &text)>;
    ExpressionField(const Theme &theme, Check check, QWidget *parent = nullptr);
    /// "Column 5: There is no local $m here"; empty while all is well.
    QString problem() const { return m_problem; }

signals:
    void problemChanged(const QString &problem);

protected:
    void changeEvent(QEvent *event) override;

private:
    void check();
    void underline(int from, int length);
    const Theme &m_theme;
    const Check m_check;
    QString m_problem;
    QAction *m_mark;
};

} // namespace watchglass
