// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/faults_form.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/host/board_picture.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using Kind = host::Fault::Kind;

namespace {
enum When { Every, Rate };

QSpinBox *number(QWidget *parent, int least, int most, int value, const QString &suffix = {})
{
    auto *box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setValue(value);
    box->setSuffix(suffix);
    return box;
}
} // namespace

FaultsForm::FaultsForm(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_layout(views::column(this))
{
    m_layout->setSpacing(views::gap(this));
    makeForm();
    showFields();
}

void FaultsForm::makeForm()
{
    m_kind = views::named(new QComboBox(this), tr("Kind of fault"), tr("What happens to a call that meets it."));
    m_kind->addItem(tr("Error"), int(Kind::Error));
    m_kind->addItem(tr("Trap"), int(Kind::Trap));
    m_kind->addItem(tr("Delay"), int(Kind::Delay));
    m_kind->addItem(tr("Drop: no answer comes"), int(Kind::Drop));
    m_kind->addItem(tr("Truncated answer"), int(Kind::Truncate));
    m_kind->addItem(tr("Answer of a wrong type"), int(Kind::WrongType));
    m_when = views::named(new QComboBox(this), tr("Which calls"), tr("Which of the calls meet it."));
    m_when->addItem(tr("Every n-th call"), Every);
    m_when->addItem(tr("A share of the calls"), Rate);
    m_every = views::named(number(this, 1, 1'000'000, 3), tr("Every so many calls"));
    m_percent = views::named(new QDoubleSpinBox(this), tr("Share of the calls"));
    m_percent->setRange(0, 100);
    m_percent->setValue(10);
    m_percent->setSuffix(tr(" %"));
    m_burst =
        views::named(number(this, 1, 1'000'000, 1), tr("Calls in a row"), tr("How many calls meet it, once one does."));
    m_delay = views::named(number(this, 0, 600'000, 100, tr(" ms")), tr("Delay"));
    m_jitter = views::named(number(this, 0, 600'000, 0, tr(" ms")), tr("Jitter"), tr("How far a delay may be off."));
    m_seed =
        views::named(number(this, 0, 1'000'000'000, 1), tr("Seed"), tr("The same seed meets the same calls again."));
    m_sentence = views::named(new QLineEdit(this), tr("Sentence"), tr("What the caller is told."));
    m_sentence->setPlaceholderText(tr("a fault was asked for"));
    auto *add = views::named(new QPushButton(tr("Add &Fault"), this), tr("Add fault"));
    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->addRow(tr("Fault:"), m_kind);
    m_form->addRow(tr("Meets:"), m_when);
    m_form->addRow(tr("n:"), m_every);
    m_form->addRow(tr("Share:"), m_percent);
    m_form->addRow(tr("In a row:"), m_burst);
    m_form->addRow(tr("Delay:"), m_delay);
    m_form->addRow(tr("Jitter:"), m_jitter);
    m_form->addRow(tr("Seed:"), m_seed);
    m_form->addRow(tr("Says:"), m_sentence);
    m_layout->addLayout(m_form);
    m_layout->addWidget(add, 0, Qt::AlignLeft);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &FaultsForm::showFields);
    connect(m_when, &QComboBox::currentIndexChanged, this, &FaultsForm::showFields);
    const auto submit = [this] {
        std::vector<host::Fault> all = m_faults;
        all.push_back(typed());
        emit changeWanted(all);
    };
    connect(add, &QPushButton::clicked, this, submit);
    connect(m_sentence, &QLineEdit::returnPressed, this, submit);
}

/// Only what matters for the chosen kind.
void FaultsForm::showFields()
{
    const auto kind = Kind(m_kind->currentData().toInt());
    const bool every = m_when->currentData().toInt() == Every;
    m_form->setRowVisible(m_every, every);
    m_form->setRowVisible(m_percent, !every);
    m_form->setRowVisible(m_delay, kind == Kind::Delay);
    m_form->setRowVisible(m_jitter, kind == Kind::Delay);
    m_form->setRowVisible(m_seed, !every || kind == Kind::Delay);
    m_form->setRowVisible(m_sentence, kind == Kind::Error || kind == Kind::Trap);
}

host::Fault FaultsForm::typed() const
{
    host::Fault fault;
    fault.kind = Kind(m_kind->currentData().toInt());
    if (m_when->currentData().toInt() == Every)
        fault.every = uint32_t(m_every->value());
    else
        fault.rate = m_percent->value() / 100;
    fault.burst = uint32_t(m_burst->value());
    fault.seed = uint64_t(m_seed->value());
    if (fault.kind == Kind::Delay) {
        fault.delay = std::chrono::milliseconds(m_delay->value());
        fault.jitter = std::chrono::milliseconds(m_jitter->value());
    }
    if (!m_sentence->text().trimmed().isEmpty())
        fault.sentence = m_sentence->text().trimmed().toStdString();
    return fault;
}

void FaultsForm::enter()
{
    m_kind->setFocus(Qt::OtherFocusReason);
}

void FaultsForm::setFaults(const std::vector<host::Fault> &faults)
{
    if (m_list && faults == m_faults)
        return;
    m_faults = faults;
    if (m_list) {
        m_list->hide();
        m_list->deleteLater();
    }
    m_list = new QWidget(this);
    auto *rows = views::column(m_list);
    for (size_t i = 0; i < faults.size(); ++i) {
        auto *row = new QHBoxLayout;
        auto *text = views::sentence(m_list);
        text->setText(faultText(faults[i]));
        auto *remove =
            views::iconButton(m_theme, QStringLiteral("remove"), tr("Remove the fault: %1").arg(text->text()), m_list);
        remove->setFocusPolicy(Qt::TabFocus);
        connect(remove, &QToolButton::clicked, this, [this, i] {
            std::vector<host::Fault> rest = m_faults;
            rest.erase(rest.begin() + ptrdiff_t(i));
            emit changeWanted(rest);
        });
        row->addWidget(text, 1);
        row->addWidget(remove);
        rows->addLayout(row);
    }
    m_list->setVisible(!faults.empty());
    m_layout->insertWidget(0, m_list);
}

} // namespace watchglass
