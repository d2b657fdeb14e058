// SPDX-License-Identifier: GPL-3.0-or-later
/// Condition, hit count and log text of one breakpoint. Not modal: the text beside it can be read while it is open.
#pragma once

#include <QDialog>

#include "widgets/breakpoint_terms.h"
#include "widgets/theme.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace watchglass {

class ExpressionField;

class BreakpointDialog : public QDialog
{
    Q_OBJECT
public:
    enum class First { Condition, Log }; ///< the field that is typed into first
    BreakpointDialog(const Theme &theme, const QString &place, const BreakpointTerms &terms, bool enabled,
                     TermsCheck check, First first, QWidget *parent);
    BreakpointTerms terms() const;

signals:
    void taken(const watchglass::BreakpointTerms &terms, bool enabled); ///< OK was pressed

private:
    void makeForm(const QString &place, const TermsCheck &check);
    void update();

    const Theme &m_theme;
    QCheckBox *m_enabled;
    ExpressionField *m_condition, *m_log;
    QComboBox *m_hits;
    QSpinBox *m_count;
    QLabel *m_conditionProblem, *m_logProblem, *m_summary;
    QPushButton *m_ok = nullptr;
};

} // namespace watchglass
