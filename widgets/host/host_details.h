// SPDX-License-Identifier: GPL-3.0-or-later
/// What the thing chosen on the board is, and everything that can be set about it: a page for each kind.
#pragma once

#include <QScrollArea>

#include "widgets/host/actor_page.h"
#include "widgets/host/link_page.h"
#include "widgets/host/provider_page.h"

class QStackedWidget;

namespace watchglass {

class HostDetails : public QScrollArea
{
    Q_OBJECT
public:
    explicit HostDetails(const Theme &theme, QWidget *parent = nullptr);

    ActorPage &actor() { return *m_actor; }
    LinkPage &link() { return *m_link; }
    ProviderPage &provider() { return *m_provider; }

    void showActor(const BoardActor &actor);
    void showLink(const BoardPort &port, const LinkPage::Surroundings &around);
    void showProvider(const host::ProviderState &provider);
    void showNewProvider();
    bool showsNewProvider() const { return m_new; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void bring(QWidget *page);

    ActorPage *m_actor;
    LinkPage *m_link;
    ProviderPage *m_provider;
    QWidget *m_shown = nullptr;
    bool m_new = true;
};

} // namespace watchglass
