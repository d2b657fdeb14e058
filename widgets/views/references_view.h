// SPDX-License-Identifier: GPL-3.0-or-later
/// Every use of one symbol, each with the line it stands on.
#pragma once

#include "engine/wat/text.h"
#include "widgets/views/rows_view.h"

namespace watchglass {

struct ReferencePlace {
    wat::TextRange range;
    quint32 line = 1; ///< from 1
    QString text;     ///< of the line
};

class ReferencesView : public RowsView
{
    Q_OBJECT
public:
    explicit ReferencesView(const Theme &theme, QWidget *parent = nullptr);
    void setReferences(const QString &symbol, const QString &file, std::vector<ReferencePlace> places);

signals:
    void activated(watchglass::wat::TextRange range);

protected:
    std::vector<Row> rows() override;

private:
    QString m_symbol, m_file;
    std::vector<ReferencePlace> m_places;
};

} // namespace watchglass
