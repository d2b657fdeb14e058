// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/memory_search.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "engine/exec/value.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

enum Kind { Bytes, Text, Integer };

} // namespace

MemorySearch::MemorySearch(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_kind(views::named(new QComboBox(this), tr("Kind of search"))),
      m_text(views::named(new QLineEdit(this), tr("Search in memory"))),
      m_find(views::iconButton(theme, QStringLiteral("next"), tr("Find the next one"), this)),
      m_cancel(views::iconButton(theme, QStringLiteral("stop"), tr("Cancel the search"), this)),
      m_close(views::iconButton(theme, QStringLiteral("close"), tr("Close the search bar"), this)),
      m_status(new QLabel(this))
{
    m_kind->addItem(tr("Bytes"), Bytes);
    m_kind->addItem(tr("Text"), Text);
    m_kind->addItem(tr("i32 value"), Integer);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setMinimumWidth(1); // a long sentence must not widen the dock
    m_text->setPlaceholderText(tr("de ad be ef"));
    m_text->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    auto *line = views::line();
    setLayout(line);
    line->addWidget(m_kind);
    line->addWidget(m_text, 2);
    line->addWidget(m_find);
    line->addWidget(m_cancel);
    line->addWidget(m_status, 3);
    line->addWidget(m_close);
    connect(m_text, &QLineEdit::returnPressed, this, &MemorySearch::find);
    connect(m_find, &QToolButton::clicked, this, &MemorySearch::find);
    connect(m_cancel, &QToolButton::clicked, this, &MemorySearch::cancelled);
    connect(m_close, &QToolButton::clicked, this, &MemorySearch::close);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this](int kind) {
        m_text->setPlaceholderText(kind == Bytes  ? tr("de ad be ef")
                                   : kind == Text ? tr("hello")
                                                  : tr("-1 or 0xffffffff"));
    });
    setBusy(false);
}

void MemorySearch::open()
{
    show();
    m_text->setFocus();
    m_text->selectAll();
}

void MemorySearch::close()
{
    emit cancelled();
    hide();
}

void MemorySearch::setBusy(bool busy)
{
    m_cancel->setEnabled(busy);
    if (busy)
        setStatus(tr("Searching…"));
}

void MemorySearch::setStatus(const QString &sentence)
{
    m_status->setText(sentence);
    m_status->setToolTip(sentence);
}

std::optional<QByteArray> MemorySearch::pattern() const
{
    const QString text = m_text->text();
    switch (m_kind->currentData().toInt()) {
    case Text:
        return text.isEmpty() ? std::nullopt : std::optional(text.toUtf8());
    case Integer: {
        const auto value = exec::parseValue(text.trimmed().toStdString(), wasm::I32);
        if (!value)
            return {};
        QByteArray bytes;
        for (int i = 0; i < 4; ++i)
            bytes += char(value->bits[0] >> (8 * i) & 0xff);
        return bytes;
    }
    default:
        break;
    }
    QByteArray digits;
    for (const QChar c : text) {
        if (c.isSpace())
            continue;
        if (c.unicode() > 0x7f || !isxdigit(c.unicode()))
            return {};
        digits += char(c.unicode());
    }
    return digits.isEmpty() || digits.size() % 2 ? std::nullopt : std::optional(QByteArray::fromHex(digits));
}

void MemorySearch::find()
{
    if (const auto bytes = pattern())
        emit findWanted(*bytes);
    else
        setStatus(m_kind->currentData().toInt() == Bytes  ? tr("Type pairs of hexadecimal digits.")
                  : m_kind->currentData().toInt() == Text ? tr("Type the text to look for.")
                                                          : tr("Type a number of type i32."));
}

void MemorySearch::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace watchglass
