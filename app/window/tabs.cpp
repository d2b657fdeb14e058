// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tabs.h"

#include <QTabBar>

namespace watchglass {

namespace {
constexpr int longestHistory = 200;
}

Tabs::Tabs(Documents &documents, QWidget *parent) : QTabWidget(parent), m_documents(documents)
{
    setDocumentMode(true);
    setTabsClosable(true);
    setMovable(true);
    setAccessibleName(tr("Documents"));
    tabBar()->setAccessibleName(tr("Document tabs"));
    connect(&documents, &Documents::opened, this, &Tabs::add);
    connect(&documents, &Documents::closing, this, [this](Document *document) {
        const int index = indexOf(document->editor());
        if (index >= 0)
            removeTab(index);
        m_places.removeIf([&](const Place &place) { return place.document == document->id(); });
        m_at = std::min<int>(m_at, int(m_places.size()) - 1);
    });
    connect(this, &QTabWidget::currentChanged, this, [this] { emit currentDocumentChanged(current()); });
    connect(this, &QTabWidget::tabCloseRequested, this, [this](int index) {
        if (widget(index) == m_welcome)
            removeTab(index);
        else
            emit closeRequested(at(index));
    });
}

Document *Tabs::at(int index) const
{
    for (Document *document : m_documents.all())
        if (document->editor() == widget(index))
            return document;
    return nullptr;
}

Document *Tabs::current() const
{
    return at(currentIndex());
}

void Tabs::add(Document *document)
{
    const int index = addTab(document->editor(), document->title());
    connect(document, &Document::titleChanged, this, [this, document] { updateTitle(document); });
    connect(document->editor(), &CodeEditor::jumped, this,
            [this, document](quint32 from, quint32 to) { remember(document->id(), from, to); });
    updateTitle(document);
    setCurrentIndex(index);
}

void Tabs::updateTitle(Document *document)
{
    const int index = indexOf(document->editor());
    if (index < 0)
        return;
    setTabText(index, document->modified() ? document->title() + QStringLiteral(" ●") : document->title());
    setTabToolTip(index, document->path().isEmpty() ? document->title() : document->path());
}

void Tabs::show(Document *document)
{
    setCurrentWidget(document->editor());
    document->editor()->setFocus();
}

void Tabs::goTo(Document *document, wat::TextRange range)
{
    if (Document *from = current(); from && from != document)
        remember(from->id(), from->editor()->caret(), from->editor()->caret());
    const quint32 before = document->editor()->caret();
    show(document);
    document->editor()->select(range);
    remember(document->id(), before, range.begin);
}

void Tabs::reveal(Document *document, wat::TextRange range)
{
    if (current() != document)
        setCurrentWidget(document->editor());
    document->editor()->showPlace(range.begin);
}

void Tabs::setWelcome(QWidget *page)
{
    m_welcome = page;
    showWelcome();
}

void Tabs::showWelcome()
{
    if (indexOf(m_welcome) < 0)
        insertTab(0, m_welcome, tr("Welcome"));
    setCurrentWidget(m_welcome);
}

void Tabs::remember(quint64 document, quint32 from, quint32 to)
{
    m_places.resize(std::min<qsizetype>(m_places.size(), m_at + 1)); // a new way forward
    if (m_places.isEmpty() || m_places.last().document != document || m_places.last().offset != from)
        m_places.append({document, from});
    if (from != to)
        m_places.append({document, to});
    if (m_places.size() > longestHistory)
        m_places.remove(0, m_places.size() - longestHistory);
    m_at = int(m_places.size()) - 1;
    emit historyChanged();
}

void Tabs::visit(int index)
{
    m_at = index;
    if (Document *document = m_documents.find(m_places[index].document)) {
        show(document);
        document->editor()->showPlace(m_places[index].offset);
    }
    emit historyChanged();
}

void Tabs::back()
{
    if (canGoBack())
        visit(m_at - 1);
}

void Tabs::forward()
{
    if (canGoForward())
        visit(m_at + 1);
}

} // namespace watchglass
