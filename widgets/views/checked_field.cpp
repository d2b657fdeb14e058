// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/checked_field.h"

#include <QAction>

namespace watchglass {

CheckedField::CheckedField(const Theme &theme, QWidget *parent)
    : QLineEdit(parent), m_theme(theme), m_mark(new QAction(this))
{
    addAction(m_mark, TrailingPosition);
    m_mark->setVisible(false);
    const auto restyle = [this] {
        setFont(m_theme.monospace());
        m_mark->setIcon(m_theme.icon(QStringLiteral("error"), Theme::Color::Error));
    };
    connect(&theme, &Theme::changed, this, restyle);
    restyle();
}

void CheckedField::setProblem(const QString &problem)
{
    m_mark->setVisible(!problem.isEmpty());
    m_mark->setToolTip(problem);
    setToolTip(problem);
    setAccessibleDescription(problem);
    if (problem == m_problem)
        return;
    m_problem = problem;
    emit problemChanged(problem);
}

} // namespace watchglass
