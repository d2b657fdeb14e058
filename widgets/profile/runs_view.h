// SPDX-License-Identifier: GPL-3.0-or-later
/// The runs that were measured or read from files; the chosen one is looked at, and compared with the ticked one.
#pragma once

#include "widgets/views/rows_view.h"

namespace watchglass {

struct RunRow {
    int id = 0;
    QString name, how, samples, overhead, tip;
    bool current = false;
    bool before = false; ///< what the current one is compared with
    bool operator==(const RunRow &) const = default;
};

class RunsView : public RowsView
{
    Q_OBJECT
public:
    explicit RunsView(const Theme &theme, QWidget *parent = nullptr);
    void setRuns(std::vector<RunRow> runs);

signals:
    void chosen(int id);
    void compareWanted(int id, bool on);
    void removeWanted(int id);
    void saveWanted(int id);

private:
    std::vector<Row> rows() override;
    void rowsShown() override;
    int idAt(const QModelIndex &index) const;

    std::vector<RunRow> m_runs;
    bool m_showing = false;
};

} // namespace watchglass
