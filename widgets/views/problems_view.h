// SPDX-License-Identifier: GPL-3.0-or-later
/// Everything there is to say about a text, sorted by place, with the fixes it offers.
#pragma once

#include <QString>

#include "engine/wat/diagnostic.h"
#include "widgets/views/rows_view.h"

class QLabel;

namespace watchglass {

class ProblemsView : public RowsView
{
    Q_OBJECT
public:
    explicit ProblemsView(const Theme &theme, QWidget *parent = nullptr);
    void setProblems(const QString &file, std::vector<wat::Diagnostic> problems, const wat::LineIndex &lines);
    QString summary() const; ///< "2 errors, 1 warning"

signals:
    void activated(const watchglass::wat::TextRange &range);
    void fixRequested(const watchglass::wat::Diagnostic &problem, int fix);

protected:
    std::vector<Row> rows() override;

private:
    struct Entry {
        wat::Diagnostic problem;
        wat::LineColumn place;
    };
    void fillMenu(QMenu &menu, int row);
    Row row(size_t index) const;

    QString m_file;
    std::vector<Entry> m_entries;
    QLabel *m_summary;
};

} // namespace watchglass
