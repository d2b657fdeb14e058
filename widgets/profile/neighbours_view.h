// SPDX-License-Identifier: GPL-3.0-or-later
/// One function between those that call it and those that it calls.
#pragma once

#include "widgets/profile/cost_view.h"

class QLabel;

namespace watchglass {

class FunctionModel;

class NeighboursView : public CostView
{
    Q_OBJECT
public:
    explicit NeighboursView(const Theme &theme, QWidget *parent = nullptr);
    /// What `wanted` asked for; ignored when it is of another profile or function by now.
    void supply(const DigestPtr &digest, const profile::Neighbours &neighbours);
    DataView *callers() const { return m_callers; }
    DataView *callees() const { return m_callees; }

signals:
    void wanted(const watchglass::profiling::DigestPtr &digest, quint32 function);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void digestChanged() override;
    void functionChanged() override;
    void ask();
    DataView *addList(const QString &name, const QString &emptyText, FunctionModel *model);

    FunctionModel *m_callersModel, *m_calleesModel;
    DataView *m_callers, *m_callees;
    QLabel *m_own;
    bool m_due = false; ///< to be asked for once it is seen
};

} // namespace watchglass
