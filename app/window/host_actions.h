// SPDX-License-Identifier: GPL-3.0-or-later
/// The Host menu: what can be done to what is chosen on the board – by menu, by key, or by dropping one thing on
/// another. What came of it is said without a question that stands in the way.
#pragma once

#include <QObject>

#include "app/window/file_reader.h"
#include "app/window/host_store.h"
#include "app/window/host_views.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"

namespace watchglass {

class HostActions : public QObject
{
    Q_OBJECT
public:
    HostActions(ActionRegistry &registry, HostStore &store, HostViews &views, Documents &documents, Tabs &tabs,
                MessageBar &messages, Workspaces &workspaces, QWidget &window);

    /// Serves what the manifest says, in the Host workspace.
    void openManifest(const QString &path);
    void playScenario(const QString &path);
    /// Serves it when it is a manifest, plays it when it is a scenario; else it is another's matter.
    void openIfManifest(const QString &path, std::function<void()> otherwise);

signals:
    void openWanted(const QString &path); ///< as a document

private:
    void serveCounter();
    void addFileActions();
    void addActorActions();
    void addProviderActions();
    void addLinkActions();
    void followBoard();
    void followStore();
    QAction *add(const char *id, const QString &text, const char *icon, const QString &key, const QString &tip,
                 std::function<void()> run);
    void update();
    void popUp(const QPoint &at);
    void remove();
    void drop(const host::LinkKey &key, const QString &provider);
    void provide(const QString &actor, const QString &provider);
    void chooseFile(const QString &title, const QString &filter, std::function<void(const QString &)> then);
    void addDocument();
    void swapByDocument();
    QString freeName(const QString &wanted) const;
    const BoardId &at() const;

    ActionRegistry &m_registry;
    HostStore &m_store;
    HostViews &m_views;
    Documents &m_documents;
    Tabs &m_tabs;
    MessageBar &m_messages;
    Workspaces &m_workspaces;
    QWidget &m_window;
    FileReader m_reader;
    QString m_menu; ///< of the actions that are being added
};

} // namespace watchglass
