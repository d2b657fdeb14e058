// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/find_bar.h"

#include <QGridLayout>
#include <QKeyEvent>

#include <algorithm>

namespace watchglass::editor {

namespace {

wat::TextRange selection(const Sci &sci)
{
    using Q = QsciScintillaBase;
    return {quint32(sci.send(Q::SCI_GETSELECTIONSTART)), quint32(sci.send(Q::SCI_GETSELECTIONEND))};
}

} // namespace

FindBar::FindBar(EditorContext &context, Indicators &indicators)
    : QWidget(&context.editor), m(context), m_indicators(indicators), m_find(field(CodeEditor::tr("Find"))),
      m_replace(field(CodeEditor::tr("Replace with"))),
      m_case(toggle(QStringLiteral("Aa"), CodeEditor::tr("Match case"))),
      m_word(toggle(QStringLiteral("W"), CodeEditor::tr("Whole words"))),
      m_regex(toggle(QStringLiteral(".*"), CodeEditor::tr("Regular expression"))),
      m_previous(button(QStringLiteral("previous"), CodeEditor::tr("Previous hit"))),
      m_next(button(QStringLiteral("next"), CodeEditor::tr("Next hit"))), m_replaceOne(new QToolButton(this)),
      m_replaceAll(new QToolButton(this)),
      m_close(button(QStringLiteral("close"), CodeEditor::tr("Close the find bar"))), m_count(new QLabel(this))
{
    setAccessibleName(CodeEditor::tr("Find and replace"));
    setAutoFillBackground(true);
    m_count->setAccessibleName(CodeEditor::tr("Number of hits"));
    m_replaceOne->setText(CodeEditor::tr("Replace"));
    m_replaceAll->setText(CodeEditor::tr("Replace all"));
    for (QToolButton *labelled : {m_replaceOne, m_replaceAll})
        labelled->setAccessibleName(labelled->text());
    layOut();
    m_later.setSingleShot(true);
    m_later.setInterval(60);
    connect(&m_later, &QTimer::timeout, this, &FindBar::searchNow);
    connect(m_find, &QLineEdit::textChanged, this, &FindBar::searchNow);
    for (QToolButton *option : {m_case, m_word, m_regex})
        connect(option, &QToolButton::toggled, this, &FindBar::searchNow);
    connect(m_next, &QToolButton::clicked, this, [this] { next(false); });
    connect(m_previous, &QToolButton::clicked, this, [this] { next(true); });
    connect(m_replaceOne, &QToolButton::clicked, this, &FindBar::replaceOne);
    connect(m_replaceAll, &QToolButton::clicked, this, &FindBar::replaceAll);
    connect(m_close, &QToolButton::clicked, this, &FindBar::close);
    hide();
}

QToolButton *FindBar::toggle(const QString &text, const QString &name)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setCheckable(true);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setAutoRaise(true);
    return button;
}

QToolButton *FindBar::button(const QString &icon, const QString &name)
{
    auto *button = new QToolButton(this);
    button->setProperty("iconName", icon);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setAutoRaise(true);
    return button;
}

QLineEdit *FindBar::field(const QString &name)
{
    auto *field = new QLineEdit(this);
    field->setPlaceholderText(name);
    field->setAccessibleName(name);
    return field;
}

void FindBar::layOut()
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(6, 4, 6, 4);
    grid->setSpacing(4);
    int column = 0;
    grid->addWidget(m_find, 0, column++);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_case, m_word, m_regex, m_previous, m_next, m_count, m_close})
        grid->addWidget(widget, 0, column++);
    grid->addWidget(m_replace, 1, 0);
    auto *row = new QHBoxLayout;
    row->addWidget(m_replaceOne);
    row->addWidget(m_replaceAll);
    row->addStretch();
    grid->addLayout(row, 1, 1, 1, column - 1);
    grid->setColumnStretch(0, 1);
    m_order = {m_find, m_replace, m_case, m_word, m_regex, m_previous, m_next, m_replaceOne, m_replaceAll, m_close};
}

bool FindBar::focusNextPrevChild(bool next)
{
    const qsizetype count = m_order.size(), at = m_order.indexOf(focusWidget());
    for (qsizetype step = 1; step <= count; ++step) {
        QWidget *to = m_order[((next ? at + step : at - step) + 2 * count) % count];
        if (!to->isVisibleTo(this) || !to->isEnabled())
            continue;
        to->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
        return true;
    }
    return false;
}

