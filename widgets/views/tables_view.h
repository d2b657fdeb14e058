// SPDX-License-Identifier: GPL-3.0-or-later
/// The elements of one table of a stopped instance; a function element is edited by choosing another function.
#pragma once

#include <QStringList>

#include <optional>

#include "widgets/views/rows_view.h"

class QComboBox;

namespace watchglass {

class TablesView : public RowsView
{
    Q_OBJECT
public:
    explicit TablesView(const Theme &theme, QWidget *parent = nullptr);
    void setSnapshot(SnapshotPtr snapshot);
    void setFunctionNames(const QStringList &byIndex); ///< "$add"; "" = has none

signals:
    void tableElementEdited(quint32 table, quint64 element, std::optional<quint32> function); ///< nullopt = null

protected:
    std::vector<Row> rows() override;

private:
    void fillChooser();
    const session::TableInfo *table() const;
    QString choice(qint64 function) const; ///< "3 $add", "null"
    void edited(int row, const QString &text);

    SnapshotPtr m_snapshot;
    QStringList m_names;
    QComboBox *m_chooser;
};

} // namespace watchglass
