// SPDX-License-Identifier: GPL-3.0-or-later
/// The Machine dock: what the engine makes of the function at the caret, in step with the text.
#pragma once

#include <QObject>

#include "app/window/documents.h"
#include "app/window/tabs.h"
#include "app/window/worker.h"
#include "app/window/workspaces.h"
#include "widgets/profile/machine_view.h"

namespace watchglass {

/// Translates modules for people. It keeps the module it was asked about last; off the window's thread.
class MachineTexts
{
public:
    /// Null and a sentence when there is nothing to show.
    std::shared_ptr<const MachineText> of(const std::shared_ptr<const Assembly> &assembly, uint32_t function,
                                          QString &whyNone);

private:
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<exec::Instance> m_instance;
};

class MachineViews : public QObject
{
    Q_OBJECT
public:
    MachineViews(const Theme &theme, Documents &documents, Tabs &tabs, Workspaces &workspaces);

    MachineView &view() { return *m_view; }

private:
    void follow(Document *document);
    void show();

    Tabs &m_tabs;
    MachineView *m_view;
    QMetaObject::Connection m_caret;
    std::shared_ptr<const wasm::Module> m_module; ///< of what is shown or on its way
    std::optional<quint32> m_function;
    MachineTexts m_texts;
    Worker m_worker; ///< last: it ends before what its jobs are about
};

} // namespace watchglass
