// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/host_views.h"

#include <QToolButton>
#include <QVBoxLayout>

#include "app/window/host_load.h"
#include "widgets/host/board_view.h"
#include "widgets/host/calls_view.h"
#include "widgets/host/host_details.h"
#include "widgets/host/load_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

HostViews::HostViews(const Theme &theme, Documents &documents, Tabs &tabs, HostStore &store, Workspaces &workspaces)
    : QObject(&tabs), m_documents(documents), m_tabs(tabs), m_store(store), m_workspaces(workspaces),
      m_boardDock(new QWidget), m_board(new BoardView(theme, m_boardDock)), m_details(new HostDetails(theme)),
      m_calls(new CallsView(theme)), m_load(new LoadView(theme))
{
    using W = Workspaces::Workspace;
    views::column(m_boardDock)->addWidget(m_board, 1);
    m_boardDock->setFocusProxy(m_board);
    workspaces.add(QStringLiteral("board"), tr("Board"), m_boardDock, {Qt::LeftDockWidgetArea, 0, {W::Host}});
    workspaces.add(QStringLiteral("hostDetails"), tr("Details"), m_details,
                   {Qt::RightDockWidgetArea, 0, {W::Host}, {W::Host}});

    workspaces.add(QStringLiteral("hostCalls"), tr("Calls"), m_calls,
                   {Qt::BottomDockWidgetArea, 1, {W::Host}, {W::Host}});
    connect(&store.feed(), &HostFeed::called, &m_calls->log(), &CallLog::append);
    connect(&store, &HostStore::done, &m_calls->log(), &CallLog::appendDeed);
    workspaces.add(QStringLiteral("hostLoad"), tr("Load"), m_load, {Qt::BottomDockWidgetArea, 1, {W::Host}});
    new HostLoad(store, *m_load, this);
    workspaces.showAlso(QStringLiteral("run"), W::Host);
    workspaces.showAlso(QStringLiteral("console"), W::Host);

    connect(&store, &HostStore::changed, this, [this] {
        m_board->setPicture(m_store.picture());
        refresh();
    });
    connect(m_board, &BoardView::currentChanged, this, &HostViews::refresh);
    connect(m_board, &BoardView::activated, this, &HostViews::showDetails);
    connect(&workspaces, &Workspaces::changed, this,
            [&store](W workspace) { store.setWatching(workspace == W::Host); });
    connect(&tabs, &Tabs::currentDocumentChanged, this, &HostViews::followDocument);
    connect(&documents, &Documents::opened, this, [this](Document *document) {
        connect(document, &Document::assemblyChanged, this, [this, document] {
            if (document == m_tabs.current())
                followDocument();
        });
    });
    connect(&documents, &Documents::closing, this, [this](Document *document) { m_names.remove(document->id()); });

    connect(&m_details->actor(), &ActorPage::callWanted, &store, &HostStore::call);
    connect(&m_details->actor(), &ActorPage::killWanted, &store, &HostStore::kill);
    connect(&store, &HostStore::answered, &m_details->actor(), &ActorPage::setAnswer);
    connect(&m_details->link(), &LinkPage::linkWanted, &store, &HostStore::link);
    connect(&m_details->link(), &LinkPage::unbindWanted, &store, &HostStore::unbind);
    connect(&m_details->link(), &LinkPage::removeWanted, &store, &HostStore::removeLink);
    connect(&m_details->link(), &LinkPage::faultsWanted, &store, &HostStore::setFaults);
    connect(&m_details->provider(), &ProviderPage::addWanted, &store, &HostStore::addProvider);
    connect(&m_details->provider(), &ProviderPage::replaceWanted, &store, &HostStore::replaceProvider);
    connect(&m_details->provider(), &ProviderPage::removeWanted, &store, &HostStore::removeProvider);
    connect(&store, &HostStore::refused, &m_details->link(), &LinkPage::say);
}

void HostViews::setTools(const QList<QAction *> &actions)
{
    auto *line = views::line();
    for (QAction *action : actions) {
        auto *button = new QToolButton(m_boardDock);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        line->addWidget(button);
    }
    line->addStretch();
    static_cast<QVBoxLayout *>(m_boardDock->layout())->insertLayout(0, line);
}

QString HostViews::programName(const Document *document)
{
    QString &name = m_names[document->id()];
    if (!name.isEmpty())
        return name;
    const QString title = document->title();
    QString wanted = title;
    const QStringList taken = m_names.values();
    for (int i = 2; taken.contains(wanted) || m_store.picture()->actor(wanted.toStdString()); ++i)
        wanted = QStringLiteral("%1 (%2)").arg(title).arg(i);
    return m_names[document->id()] = wanted;
}

/// A module that does not assemble at the moment keeps its imports on the board.
void HostViews::followDocument()
{
    const Document *document = m_tabs.current();
    const auto assembly = document ? document->assembly() : nullptr;
    if (assembly && !assembly->module && !document->assemblyIsCurrent())
        return;
    m_store.setProgram(document ? programName(document) : QString(), assembly ? assembly->module : nullptr);
}

std::vector<ExportChoice> HostViews::exportsFor(const BoardPort &port) const
{
    std::vector<ExportChoice> all;
    if (!port.plain())
        return all;
    for (const Document *document : m_documents.all()) {
        const auto assembly = document->assembly();
        if (document == m_tabs.current() || !assembly || !assembly->runnable() || !assembly->module->imports.empty())
            continue;
        for (const wasm::Export &each : assembly->module->exports)
            if (each.kind == wasm::ExternKind::Func && assembly->module->funcType(each.index) == *port.type)
                all.push_back({document->title(), views::text(each.name), assembly->module, *port.type});
    }
    return all;
}

void HostViews::refresh()
{
    const auto picture = m_store.picture();
    m_details->provider().setPlugins(m_store.plugins());
    const BoardId &at = m_board->current();
    switch (at.kind) {
    case BoardId::Kind::Actor:
        if (const BoardActor *actor = picture->actor(at.key.actor))
            return m_details->showActor(*actor);
        break;
    case BoardId::Kind::Link:
        if (const BoardPort *port = picture->port(at.key))
            return m_details->showLink(*port, {picture, exportsFor(*port), m_store.typed(at.key)});
        break;
    case BoardId::Kind::Provider:
        if (const host::ProviderState *provider = picture->provider(at.provider))
            return m_details->showProvider(*provider);
        break;
    case BoardId::Kind::None:
        break;
    }
    m_details->showNewProvider();
}

void HostViews::showDetails()
{
    refresh();
    m_workspaces.raise(QStringLiteral("hostDetails"));
    switch (m_board->current().kind) {
    case BoardId::Kind::Actor:
        return m_details->actor().enterCall();
    case BoardId::Kind::Link:
        return m_details->link().enterTarget();
    default:
        return m_details->provider().enter();
    }
}

void HostViews::showNewProvider()
{
    m_board->setCurrent({});
    m_details->showNewProvider();
    m_workspaces.raise(QStringLiteral("hostDetails"));
    m_details->provider().enter();
}

} // namespace watchglass
