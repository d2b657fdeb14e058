// SPDX-License-Identifier: GPL-3.0-or-later
/// Opening, saving and closing, with their dialogs and questions; recent files; dropped files.
#pragma once

#include <QObject>

#include "app/window/tabs.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"

class QMenu;

namespace watchglass {

class FileActions : public QObject
{
    Q_OBJECT
public:
    FileActions(ActionRegistry &registry, Documents &documents, Tabs &tabs, MessageBar &messages, QWidget &window);

    void newText();
    void openDialog();
    /// The tab appears once the file is read; what cannot be shown is said.
    void open(const QString &path);
    bool save(Document *document);
    bool saveAs(Document *document);
    /// Asks about unsaved changes; false when the user wants to stay.
    bool close(Document *document);
    bool closeAll();
    QStringList recent() const;

signals:
    void recentChanged();

private:
    void addRecent(const QString &path);
    void exportBinary();
    void showRecent();
    /// One message about a document's file; the next takes its place, and it goes when the two agree again.
    void tell(const Document *document, const QString &text, const QVector<MessageBar::Choice> &choices = {});
    void settle(const Document *document);

    ActionRegistry &m_registry;
    Documents &m_documents;
    Tabs &m_tabs;
    MessageBar &m_messages;
    QWidget &m_window;
    QHash<const Document *, MessageBar::Id> m_told;
    quint64 m_asked = 0, m_frontAsked = 0; ///< files to open are counted
    QPointer<Document> m_front;            ///< of those the one that was asked for last
};

} // namespace watchglass
