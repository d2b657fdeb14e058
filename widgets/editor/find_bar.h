// SPDX-License-Identifier: GPL-3.0-or-later
/// The find and replace bar below the text.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include "widgets/editor/editor_context.h"
#include "widgets/editor/indicators.h"
#include "widgets/editor/text_search.h"

namespace watchglass::editor {

class FindBar : public QWidget
{
    Q_OBJECT
public:
    FindBar(EditorContext &context, Indicators &indicators);

    void open(bool replace, const QString &pattern);
    void next(bool backwards);
    void close();
    void textChanged();
    void applyTheme();
    const std::vector<wat::TextRange> &hits() const { return m_result.hits; }

signals:
    void closed();
    void heightChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override; ///< round within the bar: the editor takes Tab for itself

private:
    QToolButton *toggle(const QString &text, const QString &name);
    QToolButton *button(const QString &icon, const QString &name);
    QLineEdit *field(const QString &name);
    void layOut();
    SearchQuery query() const;
    void searchNow();
    void showCount();
    void replaceOne();
    void replaceAll();

    EditorContext &m;
    Indicators &m_indicators;
    QLineEdit *m_find, *m_replace;
    QToolButton *m_case, *m_word, *m_regex, *m_previous, *m_next, *m_replaceOne, *m_replaceAll, *m_close;
    QLabel *m_count;
    QList<QWidget *> m_order; ///< of Tab
    QTimer m_later;
    SearchResult m_result;
};

} // namespace watchglass::editor
