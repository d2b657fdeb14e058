// SPDX-License-Identifier: GPL-3.0-or-later
/// All breakpoints, of code and of data: where, when, on or off, how often they were hit, and what is wrong with them.
#pragma once

#include <QVector>

#include "widgets/breakpoint_terms.h"
#include "widgets/views/rows_view.h"

namespace watchglass {

struct BreakpointRow {
    quint64 id = 0;
    QString place; ///< "primes.wat:31", "0x10–0x13", "$count"
    QString text;  ///< the instruction; of watched data, when it stops
    bool enabled = true;
    bool lost = false; ///< its instruction, or what it watched, is gone
    quint64 hits = 0;
    BreakpointTerms terms = {};
    QString problem = {}; ///< why it does nothing; empty = all is well
    bool data = false;    ///< watches data
    QString seen = {};    ///< of watched data, what the last hit saw
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
    void editRequested(quint64 id);
    void enabledChanged(const QVector<quint64> &ids, bool on);
    void removeRequested(const QVector<quint64> &ids);
    void watchWanted(); ///< to watch data that is chosen then

protected:
    std::vector<Row> rows() override;

private:
    QVector<quint64> selected() const;
    QVector<quint64> all() const;
    void editCurrent();
    void fillMenu(QMenu &menu, const QModelIndex &index);
    std::vector<BreakpointRow> m_breakpoints;
};

} // namespace watchglass
