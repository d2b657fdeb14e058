// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/runs_view.h"

#include <QMenu>

namespace watchglass {

RunsView::RunsView(const Theme &theme, QWidget *parent)
    : RowsView(theme,
               {{tr("Before"), false, false},
                {tr("Run"), false, false},
                {tr("Measured"), false, false},
                {tr("Samples"), true},
                {tr("Overhead"), true}},
               tr("Runs that were measured"),
               tr("No runs yet. “Profile the Run” measures a call; a profile can also be opened from a file."), parent)
{
    list()->setStretch(1);
    list()->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(list()->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (!m_showing && index.isValid())
            emit chosen(idAt(index));
    });
    connect(model(), &RowModel::checkChanged, this,
            [this](int row, bool on) { emit compareWanted(m_runs[size_t(row)].id, on); });
    connect(list(), &DataView::deletePressed, this, [this] {
        if (const int id = idAt(list()->currentIndex()))
            emit removeWanted(id);
    });
    list()->setMenu([this](QMenu &menu, const QModelIndex &index) {
        const int id = idAt(index);
        if (!id)
            return;
        menu.addAction(this->theme().icon(QStringLiteral("save")), tr("&Save the Profile…"), this,
                       [this, id] { emit saveWanted(id); });
        const bool on = !m_runs[size_t(index.row())].before;
        menu.addAction(on ? tr("Compare the Others &With It") : tr("Do &Not Compare With It"), this,
                       [this, id, on] { emit compareWanted(id, on); });
        menu.addAction(this->theme().icon(QStringLiteral("remove")), tr("&Remove"), this,
                       [this, id] { emit removeWanted(id); });
    });
}

void RunsView::setRuns(std::vector<RunRow> runs)
{
    m_runs = std::move(runs);
    changed();
}

int RunsView::idAt(const QModelIndex &index) const
{
    return index.isValid() && size_t(index.row()) < m_runs.size() ? m_runs[size_t(index.row())].id : 0;
}

std::vector<Row> RunsView::rows()
{
    m_showing = true; // until they are shown: the list may choose another row by itself
    std::vector<Row> all;
    for (const RunRow &run : m_runs) {
        Row row{quint64(run.id), {}};
        Cell before;
        before.checked = run.before;
        before.tip = tr("Compare the others with this run");
        row.cells = {before, Cell{run.name}, Cell{run.how}, Cell{run.samples}, Cell{run.overhead}};
        for (Cell &cell : row.cells) {
            cell.strong = run.current;
            if (cell.tip.isEmpty())
                cell.tip = run.tip;
        }
        all.push_back(std::move(row));
    }
    return all;
}

void RunsView::rowsShown()
{
    for (size_t i = 0; i < m_runs.size(); ++i)
        if (m_runs[i].current && list()->currentIndex().row() != int(i))
            list()->setCurrentIndex(model()->index(int(i), 1));
    m_showing = false;
}

} // namespace watchglass
