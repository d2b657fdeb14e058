// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/host_actions.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include "app/window/host_saves.h"
#include "app/window/shipped_host.h"
#include "widgets/host/board_view.h"
#include "widgets/host/host_details.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using Kind = BoardId::Kind;

HostActions::HostActions(ActionRegistry &registry, HostStore &store, HostViews &views, Documents &documents, Tabs &tabs,
                         MessageBar &messages, Workspaces &workspaces, QWidget &window)
    : QObject(&window), m_registry(registry), m_store(store), m_views(views), m_documents(documents), m_tabs(tabs),
      m_messages(messages), m_workspaces(workspaces), m_window(window)
{
    addFileActions();
    addActorActions();
    addProviderActions();
    addLinkActions();
    followBoard();
    followStore();
    update();
    new HostSaves(store, documents, messages, this);
}

QAction *HostActions::add(const char *id, const QString &text, const char *icon, const QString &key, const QString &tip,
                          std::function<void()> run)
{
    return m_registry.add({QLatin1String(id), text, m_menu, QLatin1String(icon),
                           key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{QKeySequence(key)}, tip},
                          std::move(run));
}

const BoardId &HostActions::at() const
{
    return m_views.board().current();
}

void HostActions::addFileActions()
{
    m_menu = QStringLiteral("file.host");
    add("host.openManifest", tr("Open Host &Manifest…"), "open", tr("Ctrl+Shift+H"),
        tr("Serve what a manifest says: actors, providers and the links between them"), [this] {
            chooseFile(tr("Open Host Manifest"), tr("Host manifests (*.json);;All files (*)"),
                       [this](const QString &path) { openManifest(path); });
        });
    add("host.playScenario", tr("&Play Scenario…"), "play-all", {},
        tr("Play a file of swaps, faults and loads on the board, and see whether what it asserts holds"), [this] {
            chooseFile(tr("Play Scenario"), tr("Scenarios (*.json);;All files (*)"),
                       [this](const QString &path) { playScenario(path); });
        });
    add("host.stopScenario", tr("S&top the Scenario"), "stop", {}, tr("Send no more, and wait for what is under way"),
        [this] { m_store.stopScenario(); });
    add("host.serveCounter", tr("Serve the &Counter"), "run", {},
        tr("A counter of requests at http://127.0.0.1:8080, to be swapped, starved and fed again while it serves"),
        [this] { serveCounter(); });
}

void HostActions::serveCounter()
{
    QString problem;
    const QString manifest = counterManifest(&problem);
    if (manifest.isEmpty())
        return m_messages.note(problem);
    openManifest(manifest);
}

void HostActions::addActorActions()
{
    m_menu = QStringLiteral("host.actor");
    const QString modules = tr("Modules (*.wasm *.wat);;All files (*)");
    add("host.addFile", tr("Add &Actor…"), "add", {}, tr("Let a waPC guest from a file serve on the board"),
        [this, modules] {
            chooseFile(tr("Add Actor"), modules, [this](const QString &path) {
                m_workspaces.switchTo(Workspaces::Workspace::Host);
                m_store.addActor(freeName(QFileInfo(path).completeBaseName()), HostStore::fromFile(path));
            });
        });
    add("host.addDocument", tr("Add &This Module as Actor"), "module", {},
        tr("Let the module in front serve on the board"), [this] { addDocument(); });
    add("host.edit", tr("Edit Its &Text"), "edit", {},
        tr("Open the file of the chosen actor; when it is saved, it takes the actor's place"), [this] {
            if (const BoardActor *actor = m_store.picture()->actor(at().key.actor))
                emit openWanted(views::text(actor->state.module));
        });
    add("host.swapFile", tr("&Swap…"), "restart", {},
        tr("Let the module of a file take the chosen actor's place; calls go on, and it can be undone"),
        [this, modules] {
            chooseFile(tr("Swap %1").arg(views::text(at().key.actor)), modules,
                       [this, actor = views::text(at().key.actor)](const QString &path) {
                           m_store.swapActor(actor, HostStore::fromFile(path));
                       });
        });
    add("host.swapDocument", tr("Swap &by the Module in Front"), "restart", {},
        tr("Let the module in front take the chosen actor's place"), [this] { swapByDocument(); });
    add("host.undoSwap", tr("Swap &Back"), "undo", {}, tr("Let the module before serve again"),
        [this] { m_store.undoSwap(views::text(at().key.actor)); });
    add("host.call", tr("&Call…"), "run", {}, tr("Call an operation of the chosen actor by hand"), [this] {
        m_views.showDetails();
        m_views.details().actor().enterCall();
    });
    add("host.kill", tr("&Kill Its Calls"), "stop", {},
        tr("End what the chosen actor is in the middle of; a fresh instance takes its place"),
        [this] { m_store.kill(views::text(at().key.actor), 0); });
    add("host.remove", tr("&Remove"), "remove", {},
        tr("Remove the actor, take the provider away, or leave the link with nobody to answer"), [this] { remove(); });
    add("host.undo", tr("&Undo on the Board"), "undo", {}, tr("Take back the last thing that was done on the board"),
        [this] { m_store.undo(); });
}

