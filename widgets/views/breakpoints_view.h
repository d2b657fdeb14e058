// SPDX-License-Identifier: GPL-3.0-or-later
/// All breakpoints: where, on or off, how often they were hit, and which lost their instruction.
#pragma once

#include <QVector>

#include "widgets/views/rows_view.h"

namespace watchglass {

struct BreakpointRow {
    quint64 id = 0;
    QString place; ///< "primes.wat:31"
    QString text;  ///< the instruction
    bool enabled = true;
    bool lost = false; ///< its instruction is gone
    quint64 hits = 0;
    bool operator==(const BreakpointRow &) const = default;
};

class BreakpointsView : public RowsView
{
    Q_OBJECT
public:
    explicit BreakpointsView(const Theme &theme, QWidget *parent = nullptr);
    void setBreakpoints(std::vector<BreakpointRow> breakpoints);

signals:
    void activated(quint64 id);
    void enabledChanged(quint64 id, bool on);
    void removeRequested(const QVector<quint64> &ids);

protected:
    std::vector<Row> rows() override;

private:
    QVector<quint64> selected() const;
    QVector<quint64> all() const;
    void fillMenu(QMenu &menu, const QModelIndex &index);
    std::vector<BreakpointRow> m_breakpoints;
};

} // namespace watchglass
