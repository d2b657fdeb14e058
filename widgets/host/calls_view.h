// SPDX-License-Identifier: GPL-3.0-or-later
/// The log of calls: a filter, the list, and beside it all that is known about the call that was chosen.
#pragma once

#include <QWidget>

#include "widgets/host/call_list.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace watchglass {

class CallsView : public QWidget
{
    Q_OBJECT
public:
    explicit CallsView(const Theme &theme, QWidget *parent = nullptr);
    CallLog &log() { return *m_log; }
    CallList &list() { return *m_list; }

private:
    void showCount();
    void showCall();
    void goTo(uint64_t call);

    const Theme &m_theme;
    CallLog *m_log;
    CallList *m_list;
    QLineEdit *m_filter;
    QLabel *m_count;
    QToolButton *m_cause;
    QPlainTextEdit *m_text;
};

/// Everything about a call: who and whom, payload and answer as their contract has them and as bytes, what was written
/// into the guest. As text.
QString detailsOf(const host::CallRecord &call);

} // namespace watchglass