void HostActions::addProviderActions()
{
    m_menu = QStringLiteral("host.provider");
    add("host.addProvider", tr("Add &Provider…"), "data", {}, tr("Put one of the installed providers on the board"),
        [this] {
            m_workspaces.switchTo(Workspaces::Workspace::Host);
            m_views.showNewProvider();
        });
    add("host.replaceProvider", tr("R&eplace by Another…"), "restart", {},
        tr("Let another provider take the chosen one's place, with its content when both can"),
        [this] { m_views.showDetails(); });
}

void HostActions::addLinkActions()
{
    m_menu = QStringLiteral("host.link");
    add("host.link", tr("&Link…"), "import", {}, tr("Choose who answers the chosen import"),
        [this] { m_views.showDetails(); });
    add("host.typed", tr("Answer by &WAT Typed Here…"), "edit", {},
        tr("Type a function that answers the chosen import"), [this] {
            m_views.showDetails();
            m_views.details().link().enterTyped();
        });
    add("host.faults", tr("&Faults…"), "warning", {}, tr("Let calls of the chosen link fail, wait or go wrong"),
        [this] {
            m_views.showDetails();
            m_views.details().link().enterFaults();
        });
    add("host.clearFaults", tr("Remove Its Fa&ults"), "check", {}, tr("Let the chosen link work as it should"),
        [this] { m_store.setFaults(at().key, {}); });
    add("host.unbind", tr("U&nbind"), "close", {}, tr("Nobody answers the chosen link any more"),
        [this] { m_store.unbind(at().key); });
    add("host.removeLink", tr("Remove the L&ink"), "remove", {}, tr("As if the chosen import had never been linked"),
        [this] { m_store.removeLink(at().key); });
}

/// Menu and keys of the board, and what is dropped on it.
void HostActions::followBoard()
{
    BoardView &board = m_views.board();
    connect(&board, &BoardView::currentChanged, this, &HostActions::update);
    connect(&board, &BoardView::menuWanted, this, &HostActions::popUp);
    connect(&board, &BoardView::removeWanted, this, &HostActions::remove);
    connect(&board, &BoardView::undoWanted, this, [this] {
        if (m_store.canUndo())
            m_store.undo();
    });
    connect(&board, &BoardView::linkWanted, this, &HostActions::drop);
    connect(&board, &BoardView::provideWanted, this, &HostActions::provide);
    connect(&board, &BoardView::fileDropped, this, [this](const QString &actor, const QString &path) {
        if (path.endsWith(QStringLiteral(".json")))
            openManifest(path);
        else if (const BoardActor *there = m_store.picture()->actor(actor.toStdString()); there && !there->program)
            m_store.swapActor(actor, HostStore::fromFile(path));
        else
            m_store.addActor(freeName(QFileInfo(path).completeBaseName()), HostStore::fromFile(path));
    });
    connect(&m_tabs, &Tabs::currentDocumentChanged, this, &HostActions::update);
    const auto action = [this](const char *id) { return m_registry.action(QLatin1String(id)); };
    m_views.details().actor().setActions(
        {action("host.swapFile"), action("host.undoSwap"), action("host.kill"), action("host.edit")});
    m_views.setTools({action("host.serveCounter"), action("host.openManifest"), action("host.addFile"),
                      action("host.addDocument"), action("host.addProvider"), action("host.undo")});
}

void HostActions::followStore()
{
    connect(&m_store, &HostStore::changed, this, &HostActions::update);
    connect(&m_store, &HostStore::undoChanged, this, &HostActions::update);
    connect(&m_store, &HostStore::playingChanged, this, &HostActions::update);
    connect(&m_store, &HostStore::done, &m_messages, &MessageBar::userWentOn); // what was refused before
    connect(&m_store, &HostStore::played, this, [this](bool good, const QString &sentence) {
        if (good)
            m_messages.note(sentence);
        else
            m_messages.show(sentence);
    });
    connect(&m_store, &HostStore::refused, this, [this](const QString &sentence) { m_messages.note(sentence); });
    connect(&m_store, &HostStore::swapRefused, this,
            [this](const QString &, const QString &sentence, const std::function<void()> &insist) {
                m_messages.show(sentence, {{tr("Swap all the same"), insist}});
            });
}

