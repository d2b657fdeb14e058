// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/breakpoint_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

#include "widgets/views/expression_field.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using Kind = debug::HitRule::Kind;

BreakpointDialog::BreakpointDialog(const Theme &theme, const QString &place, const BreakpointTerms &terms, bool enabled,
                                   TermsCheck check, First first, QWidget *parent)
    : QDialog(parent), m_theme(theme)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Breakpoint at %1").arg(place));
    makeForm(place, check);
    m_enabled->setChecked(enabled);
    m_condition->setText(terms.condition);
    m_log->setText(terms.log);
    m_hits->setCurrentIndex(m_hits->findData(int(terms.hits)));
    m_count->setValue(int(qMin<quint64>(terms.count, quint64(m_count->maximum()))));
    update();
    (first == First::Log ? m_log : m_condition)->setFocus();
}

void BreakpointDialog::makeForm(const QString &place, const TermsCheck &check)
{
    const auto field = [&](bool isLog) {
        return new ExpressionField(
            m_theme, [check, isLog](const QString &text) { return check ? check(text, isLog) : std::nullopt; }, this);
    };
    m_enabled = views::named(new QCheckBox(tr("&Enabled"), this), tr("Enabled"), tr("Off, it stays in the list."));
    m_condition = views::named(field(false), tr("Condition"),
                               tr("It takes notice only where this is true: $local, @global, $$0 (top operand), "
                                  "[$p+4]:i32 (memory), and C's operators; a u behind one means unsigned."));
    m_condition->setPlaceholderText(tr("always – or $n == 3, @count > 10, [$p+4]:i32 != 0"));
    m_log = views::named(field(true), tr("Message to log"),
                         tr("With a message the program does not stop: the message goes to the Console. An expression "
                            "in braces is replaced by its value."));
    m_log->setPlaceholderText(tr("none, it stops – or n={$n}, top={$$0}"));
    m_hits = views::named(new QComboBox(this), tr("Hits"),
                          tr("Which of its hits count; those where the condition is "
                             "false are none."));
    m_hits->addItem(tr("Every hit"), int(Kind::All));
    m_hits->addItem(tr("Only the hit with number"), int(Kind::Exactly));
    m_hits->addItem(tr("Every so many hits:"), int(Kind::Every));
    m_hits->addItem(tr("From the hit with number"), int(Kind::From));
    m_count = views::named(new QSpinBox(this), tr("Number of hits"));
    m_count->setRange(1, 1'000'000'000);
    m_conditionProblem = views::sentence(this);
    m_logProblem = views::sentence(this);
    m_summary = views::sentence(this);
    auto *hits = new QHBoxLayout;
    hits->addWidget(m_hits);
    hits->addWidget(m_count);
    hits->addStretch();
    auto *form = new QFormLayout(this);
    form->addRow(m_enabled);
    form->addRow(tr("&Condition:"), m_condition);
    form->addRow(QString(), m_conditionProblem);
    auto *hitsLabel = new QLabel(tr("&Hits:"), this);
    hitsLabel->setBuddy(m_hits);
    form->addRow(hitsLabel, hits);
    form->addRow(tr("&Log:"), m_log);
    form->addRow(QString(), m_logProblem);
    form->addRow(m_summary);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    form->addRow(buttons);
    for (const auto &[from, label] : {std::pair(m_condition, m_conditionProblem), std::pair(m_log, m_logProblem)}) {
        QPalette red = label->palette();
        red.setColor(QPalette::WindowText, m_theme.color(Theme::Color::Error));
        label->setPalette(red);
        label->setAccessibleName(tr("What is wrong with it"));
        connect(from, &QLineEdit::textChanged, this, &BreakpointDialog::update);
    }
    m_summary->setAccessibleName(tr("What it does"));
    connect(m_hits, &QComboBox::currentIndexChanged, this, &BreakpointDialog::update);
    connect(m_count, &QSpinBox::valueChanged, this, &BreakpointDialog::update);
    connect(m_enabled, &QCheckBox::toggled, this, &BreakpointDialog::update);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        emit taken(terms(), m_enabled->isChecked());
        accept();
    });
    QWidget *order[] = {m_enabled, m_condition, m_hits, m_count, m_log};
    for (size_t i = 0; i + 1 < std::size(order); ++i)
        setTabOrder(order[i], order[i + 1]);
    setMinimumWidth(fontMetrics().averageCharWidth() * 80);
    setAccessibleDescription(place);
}

BreakpointTerms BreakpointDialog::terms() const
{
    const auto hits = Kind(m_hits->currentData().toInt());
    return {m_condition->text().trimmed(), hits, hits == Kind::All ? 1 : quint64(m_count->value()), m_log->text()};
}

void BreakpointDialog::update()
{
    m_count->setVisible(Kind(m_hits->currentData().toInt()) != Kind::All);
    m_conditionProblem->setText(m_condition->problem());
    m_logProblem->setText(m_log->problem());
    m_conditionProblem->setVisible(!m_condition->problem().isEmpty());
    m_logProblem->setVisible(!m_log->problem().isEmpty());
    const bool good = m_condition->problem().isEmpty() && m_log->problem().isEmpty();
    m_ok->setEnabled(good);
    const BreakpointTerms now = terms();
    const QString when = (now.condition.isEmpty() ? QString() : tr(" when %1").arg(now.condition)) +
                         (now.hits == Kind::All ? QString() : tr(", %1").arg(hitText(now.hits, now.count)));
    m_summary->setText(!good                     ? tr("As it stands, it would do nothing.")
                       : !m_enabled->isChecked() ? tr("Switched off.")
                       : now.logs()              ? tr("Writes “%1” to the Console%2.").arg(now.log, when)
                                                 : tr("Stops%1.").arg(when));
    resize(width(), sizeHint().height()); // sentences come and go
}

} // namespace watchglass
