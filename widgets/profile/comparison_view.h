// SPDX-License-Identifier: GPL-3.0-or-later
/// Two runs side by side: what became dearer, what cheaper, and what may be chance.
#pragma once

#include "engine/profile/comparison.h"
#include "widgets/views/rows_view.h"

namespace watchglass {

/// A comparison, with the names of its runs.
struct Compared {
    QString before, after;
    bool exact = false; ///< nothing is in doubt
    std::vector<profile::ComparedFunction> functions;
};

namespace profiling {
/// "dearer", "cheaper", "may be chance", "the same".
QString verdict(const profile::Difference &change, bool exact);
bool isSure(const profile::Difference &change, bool exact);
} // namespace profiling

class ComparisonView : public RowsView
{
    Q_OBJECT
public:
    explicit ComparisonView(const Theme &theme, QWidget *parent = nullptr);
    /// Null: nothing is compared.
    void setComparison(std::shared_ptr<const Compared> compared);

signals:
    void functionChosen(const QString &name);
    void sourceWanted(const QString &name);

private:
    std::vector<Row> rows() override;
    void rowsShown() override { m_showing = false; }
    QString nameAt(const QModelIndex &index) const;

    std::shared_ptr<const Compared> m_compared;
    bool m_showing = false;
};

} // namespace watchglass
