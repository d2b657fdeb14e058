// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/expression_field.h"

#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QTextCharFormat>

namespace watchglass {

ExpressionField::ExpressionField(const Theme &theme, Check check, QWidget *parent)
    : CheckedField(theme, parent), m_check(std::move(check))
{
    connect(this, &QLineEdit::textChanged, this, &ExpressionField::check);
}

void ExpressionField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::EnabledChange)
        check();
}

void ExpressionField::check()
{
    const auto wrong = text().trimmed().isEmpty() || !m_check ? std::nullopt : m_check(text());
    QString now;
    int at = 0, length = 0;
    if (wrong) { // bytes to characters
        const QByteArray utf8 = text().toUtf8();
        at = int(QString::fromUtf8(utf8.first(qMin(qsizetype(wrong->at), utf8.size()))).size());
        length = int(QString::fromUtf8(utf8.mid(qsizetype(wrong->at), qsizetype(wrong->length))).size());
        now = tr("Column %1: %2").arg(at + 1).arg(QString::fromStdString(wrong->message));
    }
    underline(at, wrong ? qMax(1, length) : 0);
    setProblem(now);
}

/// A line edit has no formats of its own, but shows those that an input method gives it.
void ExpressionField::underline(int from, int length)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (length > 0) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(theme().color(Theme::Color::Error));
        format.setForeground(theme().color(Theme::Color::Error));
        attributes.append({QInputMethodEvent::TextFormat, from - cursorPosition(), length, format});
    }
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(this, &event);
}

} // namespace watchglass
