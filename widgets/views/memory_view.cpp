// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/memory_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>

#include "widgets/views/memory_inspector.h"
#include "widgets/views/memory_search.h"
#include "widgets/views/view_kit.h"
#include "widgets/views/watch_words.h"

namespace watchglass {

MemoryView::MemoryView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_area(new HexArea(theme, this)), m_inspector(new MemoryInspector(theme, this)),
      m_search(new MemorySearch(theme, this)), m_asker(new views::Deferred(this, [this] { ask(); }))
{
    auto *layout = views::column(this);
    makeBar();
    layout->addWidget(m_search);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_inspector);
    m_search->hide();
    m_inspector->hide();
    setFocusProxy(m_area);
    m_area->setEmptyText(tr("No memory to look at: the bytes show up here when a program with a memory is loaded."));
    m_area->setSource([this](quint64 address) { return byteAt(address); });
    m_area->setMenu([this](QMenu &menu) {
        const ByteRange chosen = m_area->selection();
        addWatchMenu(menu, true,
                     [this, chosen](WatchOn on) { emit watchRequested(memory(), chosen.begin, chosen.end, on); });
    });
    connect(m_area, &HexArea::visibleRangeChanged, this, &MemoryView::askIfNeeded);
    connect(m_area, &HexArea::caretMoved, this, &MemoryView::inspect);
    connect(m_area, &HexArea::byteTyped, this,
            [this](quint64 address, quint8 value) { edit(address, QByteArray(1, char(value))); });
    connect(m_inspector, &MemoryInspector::edited, this, &MemoryView::edit);
    connect(m_inspector, &MemoryInspector::followed, this, [this](quint64 address) { showAddress(memory(), address); });
    connect(m_search, &MemorySearch::findWanted, this,
            [this](const QByteArray &pattern) { find(pattern, m_area->caret() + 1); });
    connect(m_search, &MemorySearch::cancelled, this, [this] {
        if (m_findTicket)
            emit findCancelled(m_findTicket);
    });
    inspect();
}

void MemoryView::makeBar()
{
    m_chooser = views::named(new QComboBox(this), tr("Memory"), tr("The memory that is shown."));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_goTo = views::named(new QLineEdit(this), tr("Go to address"),
                          tr("An address in decimal or after 0x, a local like $p, or a sum like $p+8."));
    m_goTo->setPlaceholderText(tr("Go to 0x30, $p+8…"));
    m_goTo->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_back = views::iconButton(m_theme, QStringLiteral("back"), tr("Back to the place before"), this);
    m_forward = views::iconButton(m_theme, QStringLiteral("forward"), tr("Forward again"), this);
    m_find = views::iconButton(m_theme, QStringLiteral("find"), tr("Search in memory"), this);
    auto *line = views::line();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_chooser, m_goTo, m_back, m_forward, m_find})
        line->addWidget(widget);
    line->addStretch();
    static_cast<QVBoxLayout *>(layout())->addLayout(line);
    connect(m_chooser, &QComboBox::activated, this, [this] { jump({memory(), m_carets.value(memory())}); });
    connect(m_goTo, &QLineEdit::returnPressed, this, &MemoryView::goToTyped);
    connect(m_back, &QToolButton::clicked, this, [this] { travel(-1); });
    connect(m_forward, &QToolButton::clicked, this, [this] { travel(1); });
    connect(m_find, &QToolButton::clicked, this, &MemoryView::openSearch);
    views::ownKey(this, QKeySequence(Qt::ALT | Qt::Key_Left), [this] { travel(-1); });
    views::ownKey(this, QKeySequence(Qt::ALT | Qt::Key_Right), [this] { travel(1); });
    views::ownKey(this, QKeySequence::Find, [this] { openSearch(); });
    m_chooser->hide();
    updateHistory();
}

const session::MemoryInfo *MemoryView::info() const
{
    const int at = m_chooser->currentIndex();
    return at >= 0 && size_t(at) < m_memories.size() ? &m_memories[size_t(at)] : nullptr;
}

quint32 MemoryView::memory() const
{
    return info() ? info()->index : 0;
}

void MemoryView::setMemories(std::vector<session::MemoryInfo> memories)
{
    m_memories = std::move(memories);
    fillChooser();
    chooseMemory();
    refresh();
}

void MemoryView::fillChooser()
{
    while (m_chooser->count() > int(m_memories.size()))
        m_chooser->removeItem(m_chooser->count() - 1);
    for (int i = 0; i < int(m_memories.size()); ++i) {
        const session::MemoryInfo &memory = m_memories[size_t(i)];
        const QString name = memory.name.empty() ? tr("memory %1").arg(memory.index) : views::text(memory.name);
        const QString title = tr("%1 · %2").arg(name, locale().formattedDataSize(qint64(memory.size)));
        if (i < m_chooser->count())
            m_chooser->setItemText(i, title);
        else
            m_chooser->addItem(title);
    }
    m_chooser->setVisible(!m_memories.empty());
    m_inspector->setVisible(!m_memories.empty());
}

/// Takes over size and caret of the chosen memory.
void MemoryView::chooseMemory()
{
    if (memory() != m_shownMemory) {
        m_carets[m_shownMemory] = m_area->caret();
        m_shownMemory = memory();
        m_window = {};
    }
    m_area->setSize(info() ? info()->size : 0);
    inspect();
}

void MemoryView::setEditable(bool on)
{
    m_editable = on;
    m_area->setEditable(on);
    m_inspector->setEditable(on);
}

// Bytes ---------------------------------------------------------------------------------------------------------------
// A stop or a drag of the scroll bar gives several reasons to ask within one turn of the event loop: one question.
void MemoryView::refresh()
{
    if (m_askQueued)
        return;
    m_askQueued = true;
    QTimer::singleShot(0, this, [this] {
        m_askQueued = false;
        m_asker->request();
    });
}

