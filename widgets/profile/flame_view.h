// SPDX-License-Identifier: GPL-3.0-or-later
/// The flame graph of a profile with what it needs around it: which one, in which colours, and a search.
#pragma once

#include "widgets/profile/comparison_view.h"
#include "widgets/profile/cost_view.h"
#include "widgets/profile/flame_area.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace watchglass {

/// The graphs that a view may ask for; they are made off the window's thread.
enum class FlameKind { Merged, Collapsed, Callers, Time };

class FlameView : public CostView
{
    Q_OBJECT
public:
    using LayoutPtr = FlameArea::LayoutPtr;

    explicit FlameView(const Theme &theme, QWidget *parent = nullptr);
    /// What `wanted` asked for; ignored when another one is shown by now.
    void supply(const DigestPtr &digest, FlameKind kind, LayoutPtr layout);
    /// With another run to compare with, the colours can tell what became dearer. Null: there is none.
    void setComparison(std::shared_ptr<const Compared> compared);
    QComboBox *colors() const { return m_colors; }
    FlameArea *area() const { return m_area; }
    QComboBox *order() const { return m_order; }
    QToolButton *collapse() const { return m_collapse; }
    QToolButton *rootsOnTop() const { return m_rootsOnTop; }
    QLineEdit *search() const { return m_search; }
    QLabel *found() const { return m_foundShare; }

signals:
    void wanted(const watchglass::profiling::DigestPtr &digest, watchglass::FlameKind kind);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeControls();
    void connectArea();
    void digestChanged() override;
    void functionChanged() override;
    FlameKind kind() const;
    void ask();
    void find(const QString &text);
    void applyColors();

    QComboBox *m_order, *m_colors;
    QToolButton *m_collapse, *m_rootsOnTop;
    QLineEdit *m_search;
    QLabel *m_foundShare;
    FlameArea *m_area;
    std::shared_ptr<const Compared> m_compared;
    bool m_due = false;
};

} // namespace watchglass
