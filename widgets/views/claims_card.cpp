// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/claims_card.h"

#include <QAction>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/views/claims_rows.h"
#include "widgets/views/copy_label.h"
#include "widgets/views/verdict_line.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {
/// Whether the verdict may become another when somebody else is trusted.
bool dependsOnTrust(const claims::Card &card)
{
    const claims::Finding *error = claims::firstError(card.findings);
    return error ? error->check == claims::Check::Provenance : card.verdict == claims::Verdict::Intact;
}
} // namespace

ClaimsCard::ClaimsCard(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_verdict(new VerdictLine(theme, this)), m_trust(new QToolButton(this)),
      m_nothing(views::sentence(this)), m_scroll(new QScrollArea(this)),
      m_deferred(new views::Deferred(this, [this] { build(); }))
{
    m_nothing->setText(tr("Binary modules may be signed: open one, and this says by whom."));
    m_nothing->setTextInteractionFlags(Qt::NoTextInteraction);
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setMargin(views::gap(this) * 2);
    m_trust->setAccessibleName(tr("Trust"));
    m_trust->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_trust->setFocusPolicy(Qt::TabFocus);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setAccessibleName(tr("Claims"));

    auto *layout = views::column(this);
    layout->addWidget(m_verdict);
    auto *button = views::line();
    button->addWidget(m_trust);
    button->addStretch();
    layout->addLayout(button);
    layout->addWidget(m_nothing);
    layout->addWidget(m_scroll, 1);
    layout->addStretch();
    connect(&theme, &Theme::changed, this, [this] {
        paintLabels();
        m_deferred->request(); // icons of the rows
    });
    paintLabels();
    build();
}

void ClaimsCard::setCard(std::shared_ptr<const claims::Card> card)
{
    if (card == m_card && !m_checking)
        return;
    m_card = std::move(card);
    m_checking = false;
    m_deferred->request();
}

void ClaimsCard::setChecking()
{
    m_card = nullptr;
    m_checking = true;
    m_deferred->request();
}

void ClaimsCard::setTrustAction(QAction *action)
{
    m_trust->setDefaultAction(action);
    m_trust->setAccessibleName(action->text().remove(QLatin1Char('&')));
    m_trust->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_deferred->request();
}

void ClaimsCard::build()
{
    const bool focused = m_body && m_body->isAncestorOf(focusWidget());
    m_fields.clear();
    m_labels.clear();
    m_body = new QWidget; // the scroll area deletes the one before
    m_grid = new QGridLayout(m_body);
    const int space = views::gap(this);
    m_grid->setContentsMargins(space * 2, space, space * 2, space * 2);
    m_grid->setHorizontalSpacing(space);
    m_grid->setVerticalSpacing(space / 2);
    m_grid->setColumnStretch(2, 1);
    if (m_card)
        for (const ClaimsRow &row : claimsRows(*m_card)) {
            if (row.text.isEmpty())
                addHeadline(row.label, m_fields.isEmpty() && !m_card->kind.empty());
            else
                addField(row);
        }
    m_grid->setRowStretch(m_grid->rowCount(), 1);
    m_scroll->setWidget(m_body);
    m_scroll->setVisible(!m_fields.isEmpty());
    setFocusProxy(m_fields.isEmpty() ? nullptr : m_fields.first());
    if (focused && !m_fields.isEmpty())
        m_fields.first()->setFocus();

    if (m_card)
        m_verdict->setCard(*m_card);
    if (m_checking)
        m_verdict->setChecking();
    m_verdict->setVisible(m_card || m_checking);
    m_nothing->setVisible(!m_card && !m_checking);
    m_trust->setVisible(m_card && dependsOnTrust(*m_card) && m_trust->defaultAction());
    paintLabels();
}

void ClaimsCard::addHeadline(const QString &text, bool first)
{
    // The name of the module is a stranger's text, and may be long.
    auto *label = new CopyLabel(m_theme, first ? tr("Name") : QString(), CopyLabel::Form::Sentence, m_body);
    QFont bold = font();
    bold.setBold(true);
    label->setFont(bold);
    label->setWhole(text);
    label->setMostLines(3);
    const int row = m_grid->rowCount();
    m_grid->setRowMinimumHeight(row, fontMetrics().height() + (first ? 0 : 2 * views::gap(this)));
    m_grid->addWidget(label, row, 0, 1, 3, Qt::AlignBottom);
    if (first)
        take(label);
}

void ClaimsCard::addField(const ClaimsRow &row)
{
    const int at = m_grid->rowCount();
    if (!row.label.isEmpty()) {
        auto *label = new QLabel(row.label, m_body);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        m_labels.append(label);
        m_grid->addWidget(label, at, 0, Qt::AlignTop);
    }
    if (!row.icon.isEmpty()) {
        auto *icon = new QLabel(m_body);
        const int size = fontMetrics().height();
        icon->setPixmap(m_theme.icon(row.icon, row.color.value_or(Theme::Color::Text))
                            .pixmap(QSize(size, size), devicePixelRatioF()));
        m_grid->addWidget(icon, at, 1, Qt::AlignTop);
    }
    auto *field = new CopyLabel(m_theme, row.name.isEmpty() ? row.label : row.name,
                                row.key ? CopyLabel::Form::Key : CopyLabel::Form::Sentence, m_body);
    field->setWhole(row.text);
    if (row.key)
        field->setToolTip(row.text);
    if (row.icon.isEmpty())
        field->setColor(row.color);
    m_grid->addWidget(field, at, row.icon.isEmpty() ? 1 : 2, 1, row.icon.isEmpty() ? 2 : 1, Qt::AlignTop);
    take(field);
}

/// One stop of Tab for the whole card; arrows go on from there.
void ClaimsCard::take(CopyLabel *field)
{
    const int index = int(m_fields.size());
    field->setFocusPolicy(index == 0 ? Qt::StrongFocus : Qt::ClickFocus);
    connect(field, &CopyLabel::stepped, this, [this, index](int by) { goTo(index + by); });
    connect(field, &CopyLabel::focused, this, [this, field] {
        for (CopyLabel *each : m_fields)
            each->setFocusPolicy(each == field ? Qt::StrongFocus : Qt::ClickFocus);
        setFocusProxy(field);
        m_scroll->ensureWidgetVisible(field);
    });
    m_fields.append(field);
}

void ClaimsCard::goTo(int field)
{
    if (field >= 0 && field < m_fields.size())
        m_fields[field]->setFocus(Qt::OtherFocusReason);
}

void ClaimsCard::paintLabels()
{
    QPalette dim = palette();
    dim.setColor(QPalette::WindowText, m_theme.color(Theme::Color::DimText));
    m_nothing->setPalette(dim);
    for (QLabel *label : m_labels)
        label->setPalette(dim);
}

} // namespace watchglass