void MemoryView::askIfNeeded()
{
    const ByteRange visible = m_area->visibleRange();
    const bool there = m_window.memory == memory() && m_window.address <= visible.begin &&
                       visible.end <= m_window.address + m_window.bytes.size();
    if (!there)
        refresh();
}

void MemoryView::ask()
{
    const ByteRange visible = m_area->visibleRange();
    if (!info() || visible.end == visible.begin)
        return;
    // A page more on both sides, so that scrolling shows bytes at once.
    const quint64 page = visible.end - visible.begin;
    m_asked = {visible.begin - qMin(visible.begin, page), visible.end + qMin(info()->size - visible.end, page)};
    m_bytesTicket = ++m_lastTicket;
    emit bytesWanted(m_bytesTicket, memory(), m_asked.begin, m_asked.end - m_asked.begin);
}

void MemoryView::supply(const session::MemoryBytes &bytes)
{
    if (bytes.ticket != m_bytesTicket || bytes.memory != memory() || bytes.address != m_asked.begin)
        return;
    m_window = bytes;
    if (bytes.size)
        m_area->setSize(bytes.size);
    m_area->viewport()->update();
    inspect();
}

HexByte MemoryView::byteAt(quint64 address) const
{
    if (m_window.memory != memory() || address < m_window.address ||
        address - m_window.address >= m_window.bytes.size())
        return {};
    const auto at = size_t(address - m_window.address);
    return {true, m_window.bytes[at], at < m_window.changed.size() && m_window.changed[at],
            m_watched && m_watched(memory(), address)};
}

void MemoryView::edit(quint64 address, const QByteArray &bytes)
{
    // Shown at once; the next answer has the truth.
    for (qsizetype i = 0; i < bytes.size(); ++i)
        if (byteAt(address + quint64(i)).known)
            m_window.bytes[size_t(address - m_window.address) + size_t(i)] = quint8(bytes[i]);
    m_area->viewport()->update();
    emit bytesEdited(memory(), address, bytes);
    inspect();
}

void MemoryView::inspect()
{
    QByteArray bytes;
    for (int i = 0; m_area->size() && i < MemoryInspector::bytesWanted; ++i) {
        const HexByte byte = byteAt(m_area->caret() + quint64(i));
        if (!byte.known)
            break;
        bytes += char(byte.value);
    }
    m_inspector->setBytes(m_area->caret(), bytes, info() && info()->type.limits.is64);
}

// Places --------------------------------------------------------------------------------------------------------------
void MemoryView::goToTyped()
{
    const auto address = addressOf(m_goTo->text(), m_resolver);
    QString problem;
    if (!address)
        problem = tr("“%1” is no address: type a number, a name like $p, or a sum of them.").arg(m_goTo->text());
    else if (info() && *address >= info()->size)
        problem = tr("%1 lies after the end of the memory, which is at %2.")
                      .arg(views::hex(*address), views::hex(info()->size));
    if (!problem.isEmpty())
        QToolTip::showText(m_goTo->mapToGlobal(QPoint(0, m_goTo->height())), problem, m_goTo);
    if (address) {
        jump({memory(), *address});
        m_area->setFocus();
    }
}

void MemoryView::showAddress(quint32 memory, quint64 address)
{
    jump({memory, address});
}

void MemoryView::jump(Place place)
{
    const Place here{m_shownMemory, m_area->caret()};
    m_history.resize(qMin(m_history.size(), m_at));
    m_history.push_back(here);
    m_at = m_history.size();
    m_history.push_back(place);
    open(place);
}

void MemoryView::travel(int direction)
{
    if (direction < 0 ? m_at == 0 : m_at + 1 >= m_history.size())
        return;
    m_history[m_at] = {m_shownMemory, m_area->caret()};
    m_at = direction < 0 ? m_at - 1 : m_at + 1;
    open(m_history[m_at]);
}

void MemoryView::open(Place place)
{
    for (int i = 0; i < int(m_memories.size()); ++i)
        if (m_memories[size_t(i)].index == place.memory)
            m_chooser->setCurrentIndex(i);
    chooseMemory();
    m_area->goTo(place.address);
    askIfNeeded();
    updateHistory();
}

void MemoryView::updateHistory()
{
    m_back->setEnabled(m_at > 0);
    m_forward->setEnabled(m_at + 1 < m_history.size());
}

// Search --------------------------------------------------------------------------------------------------------------
void MemoryView::openSearch()
{
    m_search->open();
}

void MemoryView::find(const QByteArray &pattern, quint64 from)
{
    if (m_findTicket)
        emit findCancelled(m_findTicket);
    m_pattern = pattern;
    m_findFrom = from;
    m_findTicket = ++m_lastTicket;
    m_search->setBusy(true);
    emit findWanted(m_findTicket, memory(), pattern, from);
}

void MemoryView::supplyFound(const session::MemoryFound &found)
{
    if (found.ticket != m_findTicket || m_findTicket == 0)
        return;
    m_findTicket = 0;
    if (!found.cancelled && !found.address && m_findFrom > 0) {
        find(m_pattern, 0); // once more from the start, then it is nowhere
        return;
    }
    m_search->setBusy(false);
    if (found.cancelled) {
        m_search->setStatus(tr("Cancelled."));
    } else if (!found.address) {
        m_search->setStatus(tr("Not found."));
    } else {
        m_search->setStatus(tr("Found at %1.").arg(views::hex(*found.address)));
        jump({memory(), *found.address});
        m_area->goTo(*found.address, quint64(m_pattern.size()));
    }
}

} // namespace watchglass
