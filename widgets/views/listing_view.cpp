// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/listing_view.h"

#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

#include "widgets/views/data_view.h"
#include "widgets/views/hex_area.h"
#include "widgets/views/listing_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

ListingView::ListingView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_list(new DataView(theme, this)), m_model(new ListingModel(theme, this)),
      m_bytes(new HexArea(theme, this)), m_deferred(new views::Deferred(this, [this] { build(); }))
{
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(m_list);
    split->addWidget(m_bytes);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0); // whole rows of bytes, and no more
    split->setChildrenCollapsible(true);
    views::column(this)->addWidget(split);
    setFocusProxy(m_list);

    m_list->setModel(m_model);
    m_list->setRootIsDecorated(true);
    m_list->setItemDelegateForColumn(ListingModel::HeatColumn, new ShareDelegate(theme, m_list));
    m_list->setColumnHidden(ListingModel::HeatColumn, true);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setAccessibleName(tr("Listing"));
    m_list->setEmptyText(
        tr("No binary yet: its bytes and instructions show up here as soon as the text can be assembled."));
    connect(m_model, &ListingModel::rowsWanted, this,
            [this](quint32 function) { emit rowsWanted(m_loaded, function); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ListingView::rowChosen);

    m_bytes->setBytesPerRow(8);
    m_bytes->setAccessibleName(tr("Bytes of the module"));
    m_bytes->setSource([this](quint64 address) {
        const bool there = m_loaded && address < m_loaded->bytes->size();
        return there ? HexByte{true, (*m_loaded->bytes)[size_t(address)], false} : HexByte{};
    });
    connect(m_bytes, &HexArea::caretMoved, this, [this](quint64 address) {
        if (m_selecting)
            return;
        select(quint32(address));
        emit offsetSelected(quint32(address));
    });
}

void ListingView::setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names)
{
    m_module = std::move(module);
    m_names = std::move(names);
    m_deferred->request();
}

void ListingView::setExecution(std::optional<quint32> offset)
{
    m_execution = offset;
    if (offset)
        m_wanted = offset;
    m_deferred->request();
}

void ListingView::setHeat(InstructionSharesPtr heat)
{
    m_list->setColumnHidden(ListingModel::HeatColumn, !heat);
    m_model->setHeat(std::move(heat));
}

void ListingView::showOffset(quint32 offset)
{
    m_wanted = offset;
    m_deferred->request();
}

void ListingView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The rows have their bytes as well: without room for both, the rows are what remains.
    constexpr int letters = 58; // of an offset, some bytes, and an instruction a few blocks deep
    m_bytes->setVisible(width() >= m_bytes->sizeHint().width() + letters * fontMetrics().averageCharWidth());
}

void ListingView::build()
{
    if (m_loaded != m_module)
        loadModule();
    m_model->setExecution(m_execution);
    if (const auto wanted = std::exchange(m_wanted, std::nullopt))
        select(*wanted);
    m_list->viewport()->update();
}

void ListingView::loadModule()
{
    const QScopedValueRollback guard(m_selecting, true);
    std::vector<quint32> open;
    for (int i = 0; i < m_model->rowCount(); ++i)
        if (const QModelIndex top = m_model->index(i, 0); m_list->isExpanded(top) && m_model->functionOf(top))
            open.push_back(*m_model->functionOf(top));
    const bool hadCurrent = m_list->currentIndex().isValid();
    const quint32 current = m_model->bytesOf(m_list->currentIndex()).begin;
    const int scrolled = m_list->verticalScrollBar()->value();

    m_list->setUpdatesEnabled(false);
    m_loaded = m_module;
    m_model->setModule(m_module, m_names);
    m_bytes->setSize(m_module ? m_module->bytes->size() : 0);
    m_bytes->viewport()->update();
    for (int i = 0; !open.empty() && i < m_model->rowCount(); ++i)
        if (const auto function = m_model->functionOf(m_model->index(i, 0));
            function && std::binary_search(open.begin(), open.end(), *function))
            m_list->expand(m_model->index(i, 0));
    m_waiting.reset();
    if (hadCurrent) {
        m_list->setCurrentIndex(m_model->find(current));
        waitFor(current, m_list->currentIndex());
    }
    m_list->verticalScrollBar()->setValue(scrolled);
    m_list->setUpdatesEnabled(true);
    markBytes(m_list->currentIndex(), false);
}

void ListingView::select(quint32 offset)
{
    const QScopedValueRollback guard(m_selecting, true);
    const QModelIndex index = m_model->find(offset);
    if (!index.isValid())
        return;
    m_list->expand(index.parent());
    m_list->setCurrentIndex(index);
    waitFor(offset, index);
    m_list->scrollTo(index, QAbstractItemView::EnsureVisible);
    markBytes(index, !m_bytes->hasFocus());
}

void ListingView::waitFor(quint32 offset, const QModelIndex &found)
{
    m_waiting = m_model->functionOf(found) && m_model->rowCount(found) == 0 ? std::optional(offset) : std::nullopt;
}

void ListingView::supplyRows(const std::shared_ptr<const wasm::Module> &module, quint32 function,
                             std::vector<wat::ListingRow> rows)
{
    if (module != m_loaded)
        return;
    const auto here = m_waiting && m_model->functionOf(m_model->find(*m_waiting)) == function
                          ? std::exchange(m_waiting, std::nullopt)
                          : std::nullopt;
    m_model->supply(function, std::move(rows));
    if (here)
        select(*here);
}

void ListingView::rowChosen(const QModelIndex &index)
{
    if (m_selecting || !index.isValid())
        return;
    m_waiting.reset();
    const QScopedValueRollback guard(m_selecting, true);
    markBytes(index, true);
    emit offsetSelected(m_model->bytesOf(index).begin);
}

void ListingView::markBytes(const QModelIndex &index, bool reveal)
{
    const wasm::Range range = m_model->bytesOf(index);
    m_bytes->setMark({range.begin, range.end});
    if (reveal && index.isValid())
        m_bytes->goTo(range.begin);
}

} // namespace watchglass
