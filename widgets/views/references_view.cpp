// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/references_view.h"

namespace watchglass {

ReferencesView::ReferencesView(const Theme &theme, QWidget *parent)
    : RowsView(theme, {{tr("Place")}, {tr("Symbol")}, {tr("Line")}}, tr("References"),
               tr("Ask for the references of an identifier (Shift+F12), and its uses are listed here."), parent)
{
    list()->setStretch(2);
    const auto follow = [this](const QModelIndex &index) {
        if (index.row() < int(m_ranges.size()))
            emit activated(m_ranges[size_t(index.row())]);
    };
    connect(list(), &DataView::linkActivated, this, follow);
    connect(list(), &DataView::rowActivated, this, follow);
    changed();
}

void ReferencesView::setReferences(const QString &symbol, const QString &file, std::vector<wat::TextRange> ranges,
                                   const QByteArray &text)
{
    m_symbol = symbol;
    m_file = file;
    m_ranges = std::move(ranges);
    m_text = text;
    changed();
}

std::vector<Row> ReferencesView::rows()
{
    const wat::LineIndex lines(std::string_view(m_text.constData(), size_t(m_text.size())));
    std::vector<Row> rows;
    for (const wat::TextRange &range : m_ranges) {
        const quint32 line = lines.at(range.begin).line;
        const qsizetype start = lines.lineStart(line), end = m_text.indexOf('\n', start);
        Cell symbol{m_symbol};
        symbol.color = Theme::Color::Identifier;
        rows.push_back({range.begin,
                        {Cell{QStringLiteral("%1:%2").arg(m_file).arg(line), range.begin}, symbol,
                         Cell{QString::fromUtf8(m_text.mid(start, end < 0 ? -1 : end - start)).trimmed()}}});
    }
    return rows;
}

} // namespace watchglass
