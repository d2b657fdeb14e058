// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/console_view.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTime>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/views/data_view.h"
#include "widgets/views/row_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

struct Look {
    const char *icon;
    Theme::Color color;
};
/// In the order of ConsoleKind.
constexpr Look looks[] = {
    {"run", Theme::Color::Good},
    {"forward", Theme::Color::Accent},
    {"error", Theme::Color::Error},
    {"import-call", Theme::Color::DimText},
    {"hint", Theme::Color::DimText},
    {"warning", Theme::Color::Warning},
    {"console", Theme::Color::Accent},
    {"console", Theme::Color::Error},
    {"breakpoint-log", Theme::Color::Breakpoint},
};

constexpr int refreshMilliseconds = 33;

} // namespace

ConsoleModel::ConsoleModel(const Theme &theme, int limit, QObject *parent)
    : QAbstractTableModel(parent), m_theme(theme), m_limit(size_t(limit))
{
    const auto draw = [this] {
        for (int i = 0; i < int(std::size(looks)); ++i)
            m_icons[i] = m_theme.icon(QLatin1String(looks[i].icon), looks[i].color);
    };
    connect(&theme, &Theme::changed, this, draw);
    draw();
}

void ConsoleModel::append(std::deque<Line> lines)
{
    while (lines.size() > m_limit)
        lines.pop_front();
    if (lines.empty())
        return;
    if (m_lines.size() + lines.size() > m_limit) {
        const size_t gone = m_lines.size() + lines.size() - m_limit;
        beginRemoveRows({}, 0, int(gone) - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + ptrdiff_t(gone));
        endRemoveRows();
    }
    beginInsertRows({}, int(m_lines.size()), int(m_lines.size() + lines.size()) - 1);
    for (Line &line : lines)
        m_lines.push_back(std::move(line));
    endInsertRows();
}

void ConsoleModel::clear()
{
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

QVariant ConsoleModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_lines[size_t(index.row())];
    const bool isText = index.column() == 1;
    switch (role) {
    case Qt::DisplayRole:
        return isText ? line.text : line.time;
    case Qt::ToolTipRole:
        return line.text;
    case CopyRole:
        return line.text;
    case Qt::FontRole: {
        QFont font = m_theme.monospace();
        font.setUnderline(isText && line.offset);
        return font;
    }
    case Qt::ForegroundRole:
        if (!isText)
            return m_theme.color(Theme::Color::DimText);
        return line.kind == ConsoleKind::Trap ? QVariant(m_theme.color(Theme::Color::Error)) : QVariant();
    case Qt::DecorationRole:
        return isText ? QVariant(m_icons.value(int(line.kind))) : QVariant();
    case LinkRole:
        return isText && line.offset ? QVariant(*line.offset) : QVariant();
    default:
        return {};
    }
}

ConsoleView::ConsoleView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_list(new DataView(theme, this)), m_model(new ConsoleModel(theme, limit, this)),
      m_filtered(new QSortFilterProxyModel(this)), m_filter(views::filterField(theme, tr("Filter the console"), this)),
      m_timer(new QTimer(this)), m_deferred(new views::Deferred(this, [this] { flush(); }))
{
    auto *clearButton = views::iconButton(theme, QStringLiteral("remove"), tr("Clear the console"), this);
    auto *top = views::line();
    top->addWidget(m_filter);
    top->addWidget(clearButton);
    auto *layout = views::column(this);
    layout->addLayout(top);
    layout->addWidget(m_list);
    setFocusProxy(m_list);
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(m_filtered);
    m_list->setHeaderHidden(true);
    m_list->setAccessibleName(tr("Console"));
    m_list->setEmptyText(tr("Nothing has happened yet: runs, results, traps and import calls are logged here."));
    m_list->setMenu(
        [this](QMenu &menu, const QModelIndex &) { menu.addAction(tr("C&lear"), this, &ConsoleView::clear); });
    m_timer->setSingleShot(true);
    m_timer->setInterval(refreshMilliseconds);
    connect(m_timer, &QTimer::timeout, m_deferred, &views::Deferred::request);
    connect(clearButton, &QToolButton::clicked, this, &ConsoleView::clear);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    // The newest line is seen, also when lines come while the dock is hidden; who has scrolled back to read is left
    // there.
    QScrollBar *const bar = m_list->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) { m_atEnd = value == bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
        if (m_atEnd)
            bar->setValue(maximum);
    });
    const auto go = [this](const QModelIndex &index) {
        if (const QVariant offset = index.siblingAtColumn(1).data(LinkRole); offset.isValid())
            emit offsetActivated(offset.toUInt());
    };
    connect(m_list, &DataView::linkActivated, this, go);
    connect(m_list, &DataView::rowActivated, this, go);
}

void ConsoleView::addLine(ConsoleKind kind, const QString &text, std::optional<quint32> offset)
{
    m_waiting.push_back({kind, text, offset, QTime::currentTime().toString(QStringLiteral("HH:mm:ss"))});
    if (m_waiting.size() > size_t(limit))
        m_waiting.pop_front();
    if (!m_timer->isActive())
        m_timer->start();
}

void ConsoleView::flush()
{
    m_model->append(std::exchange(m_waiting, {}));
}

void ConsoleView::clear()
{
    m_waiting.clear();
    m_model->clear();
}

} // namespace watchglass
