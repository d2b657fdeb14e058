// SPDX-License-Identifier: GPL-3.0-or-later
/// What views made of one list have in common: rows are built when the view is seen, from the newest value.
#pragma once

#include <QWidget>

#include <functional>
#include <memory>

#include "engine/session/snapshot.h"
#include "widgets/views/data_view.h"
#include "widgets/views/row_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using LineResolver = std::function<QString(quint32 offset)>;
using SnapshotPtr = std::shared_ptr<const session::Snapshot>;

class RowsView : public QWidget
{
    Q_OBJECT
public:
    DataView *list() const { return m_list; }
    RowModel *model() const { return m_model; }

protected:
    RowsView(const Theme &theme, std::vector<Column> columns, const QString &name, const QString &emptyText,
             QWidget *parent);
    virtual std::vector<Row> rows() = 0;
    virtual void rowsShown() {} ///< after the list took the rows
    void changed() { m_deferred->request(); }
    const Theme &theme() const { return m_theme; }

private:
    const Theme &m_theme;
    DataView *m_list;
    RowModel *m_model;
    views::Deferred *m_deferred;
};

/// A view of one frame of a stop.
class FrameView : public RowsView
{
    Q_OBJECT
public:
    void setFrame(SnapshotPtr snapshot, int frame);
    void setLineResolver(LineResolver resolver);

signals:
    void offsetActivated(quint32 offset);

protected:
    FrameView(const Theme &theme, std::vector<Column> columns, const QString &name, const QString &emptyText,
              QWidget *parent);
    const session::FrameInfo *frame() const;                   ///< null when nothing is stopped
    const SnapshotPtr &previous() const { return m_previous; } ///< the snapshot before the present one
    QString place(quint32 offset) const;

private:
    SnapshotPtr m_snapshot, m_previous;
    int m_frame = 0;
    LineResolver m_resolver;
};

namespace views {

/// The place as the resolver tells it, else the offset.
QString place(const LineResolver &resolver, quint32 offset);
/// Cells for a value: type, decimal, hexadecimal; the decimal one is editable when `editable`.
std::vector<Cell> valueCells(const exec::Value &value, bool changed, bool editable);

} // namespace views
} // namespace watchglass
