// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/trust_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "engine/host/claims/encoding.h"
#include "widgets/views/data_view.h"
#include "widgets/views/row_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

TrustPage::TrustPage(TrustStore &store, const Theme &theme, QWidget *parent)
    : QWidget(parent), m_store(store), m_list(new DataView(theme, this)),
      m_model(new RowModel(theme, {{tr("Name"), false, false}, {tr("Kind"), false, false}, {tr("Key")}}, this)),
      m_remove(new QPushButton(tr("&Remove"), this)), m_undo(new QPushButton(tr("&Undo"), this))
{
    auto *what = new QLabel(tr("Operators that you trust, and accounts that they vouch for. A signed module is trusted "
                               "when a chain leads from one of these operators to it."),
                            this);
    what->setWordWrap(true);
    m_list->setModel(m_model);
    m_list->setFrameShape(QFrame::StyledPanel);
    m_list->setAccessibleName(tr("Trusted operators and accounts"));
    m_list->setEmptyText(tr("Nobody yet: signed modules are only checked for being as their issuer signed them."));
    m_list->setTextElideMode(Qt::ElideMiddle);
    auto *add = new QPushButton(tr("&Add from a File…"), this);
    add->setToolTip(tr("A file with tokens, one after the other or as the values of a JSON object"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(m_remove);
    buttons->addWidget(m_undo);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(what);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);

    connect(add, &QPushButton::clicked, this, &TrustPage::addRequested);
    connect(m_remove, &QPushButton::clicked, this, &TrustPage::removeChosen);
    connect(m_list, &DataView::deletePressed, this, &TrustPage::removeChosen);
    connect(m_undo, &QPushButton::clicked, &store, &TrustStore::undo);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_remove->setEnabled(m_list->selectionModel()->hasSelection()); });
    connect(&store, &TrustStore::changed, this, &TrustPage::show);
    show();
}

void TrustPage::show()
{
    std::vector<Row> rows;
    for (const TrustStore::Entry &entry : m_store.entries()) {
        Row row{qHash(entry.text)};
        if (entry.token) {
            const claims::Claims &claims = *entry.token->claims;
            row.cells = {Cell{views::text(claims::forTerminal(claims.name()))},
                         Cell{views::text(claims::nameOf(claims.kind))},
                         Cell{views::text(claims::forTerminal(claims.subject))}};
        } else {
            row.cells = {Cell{entry.text.left(40)}, Cell{}, Cell{}};
        }
        if (!entry.trouble.isEmpty()) {
            row.cells[0].icon = QStringLiteral("warning");
            row.cells[0].iconColor = Theme::Color::Warning;
            for (Cell &cell : row.cells)
                cell.tip = entry.trouble;
        }
        rows.push_back(std::move(row));
    }
    m_model->setRows(std::move(rows));
    m_remove->setEnabled(m_list->selectionModel()->hasSelection());
    m_undo->setEnabled(m_store.canUndo());
}

void TrustPage::removeChosen()
{
    QStringList chosen;
    for (const QModelIndex &row : m_list->selectionModel()->selectedRows())
        chosen += m_store.entries()[size_t(row.row())].text;
    for (const QString &token : chosen)
        m_store.remove(token);
}

} // namespace watchglass
