// SPDX-License-Identifier: GPL-3.0-or-later
/// The docks of the Host workspace, kept in step with the store and with the document in front.
#pragma once

#include <QObject>

#include "app/window/host_store.h"
#include "app/window/tabs.h"
#include "app/window/workspaces.h"

namespace watchglass {

class BoardView;
class CallsView;
class HostDetails;
class LoadView;

class HostViews : public QObject
{
    Q_OBJECT
public:
    HostViews(const Theme &theme, Documents &documents, Tabs &tabs, HostStore &store, Workspaces &workspaces);

    BoardView &board() { return *m_board; }
    /// Buttons above the board.
    void setTools(const QList<QAction *> &actions);
    HostDetails &details() { return *m_details; }
    CallsView &calls() { return *m_calls; }
    LoadView &load() { return *m_load; }
    /// Brings the page of what is chosen, or that of a new provider, to the front.
    void showDetails();
    void showNewProvider();
    /// How the links of a document call it; the same for as long as it is open.
    QString programName(const Document *document);

private:
    void followDocument();
    void refresh();
    std::vector<ExportChoice> exportsFor(const BoardPort &port) const;

    Documents &m_documents;
    Tabs &m_tabs;
    HostStore &m_store;
    Workspaces &m_workspaces;
    QWidget *m_boardDock;
    BoardView *m_board;
    HostDetails *m_details;
    CallsView *m_calls;
    LoadView *m_load;
    QHash<quint64, QString> m_names; ///< of documents
};

} // namespace watchglass