void HostActions::update()
{
    const auto picture = m_store.picture();
    const BoardId &id = at();
    const auto enable = [this](const char *name, bool on) { m_registry.action(QLatin1String(name))->setEnabled(on); };
    const BoardActor *actor = id.kind == Kind::Actor ? picture->actor(id.key.actor) : nullptr;
    const bool serves = actor && !actor->program;
    const BoardPort *port = id.kind == Kind::Link ? picture->port(id.key) : nullptr;
    const bool linked = port && port->state;
    const bool unbound = linked && std::holds_alternative<host::Unbound>(port->state->link.target);
    enable("host.addDocument", m_tabs.current());
    enable("host.stopScenario", m_store.playing());
    enable("host.swapFile", serves);
    enable("host.edit", serves && actor->state.module.starts_with('/'));
    enable("host.swapDocument", serves && m_tabs.current());
    enable("host.undoSwap", serves && actor->state.canUndo);
    enable("host.call", serves);
    enable("host.kill", serves && !actor->state.underWay.empty());
    enable("host.remove", serves || id.kind == Kind::Provider || (linked && !unbound));
    enable("host.undo", m_store.canUndo());
    enable("host.replaceProvider", id.kind == Kind::Provider);
    enable("host.link", port);
    enable("host.typed", port && port->plain());
    enable("host.faults", linked);
    enable("host.clearFaults", linked && !port->state->link.faults.empty());
    enable("host.unbind", port && !unbound);
    enable("host.removeLink", linked);
}

/// What can be done to what was clicked, first whom it may be linked to.
void HostActions::popUp(const QPoint &point)
{
    QMenu menu(&m_window);
    const auto put = [&](std::initializer_list<const char *> ids) {
        for (const char *id : ids)
            menu.addAction(m_registry.action(QLatin1String(id)));
    };
    const auto picture = m_store.picture();
    const BoardPort *port = at().kind == Kind::Link ? picture->port(at().key) : nullptr;
    if (port) {
        QMenu *to = menu.addMenu(tr("Link &to"));
        for (const host::ProviderState &provider : picture->providers)
            to->addAction(views::text(provider.name), this,
                          [this, key = port->key, name = views::text(provider.name)] { drop(key, name); });
        to->setEnabled(!to->isEmpty());
        put({"host.link", "host.typed"});
        menu.addSeparator();
        put({"host.faults", "host.clearFaults"});
        menu.addSeparator();
        put({"host.unbind", "host.removeLink"});
    } else if (at().kind == Kind::Actor) {
        QMenu *to = menu.addMenu(tr("Link &to"));
        for (const host::ProviderState &provider : picture->providers)
            to->addAction(views::text(provider.name), this,
                          [this, actor = views::text(at().key.actor), name = views::text(provider.name)] {
                              provide(actor, name);
                          });
        to->setEnabled(!to->isEmpty());
        put({"host.edit", "host.swapFile", "host.swapDocument", "host.undoSwap"});
        menu.addSeparator();
        put({"host.call", "host.kill", "host.remove"});
    } else if (at().kind == Kind::Provider) {
        put({"host.replaceProvider", "host.remove"});
    } else {
        put({"host.addFile", "host.addDocument", "host.addProvider"});
        menu.addSeparator();
        put({"host.openManifest", "host.serveCounter"});
    }
    menu.addSeparator();
    put({"host.undo"});
    menu.exec(point);
}

void HostActions::remove()
{
    const auto picture = m_store.picture();
    const BoardId id = at();
    if (id.kind == Kind::Provider)
        return m_store.removeProvider(views::text(id.provider));
    if (id.kind == Kind::Link) {
        const BoardPort *port = picture->port(id.key);
        if (port && port->state && std::holds_alternative<host::Unbound>(port->state->link.target))
            return m_store.removeLink(id.key);
        if (port)
            return m_store.unbind(id.key);
    }
    if (const BoardActor *actor = id.kind == Kind::Actor ? picture->actor(id.key.actor) : nullptr;
        actor && !actor->program)
        m_store.removeActor(actor->name);
}

