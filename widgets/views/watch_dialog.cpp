// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/watch_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "widgets/views/view_kit.h"
#include "widgets/views/watch_words.h"

namespace watchglass {

using Of = debug::Watchpoint::Of;

namespace {
constexpr int longest = 1 << 30; ///< bytes watched at once
}

WatchDialog::WatchDialog(const Theme &theme, const Choices &choices, const debug::Watchpoint &start,
                         const QString &fixed, AddressResolver resolver, QWidget *parent)
    : QDialog(parent), m_theme(theme), m_start(start), m_resolver(std::move(resolver)), m_form(new QFormLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Break When Data Changes"));
    makeForm(choices, fixed);
    update();
}

void WatchDialog::makeForm(const Choices &choices, const QString &fixed)
{
    m_enabled = views::named(new QCheckBox(tr("&Enabled"), this), tr("Enabled"), tr("Off, it stays in the list."));
    m_enabled->setChecked(m_start.enabled);
    m_what = views::named(new QComboBox(this), tr("What to watch"));
    if (!fixed.isEmpty())
        m_what->addItem(fixed, QPoint(int(m_start.of), int(m_start.index)));
    for (int i = 0; fixed.isEmpty() && i < choices.memories.size(); ++i)
        m_what->addItem(choices.memories[i], QPoint(int(Of::Memory), i));
    for (int i = 0; fixed.isEmpty() && i < choices.globals.size(); ++i)
        if (choices.mutableGlobals[size_t(i)])
            m_what->addItem(tr("global %1").arg(choices.globals[i]), QPoint(int(Of::Global), i));
    m_what->setCurrentIndex(qMax(0, m_what->findData(QPoint(int(m_start.of), int(m_start.index)))));
    m_address = views::named(new QLineEdit(views::hex(m_start.begin), this), tr("Address"),
                             tr("An address in decimal or after 0x, a local like $p, or a sum like $p+8."));
    m_address->setFont(m_theme.monospace());
    m_length = views::named(new QSpinBox(this), tr("Bytes"), tr("How many bytes from there are watched."));
    m_length->setRange(1, longest);
    m_length->setValue(m_start.end > m_start.begin ? int(qMin<quint64>(m_start.end - m_start.begin, longest)) : 4);
    m_on = views::named(new QComboBox(this), tr("Break when it"));
    for (const WatchOn on : {WatchOn::Change, WatchOn::Write, WatchOn::Read, WatchOn::Access})
        if (m_start.of != Of::Local || on == WatchOn::Change || on == WatchOn::Write)
            m_on->addItem(watchWords(on), int(on));
    m_on->setCurrentIndex(qMax(0, m_on->findData(int(m_start.on))));
    m_problem = views::sentence(this);
    m_problem->setAccessibleName(tr("What is wrong with it"));
    QPalette red = m_problem->palette();
    red.setColor(QPalette::WindowText, m_theme.color(Theme::Color::Error));
    m_problem->setPalette(red);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_form->addRow(m_enabled);
    m_form->addRow(tr("&Watch:"), m_what);
    m_form->addRow(tr("&Address:"), m_address);
    m_form->addRow(tr("&Bytes:"), m_length);
    m_form->addRow(tr("Break when &it:"), m_on);
    m_form->addRow(m_problem);
    m_form->addRow(buttons);
    connect(m_what, &QComboBox::currentIndexChanged, this, &WatchDialog::update);
    connect(m_address, &QLineEdit::textChanged, this, &WatchDialog::update);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        emit taken(watchpoint());
        accept();
    });
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
}

debug::Watchpoint WatchDialog::watchpoint() const
{
    debug::Watchpoint made = m_start;
    const QPoint what = m_what->currentData().toPoint();
    made.of = Of(what.x());
    made.index = quint32(what.y());
    made.on = WatchOn(m_on->currentData().toInt());
    made.enabled = m_enabled->isChecked();
    if (made.of == Of::Memory) {
        made.begin = addressOf(m_address->text(), m_resolver).value_or(0);
        made.end = made.begin + quint64(m_length->value());
    } else if (made.of != m_start.of) {
        made.begin = made.end = 0;
    }
    return made;
}

QString WatchDialog::problem() const
{
    if (m_what->count() == 0)
        return tr("The module has neither a memory nor a global that changes, so there is nothing to watch.");
    if (Of(m_what->currentData().toPoint().x()) == Of::Memory && !addressOf(m_address->text(), m_resolver))
        return tr("“%1” is no address: type a number, a name like $p, or a sum of them.").arg(m_address->text());
    return {};
}

void WatchDialog::update()
{
    const bool memory = m_what->count() && Of(m_what->currentData().toPoint().x()) == Of::Memory;
    for (QWidget *field : {static_cast<QWidget *>(m_address), static_cast<QWidget *>(m_length)}) {
        field->setVisible(memory);
        m_form->labelForField(field)->setVisible(memory);
    }
    const QString wrong = problem();
    m_problem->setText(wrong);
    m_problem->setVisible(!wrong.isEmpty());
    m_ok->setEnabled(wrong.isEmpty());
}

} // namespace watchglass
