// SPDX-License-Identifier: GPL-3.0-or-later
/// What of a program's data to watch, and for what. Not modal, as the breakpoint dialog.
#pragma once

#include <QDialog>
#include <QStringList>

#include "engine/debug/watchpoints.h"
#include "widgets/theme.h"
#include "widgets/views/address_expression.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace watchglass {

class WatchDialog : public QDialog
{
    Q_OBJECT
public:
    /// What can be watched in the program: names by index.
    struct Choices {
        QStringList memories, globals;
        std::vector<bool> mutableGlobals;
    };
    /// `start` is what the fields show first. `fixed`: the name of what it watches when that cannot be chosen here (a
    /// local of an activation, an element of a table).
    WatchDialog(const Theme &theme, const Choices &choices, const debug::Watchpoint &start, const QString &fixed,
                AddressResolver resolver, QWidget *parent);

signals:
    void taken(const watchglass::debug::Watchpoint &watchpoint); ///< OK was pressed

private:
    void makeForm(const Choices &choices, const QString &fixed);
    void update();
    QString problem() const;
    debug::Watchpoint watchpoint() const;

    const Theme &m_theme;
    const debug::Watchpoint m_start;
    const AddressResolver m_resolver;
    QFormLayout *m_form;
    QCheckBox *m_enabled;
    QComboBox *m_what, *m_on;
    QLineEdit *m_address;
    QSpinBox *m_length;
    QLabel *m_problem;
    QPushButton *m_ok = nullptr;
};

} // namespace watchglass
