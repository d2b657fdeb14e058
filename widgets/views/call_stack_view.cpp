// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/call_stack_view.h"

#include <QItemSelectionModel>

namespace watchglass {

namespace {

/// How many of the outermost frames a snapshot keeps when it leaves some out (snapshot.h).
constexpr int outermostKept = 20;

bool samePlace(const SnapshotPtr &a, const SnapshotPtr &b)
{
    return a && b && a->frames.size() == b->frames.size() && !a->frames.empty() && a->frames[0].id == b->frames[0].id &&
           a->frames[0].offset == b->frames[0].offset;
}

QString argumentsText(const session::FrameInfo &frame)
{
    QStringList arguments;
    for (const session::LocalValue &local : frame.locals) {
        if (!local.parameter)
            continue;
        const QString value = views::text(exec::toString(local.value));
        arguments += local.name.empty() ? value : QString(views::text(local.name).mid(1) + QLatin1Char('=') + value);
    }
    return arguments.join(QStringLiteral(", "));
}

} // namespace

CallStackView::CallStackView(const Theme &theme, QWidget *parent)
    : RowsView(theme, {{tr("Function")}, {tr("Arguments")}, {tr("Place")}}, tr("Call stack"),
               tr("Nothing is stopped: the calls of a program show up here when it stops."), parent)
{
    list()->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(list()->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (m_selecting || !index.isValid() || index.row() == hiddenAt())
            return;
        m_current = index.row() - (hiddenAt() >= 0 && index.row() > hiddenAt() ? 1 : 0);
        emit frameSelected(m_current);
    });
    connect(list(), &DataView::rowActivated, this, [this] { emit frameSelected(m_current); });
}

void CallStackView::setSnapshot(SnapshotPtr snapshot)
{
    if (!samePlace(m_snapshot, snapshot))
        m_current = snapshot && !snapshot->frames.empty() ? 0 : -1;
    m_snapshot = std::move(snapshot);
    changed();
}

void CallStackView::setLineResolver(LineResolver resolver)
{
    m_resolver = std::move(resolver);
    changed();
}

int CallStackView::hiddenAt() const
{
    if (!m_snapshot || m_snapshot->depth <= m_snapshot->frames.size())
        return -1;
    return qMax(0, int(m_snapshot->frames.size()) - outermostKept);
}

std::vector<Row> CallStackView::rows()
{
    std::vector<Row> rows;
    for (size_t i = 0; m_snapshot && i < m_snapshot->frames.size(); ++i) {
        const session::FrameInfo &frame = m_snapshot->frames[i];
        if (int(i) == hiddenAt())
            rows.push_back(
                {0, {Cell{tr("… %1 frames not shown …").arg(m_snapshot->depth - m_snapshot->frames.size())}}, true});
        Cell name{views::text(frame.functionName)};
        name.color = Theme::Color::Function;
        name.icon = views::noIcon;
        if (i == 0) {
            name.strong = true;
            name.icon = QStringLiteral("arrow");
            name.iconColor = Theme::Color::Arrow;
        }
        rows.push_back(
            {frame.id + 1, {name, Cell{argumentsText(frame)}, Cell{views::place(m_resolver, frame.offset)}}});
    }
    return rows;
}

void CallStackView::rowsShown()
{
    if (m_current < 0)
        return;
    m_selecting = true;
    const int row = m_current + (hiddenAt() >= 0 && m_current >= hiddenAt() ? 1 : 0);
    if (list()->currentIndex().row() != row)
        list()->setCurrentIndex(model()->index(row, 0));
    m_selecting = false;
}

} // namespace watchglass
