// SPDX-License-Identifier: GPL-3.0-or-later
/// The tabs of the centre: one per document, and the welcome page. Keeps the places one came from.
#pragma once

#include <QTabWidget>
#include <QVector>

#include "app/window/documents.h"

namespace watchglass {

class Tabs : public QTabWidget
{
    Q_OBJECT
public:
    explicit Tabs(Documents &documents, QWidget *parent = nullptr);

    /// The document in front; null when the welcome page is.
    Document *current() const;
    void show(Document *document);
    /// Goes to a place and remembers where we were.
    void goTo(Document *document, wat::TextRange range);
    /// Brings a place into view as part of following execution: not remembered.
    void reveal(Document *document, wat::TextRange range);
    void setWelcome(QWidget *page);
    void showWelcome();

    void back();
    void forward();
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }

signals:
    void currentDocumentChanged(watchglass::Document *document); ///< may be null
    void closeRequested(watchglass::Document *document);
    void historyChanged();

private:
    struct Place {
        quint64 document = 0;
        quint32 offset = 0;
    };
    Document *at(int index) const;
    void add(Document *document);
    void updateTitle(Document *document);
    void remember(quint64 document, quint32 from, quint32 to);
    void visit(int index);

    Documents &m_documents;
    QWidget *m_welcome = nullptr;
    QVector<Place> m_places;
    int m_at = 0;
};

} // namespace watchglass
