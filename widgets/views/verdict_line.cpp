// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/verdict_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QRegularExpression>

#include "engine/host/claims/encoding.h"
#include "widgets/views/copy_label.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

VerdictLook lookOf(claims::Verdict verdict)
{
    switch (verdict) {
    case claims::Verdict::Trusted:
        return {QStringLiteral("shield-good"), Theme::Color::Good};
    case claims::Verdict::Refused:
        return {QStringLiteral("shield-bad"), Theme::Color::Error};
    case claims::Verdict::Intact:
        return {QStringLiteral("shield"), Theme::Color::Hint};
    case claims::Verdict::Unsigned:
        break;
    }
    return {QStringLiteral("hint"), Theme::Color::DimText};
}

QString sentenceOf(const claims::Card &card)
{
    if (card.verdict == claims::Verdict::Unsigned)
        return VerdictLine::tr("Nobody signed this module: it carries no token.");
    // Whole hashes stand in the card.
    static const QRegularExpression hash(QStringLiteral("\\b([0-9A-F]{8})[0-9A-F]{56}\\b"));
    return views::text(claims::forTerminal(card.sentence)).replace(hash, QStringLiteral("\\1…"));
}

VerdictLine::VerdictLine(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_icon(new QLabel(this)),
      m_sentence(new CopyLabel(theme, tr("Trust"), CopyLabel::Form::Sentence, this)), m_line(views::line()),
      m_look(lookOf(claims::Verdict::Unsigned))
{
    m_line->addWidget(m_icon, 0, Qt::AlignTop);
    m_line->addWidget(m_sentence, 1, Qt::AlignVCenter);
    setLayout(m_line);
    connect(&theme, &Theme::changed, this, &VerdictLine::paintIcon);
}

void VerdictLine::addControl(QWidget *control)
{
    m_line->addWidget(control, 0, Qt::AlignTop);
}

void VerdictLine::setCard(const claims::Card &card)
{
    show(lookOf(card.verdict), sentenceOf(card));
}

void VerdictLine::setChecking()
{
    show({QStringLiteral("shield"), Theme::Color::DimText}, tr("Looking who signed it …"));
}

void VerdictLine::show(const VerdictLook &look, const QString &sentence)
{
    m_look = look;
    m_sentence->setColor(look.color);
    m_sentence->setWhole(sentence);
    m_sentence->setToolTip(sentence);
    paintIcon();
}

void VerdictLine::paintIcon()
{
    const int size = fontMetrics().height();
    m_icon->setPixmap(m_theme.icon(m_look.icon, m_look.color).pixmap(QSize(size, size), devicePixelRatioF()));
}

} // namespace watchglass
