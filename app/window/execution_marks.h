// SPDX-License-Identifier: GPL-3.0-or-later
/// Shows in the text where the guest stands: the arrow, the callers, the trap's box and the live values.
#pragma once

#include <QObject>

#include "app/window/debugger.h"
#include "app/window/tabs.h"

namespace watchglass {

class ExecutionMarks : public QObject
{
    Q_OBJECT
public:
    ExecutionMarks(Documents &documents, Tabs &tabs, Debugger &debugger);

private:
    void show();
    void showTrap(const session::Snapshot &snapshot);
    void clear();
    void showRunningText();
    /// Opens the function of a big binary that holds this instruction.
    Document *openFunctionAt(quint32 offset);
    std::vector<LiveValue> liveValues(Document *document, const session::FrameInfo &frame, quint32 line) const;

    Documents &m_documents;
    Tabs &m_tabs;
    Debugger &m_debugger;
};

} // namespace watchglass
