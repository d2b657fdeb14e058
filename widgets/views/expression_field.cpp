// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/expression_field.h"

#include <QAction>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QTextCharFormat>

namespace watchglass {

ExpressionField::ExpressionField(const Theme &theme, Check check, QWidget *parent)
    : QLineEdit(parent), m_theme(theme), m_check(std::move(check)), m_mark(new QAction(this))
{
    addAction(m_mark, TrailingPosition);
    m_mark->setVisible(false);
    const auto restyle = [this] {
        setFont(m_theme.monospace());
        m_mark->setIcon(m_theme.icon(QStringLiteral("error"), Theme::Color::Error));
    };
    connect(&theme, &Theme::changed, this, restyle);
    connect(this, &QLineEdit::textChanged, this, &ExpressionField::check);
    restyle();
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
    m_mark->setVisible(!now.isEmpty());
    m_mark->setToolTip(now);
    setToolTip(now);
    setAccessibleDescription(now);
    if (now != m_problem) {
        m_problem = now;
        emit problemChanged(now);
    }
}

/// A line edit has no formats of its own, but shows those that an input method gives it.
void ExpressionField::underline(int from, int length)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (length > 0) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(m_theme.color(Theme::Color::Error));
        format.setForeground(m_theme.color(Theme::Color::Error));
        attributes.append({QInputMethodEvent::TextFormat, from - cursorPosition(), length, format});
    }
    QInputMethodEvent event(QString(), attributes);
    QCoreApplication::sendEvent(this, &event);
}

} // namespace watchglass
