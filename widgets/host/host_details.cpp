// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/host_details.h"

#include <QVBoxLayout>

#include "widgets/views/view_kit.h"

namespace watchglass {

HostDetails::HostDetails(const Theme &theme, QWidget *parent)
    : QScrollArea(parent), m_actor(new ActorPage(theme, this)), m_link(new LinkPage(theme, this)),
      m_provider(new ProviderPage(theme, this))
{
    auto *all = new QWidget(this);
    auto *layout = views::column(all);
    for (QWidget *page : std::initializer_list<QWidget *>{m_actor, m_link, m_provider}) {
        page->hide();
        layout->addWidget(page);
    }
    setWidget(all);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Details"));
    showNewProvider();
}

void HostDetails::bring(QWidget *page)
{
    m_new = false;
    if (page == m_shown)
        return;
    if (m_shown)
        m_shown->hide();
    m_shown = page;
    page->show();
    ensureVisible(0, 0);
}

void HostDetails::showActor(const BoardActor &actor)
{
    m_actor->setActor(actor);
    bring(m_actor);
}

void HostDetails::showLink(const BoardPort &port, const LinkPage::Surroundings &around)
{
    m_link->setPort(port, around);
    bring(m_link);
}

void HostDetails::showProvider(const host::ProviderState &provider)
{
    m_provider->setProvider(provider);
    bring(m_provider);
}

void HostDetails::showNewProvider()
{
    m_provider->setProvider(std::nullopt);
    bring(m_provider);
    m_new = true;
}

/// Never wider than the dock: what is wide gives way.
void HostDetails::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    widget()->setMaximumWidth(viewport()->width());
}

} // namespace watchglass
