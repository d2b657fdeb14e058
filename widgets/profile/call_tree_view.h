// SPDX-License-Identifier: GPL-3.0-or-later
/// Who calls whom, from the outermost function down or from the dearest up.
#pragma once

#include "widgets/profile/cost_view.h"

class QComboBox;
class QCheckBox;

namespace watchglass {

class CallTreeModel;

/// The trees of a profile that views may ask for; they are made off the window's thread.
enum class TreeKind { Callees, Collapsed, Callers };

class CallTreeView : public CostView
{
    Q_OBJECT
public:
    using TreePtr = std::shared_ptr<const profile::Tree>;

    explicit CallTreeView(const Theme &theme, QWidget *parent = nullptr);
    /// What `wanted` asked for; ignored when another one is shown by now.
    void supply(const DigestPtr &digest, TreeKind kind, TreePtr tree);
    DataView *list() const { return m_list; }
    CallTreeModel *model() const { return m_model; }
    QComboBox *direction() const { return m_direction; }
    QCheckBox *collapse() const { return m_collapse; }

signals:
    void wanted(const watchglass::profiling::DigestPtr &digest, watchglass::TreeKind kind);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void digestChanged() override;
    void functionChanged() override;
    TreeKind kind() const;
    void ask();
    void openHottest();

    QComboBox *m_direction;
    QCheckBox *m_collapse;
    DataView *m_list;
    CallTreeModel *m_model;
    bool m_due = false;
};

} // namespace watchglass