void FindBar::applyTheme()
{
    setPalette(m.theme.palette());
    for (QToolButton *button : {m_previous, m_next, m_close})
        button->setIcon(m.theme.icon(button->property("iconName").toString()));
    m_count->setMinimumWidth(
        QFontMetrics(m_count->font()).horizontalAdvance(CodeEditor::tr("%1 of %2").arg(9999).arg(9999)));
}

void FindBar::open(bool replace, const QString &pattern)
{
    const bool writable = !m.editor.isReadOnly();
    for (QWidget *part : std::initializer_list<QWidget *>{m_replace, m_replaceOne, m_replaceAll})
        part->setVisible(replace && writable);
    if (!pattern.isEmpty())
        m_find->setText(pattern);
    show();
    emit heightChanged();
    m_find->setFocus();
    m_find->selectAll();
    searchNow();
}

void FindBar::close()
{
    hide();
    m_indicators.setSearchHits({});
    m_result = {};
    emit heightChanged();
    emit closed();
}

SearchQuery FindBar::query() const
{
    return {m_find->text(), m_regex->isChecked(), m_case->isChecked(), m_word->isChecked()};
}

void FindBar::textChanged()
{
    if (isVisible())
        m_later.start();
}

void FindBar::searchNow()
{
    m_later.stop();
    m_result = search(m.editor.utf8(), query());
    m_indicators.setSearchHits(m_result.hits);
    showCount();
}

void FindBar::showCount()
{
    QPalette palette = m.theme.palette();
    const bool sad = !m_result.refusal.isEmpty() || (m_result.hits.empty() && !m_find->text().isEmpty());
    palette.setColor(QPalette::WindowText, m.color(sad ? Theme::Color::Error : Theme::Color::DimText));
    m_count->setPalette(palette);
    m_count->setToolTip(m_result.refusal);
    const wat::TextRange chosen = selection(m.sci);
    const auto at = std::find(m_result.hits.begin(), m_result.hits.end(), chosen);
    const qsizetype count = qsizetype(m_result.hits.size());
    if (!m_result.refusal.isEmpty())
        m_count->setText(CodeEditor::tr("Not a regular expression"));
    else if (m_find->text().isEmpty())
        m_count->clear();
    else if (count == 0)
        m_count->setText(CodeEditor::tr("No hits"));
    else if (at == m_result.hits.end())
        m_count->setText(CodeEditor::tr("%1 hits").arg(count));
    else
        m_count->setText(CodeEditor::tr("%1 of %2").arg(at - m_result.hits.begin() + 1).arg(count));
}

void FindBar::next(bool backwards)
{
    if (!isVisible() || m_later.isActive())
        searchNow();
    const std::vector<wat::TextRange> &hits = m_result.hits;
    if (hits.empty())
        return showCount();
    const wat::TextRange chosen = selection(m.sci);
    const auto less = [](const wat::TextRange &hit, quint32 at) { return hit.begin < at; };
    auto at = std::lower_bound(hits.begin(), hits.end(), backwards ? chosen.begin : chosen.end, less);
    if (!backwards && chosen.size() == 0 && at != hits.begin() && (at - 1)->contains(chosen.begin))
        --at; // inside a hit: that one first
    if (backwards)
        at = at == hits.begin() ? hits.end() - 1 : at - 1;
    else if (at == hits.end())
        at = hits.begin();
    m.editor.select(*at);
    showCount();
}

void FindBar::replaceOne()
{
    const wat::TextRange chosen = selection(m.sci);
    for (const wat::TextEdit &edit : replacements(m.editor.utf8(), query(), m_replace->text()))
        if (edit.range == chosen) {
            m.editor.applyEdits({edit});
            m.sci.setCaret(chosen.begin + quint32(edit.replacement.size()));
            searchNow();
            break;
        }
    next(false);
}

void FindBar::replaceAll()
{
    const std::vector<wat::TextEdit> edits = replacements(m.editor.utf8(), query(), m_replace->text());
    m.editor.applyEdits(edits);
    emit m.editor.message(CodeEditor::tr("%n replaced", nullptr, int(edits.size())));
    searchNow();
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape)
        close();
    else if (enter && m_replace->hasFocus())
        event->modifiers() & Qt::ControlModifier ? replaceAll() : replaceOne();
    else if (enter && m_find->hasFocus())
        next(event->modifiers() & Qt::ShiftModifier);
    else
        QWidget::keyPressEvent(event);
}

} // namespace watchglass::editor
