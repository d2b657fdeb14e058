// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/cost_cells.h"

#include <QCoreApplication>
#include <QHeaderView>

#include "widgets/profile/share_delegate.h"
#include "widgets/views/data_view.h"
#include "widgets/views/row_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass::profiling {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(CostCells)
};

QString iconOf(const profile::Function &function)
{
    switch (function.kind) {
    case profile::Function::Kind::Guest:
        return QStringLiteral("function");
    case profile::Function::Kind::Host:
        return QStringLiteral("import-call");
    case profile::Function::Kind::Mark:
        break;
    }
    return QStringLiteral("hint");
}

} // namespace

QVariant costData(const Theme &theme, const profile::Digest &digest, uint32_t function, const profile::Cost &cost,
                  Emphasis emphasis, int column, int role)
{
    const bool self = emphasis == Emphasis::Self, exact = digest.profile->exact;
    const uint64_t weight = self ? cost.self : cost.total, other = self ? cost.total : cost.self;
    const uint64_t samples = self ? cost.selfSamples : cost.totalSamples;
    const profile::Function &its = digest.profile->functions[function];
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case NameColumn:
            return views::text(its.name);
        case ShareColumn:
            return percent(digest.share(weight).value);
        case ErrorColumn:
            return error(digest.share(weight));
        case OtherColumn:
            return exact ? QString() : percent(digest.share(other).value);
        default:
            return number(exact ? weight : samples);
        }
    case ShareDelegate::ShareRole:
        if (column != ShareColumn)
            return {};
        return QVariant::fromValue(
            ShareCell{percent(digest.share(weight).value), digest.share(weight), digest.doubtful(samples), exact});
    case Qt::TextAlignmentRole:
        return column == NameColumn ? int(Qt::AlignLeft | Qt::AlignVCenter) : int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole:
        return theme.monospace();
    case Qt::ForegroundRole:
        return column == ErrorColumn ? QVariant(theme.color(Theme::Color::DimText)) : QVariant();
    case Qt::DecorationRole:
        return column == NameColumn ? QVariant(theme.icon(iconOf(its))) : QVariant();
    case Qt::ToolTipRole:
        return story(digest, function, cost);
    case Qt::AccessibleTextRole:
        return column == NameColumn
                   ? QVariant(story(digest, function, cost).replace(QLatin1Char('\n'), QStringLiteral("; ")))
                   : QVariant();
    case CopyRole:
        return QStringList{views::text(its.name), percent(digest.share(weight).value), error(digest.share(weight)),
                           percent(digest.share(other).value), QString::number(exact ? weight : samples)}
            .join(QLatin1Char('\t'));
    default:
        return {};
    }
}

QVariant costHeader(int column, Emphasis emphasis, bool exact, int role)
{
    const bool self = emphasis == Emphasis::Self;
    if (role == Qt::TextAlignmentRole)
        return column == NameColumn ? int(Qt::AlignLeft | Qt::AlignVCenter) : int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        switch (column) {
        case ShareColumn:
            return self ? Words::tr("Share without what it calls; a hatched bar rests on fewer than 30 samples")
                        : Words::tr("Share with what it calls; a hatched bar rests on fewer than 30 samples");
        case ErrorColumn:
            return Words::tr("The true share lies within so many percent in 95 of 100 profiles");
        case OtherColumn:
            return self ? Words::tr("Share with what it calls") : Words::tr("Share without what it calls");
        default:
            return {};
        }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn:
        return Words::tr("Function");
    case ShareColumn:
        return self ? Words::tr("Self") : Words::tr("Total");
    case ErrorColumn:
        return Words::tr("± %");
    case OtherColumn:
        return self ? Words::tr("Total") : Words::tr("Self");
    default:
        return exact ? Words::tr("Instructions") : Words::tr("Samples");
    }
}

void setUpCostColumns(const Theme &theme, DataView &view)
{
    view.setItemDelegateForColumn(ShareColumn, new ShareDelegate(theme, &view));
    view.setStretch(NameColumn);
    view.setFirm(ShareColumn);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
}

void showCostColumns(DataView &view, bool exact)
{
    for (const int column : {int(ErrorColumn), int(OtherColumn)})
        view.setColumnHidden(column, exact);
}

} // namespace watchglass::profiling
