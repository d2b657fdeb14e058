// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/references_view.h"

namespace watchglass {

ReferencesView::ReferencesView(const Theme &theme, QWidget *parent)
    : RowsView(theme, {{tr("Place")}, {tr("Symbol")}, {tr("Line")}}, tr("References"),
               tr("Ask for the references of an identifier (Shift+F12), and its uses are listed here."), parent)
{
    list()->setStretch(2);
    const auto follow = [this](const QModelIndex &index) {
        if (index.row() < int(m_places.size()))
            emit activated(m_places[size_t(index.row())].range);
    };
    connect(list(), &DataView::linkActivated, this, follow);
    connect(list(), &DataView::rowActivated, this, follow);
    changed();
}

void ReferencesView::setReferences(const QString &symbol, const QString &file, std::vector<ReferencePlace> places)
{
    m_symbol = symbol;
    m_file = file;
    m_places = std::move(places);
    changed();
}

std::vector<Row> ReferencesView::rows()
{
    std::vector<Row> rows;
    for (const ReferencePlace &place : m_places) {
        Cell symbol{m_symbol};
        symbol.color = Theme::Color::Identifier;
        rows.push_back({place.range.begin,
                        {Cell{QStringLiteral("%1:%2").arg(m_file).arg(place.line), place.range.begin}, symbol,
                         Cell{place.text.trimmed()}}});
    }
    return rows;
}

} // namespace watchglass
