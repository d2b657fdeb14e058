// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/claims_views.h"

#include <QToolButton>

#include "engine/host/claims/dates.h"
#include "widgets/views/claims_card.h"
#include "widgets/views/copy_label.h"
#include "widgets/views/module_view.h"
#include "widgets/views/verdict_line.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

ClaimsViews::ClaimsViews(const Theme &theme, Documents &documents, Tabs &tabs, TrustStore &trust,
                         Workspaces &workspaces, ModuleView &module)
    : QObject(&tabs), m_tabs(tabs), m_trust(trust), m_card(new ClaimsCard(theme)),
      m_verdict(new VerdictLine(theme, &module))
{
    workspaces.add(QStringLiteral("claims"), tr("Claims"), m_card,
                   {Qt::RightDockWidgetArea, 0, {Workspaces::Workspace::Edit}});
    auto *details = views::iconButton(theme, QStringLiteral("forward"), tr("Show the claims"), m_verdict);
    details->setFocusPolicy(Qt::TabFocus);
    connect(details, &QToolButton::clicked, this, [&workspaces] { workspaces.raise(QStringLiteral("claims")); });
    m_verdict->addControl(details);
    m_verdict->sentence()->setMostLines(3);
    m_verdict->hide();
    module.setHeader(m_verdict);

    connect(&documents, &Documents::opened, this, [this](Document *document) {
        connect(document, &Document::assemblyChanged, this, [this, document] {
            if (document == m_tabs.current())
                show();
        });
    });
    connect(&tabs, &Tabs::currentDocumentChanged, this, &ClaimsViews::show);
    connect(&trust, &TrustStore::changed, this, &ClaimsViews::check);
}

void ClaimsViews::show()
{
    const Document *document = m_tabs.current();
    const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
    const auto file = assembly ? assembly->file : nullptr;
    if (file == m_file)
        return;
    m_file = file;
    m_verdict->setVisible(file != nullptr);
    if (file) {
        m_verdict->setChecking();
        m_card->setChecking();
    } else {
        m_card->setCard(nullptr);
    }
    check();
}

void ClaimsViews::check()
{
    constexpr uint64_t key = 0; // the newest question is the only one that matters
    if (!m_file)
        return m_worker.forget(key);
    m_worker.submit(key, [this, file = m_file, trust = m_trust.trust()] {
        auto card = std::make_shared<const claims::Card>(
            claims::cardOf(claims::verifyModule(*file, *trust, claims::secondsNow())));
        QMetaObject::invokeMethod(this, [this, file, trust, card = std::move(card)] {
            if (file != m_file || trust != m_trust.trust())
                return; // a newer answer is on its way
            m_verdict->setCard(*card);
            m_card->setCard(card);
        });
    });
}

} // namespace watchglass
