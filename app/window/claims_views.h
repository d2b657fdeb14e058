// SPDX-License-Identifier: GPL-3.0-or-later
/// The claims card of the module in front, and its verdict above the Module dock. What is signed is hashed off the
/// window's thread.
#pragma once

#include <QObject>

#include <memory>

#include "app/window/tabs.h"
#include "app/window/trust_store.h"
#include "app/window/worker.h"
#include "app/window/workspaces.h"
#include "engine/wasm/module.h"

namespace watchglass {

class ClaimsCard;
class ModuleView;
class VerdictLine;

class ClaimsViews : public QObject
{
    Q_OBJECT
public:
    ClaimsViews(const Theme &theme, Documents &documents, Tabs &tabs, TrustStore &trust, Workspaces &workspaces,
                ModuleView &module);

    ClaimsCard &card() { return *m_card; }

private:
    void show();
    void check();

    Tabs &m_tabs;
    TrustStore &m_trust;
    ClaimsCard *m_card;
    VerdictLine *m_verdict; ///< in the Module dock
    std::shared_ptr<const wasm::Bytes> m_file;
    Worker m_worker; ///< last: it ends before what its jobs are about
};

} // namespace watchglass
