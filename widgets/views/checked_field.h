// SPDX-License-Identifier: GPL-3.0-or-later
/// A line of typed text that says at once what is wrong with it: a mark at its end, a tool tip, and to screen readers.
#pragma once

#include <QLineEdit>

#include "widgets/theme.h"

namespace watchglass {

class CheckedField : public QLineEdit
{
    Q_OBJECT
public:
    /// A sentence; empty while all is well.
    QString problem() const { return m_problem; }

signals:
    void problemChanged(const QString &problem);

protected:
    CheckedField(const Theme &theme, QWidget *parent);
    void setProblem(const QString &problem);
    const Theme &theme() const { return m_theme; }

private:
    const Theme &m_theme;
    QString m_problem;
    QAction *m_mark;
};

} // namespace watchglass
