// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/flame_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <map>

#include "widgets/views/view_kit.h"

namespace watchglass {

using profile::none;

FlameView::FlameView(const Theme &theme, QWidget *parent)
    : CostView(theme, parent), m_order(new QComboBox(this)), m_colors(new QComboBox(this)),
      m_collapse(views::iconButton(theme, QStringLiteral("recursion"), tr("Collapse recursion"), this)),
      m_rootsOnTop(views::iconButton(theme, QStringLiteral("roots-on-top"), tr("Outermost functions on top"), this)),
      m_search(views::filterField(theme, tr("Search functions"), this)), m_foundShare(new QLabel(this)),
      m_area(new FlameArea(theme, this))
{
    makeControls();
    auto *layout = views::column(this);
    auto *top = views::line();
    for (QWidget *widget : {static_cast<QWidget *>(m_order), static_cast<QWidget *>(m_colors),
                            static_cast<QWidget *>(m_collapse), static_cast<QWidget *>(m_rootsOnTop)})
        top->addWidget(widget);
    top->addWidget(m_search, 1);
    top->addWidget(m_foundShare);
    layout->addLayout(top);
    layout->addWidget(m_area, 1);
    setFocusProxy(m_area);
    m_area->setEmptyText(tr("No profile yet: “Profile the Run” makes one."));
    connectArea();
}

void FlameView::makeControls()
{
    m_order->addItems({tr("Merged"), tr("Bottom-up"), tr("In time")});
    views::describe(
        m_order, tr("Order of the frames"),
        tr("Equal stacks as one, from the outermost (1) or the innermost function (2), or as time went (3)"));
    m_colors->addItems({tr("By function"), tr("By module"), tr("By share"), tr("By kind")});
    views::describe(m_colors, tr("Colours"), tr("What the colours of the frames tell"));
    for (QComboBox *box : {m_order, m_colors})
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_foundShare->setAccessibleName(tr("Share of what was found"));
    m_foundShare->hide();
    m_search->setMinimumWidth(12 * fontMetrics().averageCharWidth());
    for (QToolButton *button : {m_collapse, m_rootsOnTop}) {
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
    }
    connect(m_order, &QComboBox::currentIndexChanged, this, [this] {
        m_collapse->setEnabled(m_order->currentIndex() == 0);
        digestChanged();
    });
    connect(m_colors, &QComboBox::currentIndexChanged, this, &FlameView::applyColors);
    connect(m_collapse, &QToolButton::toggled, this, [this] { digestChanged(); });
    connect(m_rootsOnTop, &QToolButton::toggled, m_area, &FlameArea::setRootsOnTop);
    connect(m_search, &QLineEdit::textChanged, this, &FlameView::find);
    views::ownKey(m_search, QKeySequence(Qt::Key_Escape), [this] {
        m_search->clear();
        m_area->setFocus();
    });
    views::ownKey(m_search, QKeySequence(Qt::Key_Return), [this] { m_area->setFocus(); });
}

void FlameView::connectArea()
{
    views::ownKey(m_area, QKeySequence(QKeySequence::Find), [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    for (int i = 0; i < 3; ++i)
        views::ownKey(m_area, QKeySequence(Qt::Key_1 + i), [this, i] { m_order->setCurrentIndex(i); });
    views::ownKey(m_area, QKeySequence(Qt::Key_R), [this] {
        if (m_collapse->isEnabled())
            m_collapse->toggle();
    });
    connect(m_area, &FlameArea::escaped, m_search, &QLineEdit::clear);
    const auto functionOf = [this](quint32 frame) { return m_area->frames()->frames[frame].function; };
    connect(m_area, &FlameArea::frameChosen, this, [this, functionOf](quint32 frame) { choose(functionOf(frame)); });
    connect(m_area, &FlameArea::frameActivated, this, [this, functionOf](quint32 frame) {
        if (const quint32 function = functionOf(frame); function != none)
            emit sourceWanted(function);
    });
    connect(m_area, &FlameArea::menuWanted, this, [this, functionOf](quint32 frame, const QPoint &at) {
        QMenu menu(this);
        const profile::FlameFrame &its = m_area->frames()->frames[frame];
        menu.addAction(this->theme().icon(QStringLiteral("find")), tr("&Zoom to This Frame"), m_area,
                       [this, &its] { m_area->zoomTo(double(its.begin), double(its.end)); });
        addMenu(menu, functionOf(frame));
        menu.exec(at);
    });
}

void FlameView::setComparison(std::shared_ptr<const Compared> compared)
{
    m_compared = std::move(compared);
    const int change = int(FlameColors::Change);
    if (m_compared && m_colors->count() == change) {
        m_colors->addItem(tr("By change"));
        m_colors->setCurrentIndex(change);
    } else if (!m_compared && m_colors->count() > change) {
        m_colors->removeItem(change); // another one is chosen then
        m_colors->setCurrentIndex(0);
    }
    applyColors();
}

void FlameView::applyColors()
{
    const auto by = FlameColors(std::max(0, m_colors->currentIndex()));
    FlameChanges changes;
    if (by == FlameColors::Change && m_compared && digest()) {
        std::map<std::pair<profile::Function::Kind, std::string_view>, double> known;
        for (const profile::ComparedFunction &row : m_compared->functions)
            if (profiling::isSure(row.change, m_compared->exact))
                known[{row.function.kind, row.function.name}] = row.change.value;
        for (const profile::Function &function : digest()->profile->functions) {
            const auto found = known.find({function.kind, function.name});
            changes.push_back(found == known.end() ? 0 : found->second);
        }
    }
    m_area->setColors(by, std::move(changes));
}

FlameKind FlameView::kind() const
{
    switch (m_order->currentIndex()) {
    case 1:
        return FlameKind::Callers;
    case 2:
        return FlameKind::Time;
    default:
        return m_collapse->isChecked() ? FlameKind::Collapsed : FlameKind::Merged;
    }
}

void FlameView::digestChanged()
{
    m_due = digest() != nullptr;
    if (!digest())
        m_area->setLayout(nullptr, nullptr);
    ask();
}

void FlameView::ask()
{
    if (m_due && isVisible()) {
        m_due = false;
        emit wanted(digest(), kind());
    }
}

void FlameView::showEvent(QShowEvent *event)
{
    CostView::showEvent(event);
    ask();
}

void FlameView::supply(const DigestPtr &of, FlameKind its, LayoutPtr layout)
{
    if (of != digest() || its != kind())
        return;
    m_area->setEmptyText(layout->tooMany
                             ? tr("Too many frames to show them all in time: narrow down what is looked at.")
                             : tr("There is nothing in what is looked at."));
    m_area->setLayout(of, std::move(layout));
    find(m_search->text());
    functionChanged();
}

void FlameView::functionChanged()
{
    m_area->selectFunction(function());
}

void FlameView::find(const QString &text)
{
    std::vector<bool> found;
    uint64_t weight = 0;
    const LayoutPtr &layout = m_area->frames();
    if (!text.isEmpty() && digest() && layout) {
        found.resize(digest()->profile->functions.size());
        for (size_t i = 0; i < found.size(); ++i)
            found[i] = views::text(digest()->profile->functions[i].name).contains(text, Qt::CaseInsensitive);
        // What lies within something found is not told twice.
        std::vector<bool> within(layout->frames.size());
        for (size_t i = 1; i < layout->frames.size(); ++i) {
            const profile::FlameFrame &frame = layout->frames[i];
            within[i] = within[frame.parent] || found[frame.function];
            if (within[i] && !within[frame.parent])
                weight += frame.end - frame.begin;
        }
    }
    m_foundShare->setVisible(!found.empty());
    if (!found.empty())
        m_foundShare->setText(tr("%1 of all").arg(profiling::percent(digest()->share(weight).value)));
    m_area->setFound(std::move(found));
}

} // namespace watchglass
