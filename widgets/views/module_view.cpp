// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/module_view.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QVBoxLayout>

#include "widgets/views/data_view.h"
#include "widgets/views/module_model.h"
#include "widgets/views/row_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

ModuleView::ModuleView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_list(new DataView(theme, this)), m_model(new ModuleModel(theme, this)),
      m_filter(views::filterField(theme, tr("Filter the module by name"), this)),
      m_deferred(new views::Deferred(this, [this] { build(); })), m_open{int(ModuleModel::Group::Functions)}
{
    auto *layout = views::column(this);
    auto *top = views::line();
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_list);
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(true);
    m_list->setStretch(ModuleModel::DetailColumn);
    m_list->setAccessibleName(tr("Module"));
    m_list->setEmptyText(tr("No module yet: what it has shows up here as soon as the text can be assembled."));
    setFocusProxy(m_list);
    const auto go = [this](const QModelIndex &index) {
        if (const QVariant offset = index.data(LinkRole); offset.isValid())
            emit offsetActivated(offset.toUInt());
    };
    connect(m_list, &DataView::linkActivated, this, go);
    connect(m_list, &DataView::rowActivated, this, go);
    connect(m_filter, &QLineEdit::textChanged, this, &ModuleView::filter);
    connect(m_list, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (m_filter->text().isEmpty())
            m_open.insert(int(m_model->group(index.row())));
    });
    connect(m_list, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { m_open.remove(int(m_model->group(index.row()))); });
}

/// Where there is no room for types they stand in the names' tool tips only.
void ModuleView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool roomy = width() >= 42 * fontMetrics().averageCharWidth();
    if (roomy != m_list->isColumnHidden(ModuleModel::DetailColumn))
        return;
    m_list->setColumnHidden(ModuleModel::DetailColumn, !roomy);
    m_list->setStretch(roomy ? ModuleModel::DetailColumn : ModuleModel::NameColumn);
}

void ModuleView::setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names)
{
    m_module = std::move(module);
    m_names = std::move(names);
    m_deferred->request();
}

void ModuleView::setHeader(QWidget *header)
{
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, header);
}

void ModuleView::build()
{
    const QModelIndex current = m_list->currentIndex();
    const int group = current.parent().isValid() ? int(m_model->group(current.parent().row())) : -1;
    const int row = current.row(), scrolled = m_list->verticalScrollBar()->value();
    m_list->setUpdatesEnabled(false);
    m_model->setModule(m_module, m_names);
    restoreOpen();
    if (const int at = group < 0 ? -1 : m_model->rowOf(ModuleModel::Group(group)); at >= 0)
        m_list->setCurrentIndex(m_model->index(row, 0, m_model->index(at, 0)));
    m_list->verticalScrollBar()->setValue(scrolled);
    m_list->setUpdatesEnabled(true);
}

void ModuleView::restoreOpen()
{
    const bool all = !m_filter->text().isEmpty();
    for (int i = 0; i < m_model->rowCount(); ++i)
        if (all || m_open.contains(int(m_model->group(i))))
            m_list->expand(m_model->index(i, 0));
}

void ModuleView::filter(const QString &text)
{
    m_list->setUpdatesEnabled(false);
    m_model->setFilter(text);
    restoreOpen();
    m_list->setUpdatesEnabled(true);
}

} // namespace watchglass
