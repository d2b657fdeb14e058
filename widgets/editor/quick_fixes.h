// SPDX-License-Identifier: GPL-3.0-or-later
/// The list of fixes under the caret: for what is wrong there, and for all old spellings at once.
#pragma once

#include <QPointer>

#include "widgets/editor/pick_list.h"

namespace watchglass::editor {

class QuickFixes : public QObject
{
    Q_OBJECT
public:
    explicit QuickFixes(EditorContext &context);
    ~QuickFixes() override;

    void open(); ///< the analysis is current
    void close();
    bool takeKey(const QKeyEvent &event) { return m_list && m_list->takeKey(event); }
    bool isOpen() const { return m_list && m_list->isVisible(); }
    PickList *list() const { return m_list; }

private:
    void apply(int index);

    EditorContext &m;
    QPointer<PickList> m_list;
    std::vector<wat::Fix> m_fixes;
};

} // namespace watchglass::editor
