// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/call_tree_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "widgets/profile/call_tree_model.h"
#include "widgets/views/data_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using namespace profiling;

CallTreeView::CallTreeView(const Theme &theme, QWidget *parent)
    : CostView(theme, parent), m_direction(new QComboBox(this)),
      m_collapse(new QCheckBox(tr("Collapse &recursion"), this)), m_list(new DataView(theme, this)),
      m_model(new CallTreeModel(theme, this))
{
    m_direction->addItems({tr("Top-down: callees below callers"), tr("Bottom-up: callers below callees")});
    views::describe(m_direction, tr("Direction of the tree"));
    views::describe(m_collapse, tr("Collapse recursion"),
                    tr("Leave out calls from a function to itself, directly or through others"));
    auto *layout = views::column(this);
    auto *top = views::line();
    top->addWidget(m_direction);
    top->addWidget(m_collapse);
    top->addStretch(1);
    layout->addLayout(top);
    layout->addWidget(m_list);
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(true);
    m_list->setAccessibleName(tr("Call tree"));
    m_list->setEmptyText(tr("No profile yet: “Profile the Run” makes one."));
    setUpCostColumns(theme, *m_list);
    setFocusProxy(m_list);
    follow(m_list, [this](const QModelIndex &index) { return m_model->functionAt(index); });
    connect(m_direction, &QComboBox::currentIndexChanged, this, [this] {
        m_collapse->setEnabled(m_direction->currentIndex() == 0);
        digestChanged();
    });
    connect(m_collapse, &QCheckBox::toggled, this, [this] { digestChanged(); });
}

TreeKind CallTreeView::kind() const
{
    return m_direction->currentIndex() == 1 ? TreeKind::Callers
           : m_collapse->isChecked()        ? TreeKind::Collapsed
                                            : TreeKind::Callees;
}

void CallTreeView::digestChanged()
{
    m_due = digest() != nullptr;
    if (!digest())
        m_model->setTree(nullptr, nullptr);
    ask();
}

void CallTreeView::ask()
{
    if (m_due && isVisible()) {
        m_due = false;
        emit wanted(digest(), kind());
    }
}

void CallTreeView::showEvent(QShowEvent *event)
{
    CostView::showEvent(event);
    ask();
}

void CallTreeView::supply(const DigestPtr &of, TreeKind its, TreePtr tree)
{
    if (of != digest() || its != kind())
        return;
    m_model->setTree(of, std::move(tree));
    showCostColumns(*m_list, of->profile->exact);
    m_list->setColumnHidden(OtherColumn, of->profile->exact || its == TreeKind::Callers);
    openHottest();
}

/// Opens the way of most of the time, as long as it is one.
void CallTreeView::openHottest()
{
    constexpr double most = 0.5;
    if (kind() == TreeKind::Callers)
        return;
    QModelIndex at;
    for (int depth = 0; depth < 40 && m_model->rowCount(at) > 0; ++depth) {
        const QModelIndex first = m_model->index(0, 0, at);
        const profile::Tree::Node &node = m_model->tree()->nodes[size_t(first.internalId())];
        if (double(node.cost.total) < most * double(digest()->whole))
            break;
        m_list->expand(first);
        at = first;
    }
}

/// The first place of the function on the opened rows, if the one in hand is of another.
void CallTreeView::functionChanged()
{
    if (m_model->functionAt(m_list->currentIndex()) == function() || !m_model->tree())
        return;
    QModelIndex found;
    for (QModelIndex at = m_model->index(0, 0); at.isValid() && !found.isValid(); at = m_list->indexBelow(at))
        if (m_model->functionAt(at) == function())
            found = at;
    m_list->setCurrentIndex(found);
    if (found.isValid())
        m_list->scrollTo(found);
}

} // namespace watchglass
