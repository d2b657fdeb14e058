// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/comparison_view.h"

#include <algorithm>

#include "widgets/profile/profile_words.h"

namespace watchglass {

using profile::ComparedFunction;
using profile::Difference;

namespace {
constexpr size_t mostRows = 2000; ///< the greatest changes come first
}

namespace profiling {

bool isSure(const Difference &change, bool exact)
{
    return exact ? change.value != 0 : !change.isNoise();
}

QString verdict(const Difference &change, bool exact)
{
    if (!isSure(change, exact))
        return exact ? ComparisonView::tr("= the same") : ComparisonView::tr("~ may be chance");
    return change.value > 0 ? ComparisonView::tr("▲ dearer") : ComparisonView::tr("▼ cheaper");
}

} // namespace profiling

ComparisonView::ComparisonView(const Theme &theme, QWidget *parent)
    : RowsView(theme,
               {{tr("Function")},
                {tr("Before"), true},
                {tr("After"), true},
                {tr("Change"), true},
                {tr("± %"), true},
                {tr("Verdict"), false, false}},
               tr("Comparison of two runs"),
               tr("Nothing is compared. Tick “Before” at a run in the list of runs, and choose another."), parent)
{
    list()->setStretch(0);
    list()->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(list()->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (!m_showing && index.isValid())
            emit functionChosen(nameAt(index));
    });
    connect(list(), &DataView::rowActivated, this,
            [this](const QModelIndex &index) { emit sourceWanted(nameAt(index)); });
}

void ComparisonView::setComparison(std::shared_ptr<const Compared> compared)
{
    m_compared = std::move(compared);
    changed();
}

QString ComparisonView::nameAt(const QModelIndex &index) const
{
    const size_t row = size_t(index.row());
    return m_compared && row < m_compared->functions.size() ? views::text(m_compared->functions[row].function.name)
                                                            : QString();
}

std::vector<Row> ComparisonView::rows()
{
    m_showing = true;
    std::vector<Row> all;
    for (size_t i = 0; m_compared && i < std::min(mostRows, m_compared->functions.size()); ++i) {
        const ComparedFunction &its = m_compared->functions[i];
        const bool sure = profiling::isSure(its.change, m_compared->exact);
        const double side = std::max(its.change.high - its.change.value, its.change.value - its.change.low);
        Cell change{tr("%1%2 %")
                        .arg(its.change.value > 0 ? QStringLiteral("+") : QString())
                        .arg(100 * its.change.value, 0, 'f', 1)};
        Cell word{profiling::verdict(its.change, m_compared->exact)};
        change.strong = word.strong = sure;
        change.color = word.color = !sure                  ? Theme::Color::DimText
                                    : its.change.value > 0 ? Theme::Color::Error
                                                           : Theme::Color::Hint;
        Row row{qHash(QByteArray::fromStdString(its.function.name)) ^ quint64(its.function.kind),
                {Cell{views::text(its.function.name)}, Cell{profiling::percent(its.before.value)},
                 Cell{profiling::percent(its.after.value)}, change,
                 Cell{m_compared->exact ? QString() : QStringLiteral("±%1").arg(100 * side, 0, 'f', 1)}, word}};
        const QString tip =
            tr("%1\n%2: %3, %4\n%5: %6, %7")
                .arg(views::text(its.function.name), m_compared->before, profiling::percent(its.before.value),
                     profiling::samples(its.samplesBefore), m_compared->after, profiling::percent(its.after.value),
                     profiling::samples(its.samplesAfter));
        for (Cell &cell : row.cells)
            cell.tip = tip;
        all.push_back(std::move(row));
    }
    return all;
}

} // namespace watchglass
