// SPDX-License-Identifier: GPL-3.0-or-later
/// A log of what happened: runs, results, traps, import calls, messages, what the program wrote. Bounded; the oldest
/// lines go first.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>

#include <deque>
#include <optional>

#include "widgets/theme.h"

class QLineEdit;
class QSortFilterProxyModel;
class QTimer;

namespace watchglass {

class DataView;
namespace views {
class Deferred;
}

enum class ConsoleKind { Run, Result, Trap, ImportCall, Message, Problem, Output, ErrorOutput, Log };

class ConsoleModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    struct Line {
        ConsoleKind kind = ConsoleKind::Message;
        QString text;
        std::optional<quint32> offset;
        QString time;
    };
    ConsoleModel(const Theme &theme, int limit, QObject *parent);
    void append(std::deque<Line> lines);
    void clear();

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_lines.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 2; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    const Theme &m_theme;
    size_t m_limit;
    std::deque<Line> m_lines;
    QHash<int, QIcon> m_icons;
};

class ConsoleView : public QWidget
{
    Q_OBJECT
public:
    using Kind = ConsoleKind;
    static constexpr int limit = 100'000;
    explicit ConsoleView(const Theme &theme, QWidget *parent = nullptr);
    /// Lines are shown together at most some 30 times a second, and not while the view is hidden.
    void addLine(ConsoleKind kind, const QString &text, std::optional<quint32> offset = {});
    void clear();
    DataView *list() const { return m_list; }
    ConsoleModel *model() const { return m_model; }

signals:
    void offsetActivated(quint32 offset);

private:
    void flush();
    std::deque<ConsoleModel::Line> m_waiting;
    DataView *m_list;
    ConsoleModel *m_model;
    QSortFilterProxyModel *m_filtered;
    QLineEdit *m_filter;
    QTimer *m_timer;
    bool m_atEnd = true; ///< the newest line is in view
    views::Deferred *m_deferred;
};

} // namespace watchglass