/// A provider onto an import: its function of that name, or the only one that fits.
void HostActions::drop(const host::LinkKey &key, const QString &name)
{
    const auto picture = m_store.picture();
    const BoardPort *port = picture->port(key);
    const host::ProviderState *provider = picture->provider(name.toStdString());
    if (!port || !provider)
        return;
    LinkWish wish{LinkWish::Kind::Provider, key, port->type};
    wish.provider = provider->name;
    if (port->state) {
        wish.breaker = port->state->link.breaker;
        wish.rate = port->state->link.rate;
        wish.values = port->state->link.values;
    }
    if (port->state && provider->manifest) // settings that the next one does not have would be in its way
        std::erase_if(wish.values, [&](const auto &value) {
            return std::none_of(provider->manifest->settings.begin(), provider->manifest->settings.end(),
                                [&](const host::Setting &setting) { return setting.name == value.first; });
        });
    m_views.board().setCurrent({Kind::Link, key, {}});
    if (port->plain()) {
        const auto fits = m_views.details().link().fitting(provider->name);
        const auto same = std::find(fits.begin(), fits.end(), key.name);
        if (same == fits.end() && fits.size() != 1) {
            m_messages.note(fits.empty()
                                ? tr("%1 has no function of the type of %2.").arg(name, port->title)
                                : tr("%1 has several functions that fit %2; choose one.").arg(name, port->title));
            return m_views.showDetails();
        }
        wish.function = same == fits.end() ? fits.front() : *same;
    }
    m_store.link(wish);
}

/// A provider onto an actor: the capability that both know.
void HostActions::provide(const QString &actor, const QString &name)
{
    const auto picture = m_store.picture();
    const BoardActor *there = picture->actor(actor.toStdString());
    const host::ProviderState *provider = picture->provider(name.toStdString());
    if (!there || !provider || !provider->manifest)
        return;
    for (const BoardPort &port : there->ports)
        if (!port.plain() && provider->manifest->serves(port.key.capability))
            return drop(port.key, name);
    if (there->program)
        return m_messages.note(tr("Drop it on one of the imports of %1.").arg(actor));
    // Unsigned actors do not say what they need: the names of their time are tried.
    const bool wasmcloud = there->state.running && there->state.running->speech.dialect != contracts::Dialect::Wascc;
    for (const std::string &capability : provider->manifest->capabilities) {
        if (capability == "plain" || capability.starts_with("wasmcloud:") != wasmcloud)
            continue;
        LinkWish wish{LinkWish::Kind::Provider, {there->state.name, capability}};
        wish.provider = provider->name;
        return m_store.link(wish);
    }
    m_messages.note(tr("%1 serves no capability that an actor could be linked for.").arg(name));
}

void HostActions::chooseFile(const QString &title, const QString &filter, std::function<void(const QString &)> then)
{
    auto *dialog = new QFileDialog(&m_window, title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, std::move(then));
    dialog->open();
}

void HostActions::openManifest(const QString &path)
{
    m_workspaces.switchTo(Workspaces::Workspace::Host);
    m_store.openManifest(path);
}

void HostActions::openIfManifest(const QString &path, std::function<void()> otherwise)
{
    if (!path.endsWith(QStringLiteral(".json")))
        return otherwise();
    m_reader.read(path, [this, path, otherwise = std::move(otherwise)](const FileContent &content) {
        if (content.bytes.contains("\"watchglass_host\""))
            openManifest(path);
        else if (content.bytes.contains("\"watchglass_scenario\""))
            playScenario(path);
        else
            otherwise();
    });
}

void HostActions::playScenario(const QString &path)
{
    m_workspaces.switchTo(Workspaces::Workspace::Host);
    m_workspaces.raise(QStringLiteral("hostLoad"));
    m_store.playScenario(path);
}

QString HostActions::freeName(const QString &wanted) const
{
    QString name = wanted;
    for (int i = 2; m_store.picture()->actor(name.toStdString()); ++i)
        name = wanted + QLatin1Char('-') + QString::number(i);
    return name;
}

void HostActions::addDocument()
{
    QString problem;
    auto source = HostSaves::sourceOf(*m_tabs.current(), &problem);
    if (!source)
        return m_messages.note(problem);
    m_workspaces.switchTo(Workspaces::Workspace::Host);
    m_store.addActor(freeName(QFileInfo(m_tabs.current()->title()).completeBaseName()), std::move(source));
}

void HostActions::swapByDocument()
{
    QString problem;
    auto source = HostSaves::sourceOf(*m_tabs.current(), &problem);
    if (!source)
        return m_messages.note(problem);
    m_store.swapActor(views::text(at().key.actor), std::move(source));
}

} // namespace watchglass
