// SPDX-License-Identifier: GPL-3.0-or-later
/// Every use of one symbol, each with the line it stands on.
#pragma once

#include "engine/wat/text.h"
#include "widgets/views/rows_view.h"

namespace watchglass {

class ReferencesView : public RowsView
{
    Q_OBJECT
public:
    explicit ReferencesView(const Theme &theme, QWidget *parent = nullptr);
    /// `text`: the document they were found in, as it was then.
    void setReferences(const QString &symbol, const QString &file, std::vector<wat::TextRange> ranges,
                       const QByteArray &text);

signals:
    void activated(watchglass::wat::TextRange range);

protected:
    std::vector<Row> rows() override;

private:
    QString m_symbol, m_file;
    std::vector<wat::TextRange> m_ranges;
    QByteArray m_text;
};

} // namespace watchglass
