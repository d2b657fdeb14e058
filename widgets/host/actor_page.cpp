// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/actor_page.h"

#include <QAction>
#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "engine/host/answers.h"
#include "engine/host/contracts/codec.h"
#include "widgets/host/page_head.h"
#include "widgets/views/copy_label.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {
enum PayloadKind { AsText, AsHex };

/// What hosts ask of actors, as far as contracts say.
QStringList knownOperations()
{
    QStringList names;
    for (const contracts::Contract &contract : contracts::contracts())
        for (const contracts::Operation &operation : contract.operations)
            if (operation.direction == contracts::Direction::ToActor)
                names += views::text(operation.name);
    names.removeDuplicates();
    return names;
}

bool printable(const host::Bytes &bytes)
{
    return std::none_of(bytes.begin(), bytes.end(), [](uint8_t one) { return one < 32 && one != '\n' && one != '\t'; });
}
} // namespace

ActorPage::ActorPage(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(views::gap(this));
    m_head = new PageHead(theme, this);
    m_numbers = views::sentence(this);
    m_numbers->setForegroundRole(QPalette::PlaceholderText);
    m_buttons = new QGridLayout;
    m_calls = new QWidget(this);
    layout->addWidget(m_head);
    layout->addWidget(m_numbers);
    layout->addLayout(m_buttons);
    layout->addWidget(m_calls);
    makeForm();
    layout->addWidget(m_form);
    layout->addStretch();
}

void ActorPage::makeForm()
{
    auto *box = new QGroupBox(tr("Call it"), this);
    m_form = box;
    auto *form = new QFormLayout(box);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_operations = views::named(new QComboBox(box), tr("Operation"), tr("What the actor is asked to do."));
    m_operations->setEditable(true);
    m_operations->addItems(knownOperations());
    m_operations->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_operations->lineEdit()->setAccessibleName(tr("Operation"));
    m_payload = views::named(new QLineEdit(box), tr("Payload"));
    m_kind = views::named(new QComboBox(box), tr("How the payload is written"));
    m_kind->addItem(tr("text"), AsText);
    m_kind->addItem(tr("hex"), AsHex);
    auto *payload = new QHBoxLayout;
    payload->addWidget(m_payload, 1);
    payload->addWidget(m_kind);
    m_call = views::named(new QPushButton(tr("&Call"), box), tr("Call"), tr("Makes the call from outside, once."));
    m_problem = views::sentence(box);
    m_problem->hide();
    m_answer = new CopyLabel(m_theme, tr("Answer"), CopyLabel::Form::Sentence, box);
    m_answer->setMostLines(12);
    m_bytes = new CopyLabel(m_theme, tr("Bytes of the answer"), CopyLabel::Form::Key, box);
    form->addRow(tr("Operation:"), m_operations);
    form->addRow(tr("Payload:"), payload);
    form->addRow(m_call);
    form->addRow(m_problem);
    form->addRow(m_answer);
    form->addRow(m_bytes);
    m_answer->hide();
    m_bytes->hide();
    connect(m_call, &QPushButton::clicked, this, &ActorPage::submit);
    connect(m_payload, &QLineEdit::returnPressed, this, &ActorPage::submit);
    connect(m_operations->lineEdit(), &QLineEdit::returnPressed, this, &ActorPage::submit);
}

void ActorPage::setActions(const QList<QAction *> &actions)
{
    for (QAction *action : actions) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        m_buttons->addWidget(button, m_buttons->count() / 2, m_buttons->count() % 2);
    }
}

void ActorPage::setActor(const BoardActor &actor)
{
    const bool other = actor.state.name != m_actor.state.name;
    m_actor = actor;
    m_head->setTitle(actor.name);
    m_head->setState(moodOf(actor), stateText(actor));
    const host::ActorState &state = actor.state;
    m_numbers->setText(actor.program ? tr("Its imports can be linked below its name; run it with F5.")
                                     : tr("instances: %1 · waiting: %2 · at work: %3 · instances remade: %4")
                                           .arg(state.instances)
                                           .arg(state.waiting)
                                           .arg(state.underWay.size())
                                           .arg(state.remade));
    for (int i = 0; i < m_buttons->count(); ++i)
        if (QWidget *button = m_buttons->itemAt(i)->widget())
            button->setVisible(!actor.program);
    m_form->setVisible(!actor.program);
    if (other) {
        m_answer->hide();
        m_bytes->hide();
        m_problem->hide();
    }
    showCalls();
}

/// Each call under way, with what it hangs in and a button that ends it.
void ActorPage::showCalls()
{
    QWidget *before = m_calls;
    m_calls = new QWidget(this);
    auto *rows = views::column(m_calls);
    const auto now = std::chrono::steady_clock::now();
    constexpr size_t most = 8;
    for (size_t i = 0; i < std::min(most, m_actor.state.underWay.size()); ++i) {
        const host::CallUnderWay &call = m_actor.state.underWay[i];
        const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(now - call.begun).count();
        if (taken < 300)
            continue; // gone before anybody could do anything about it
        auto *row = new QHBoxLayout;
        auto *text = views::sentence(m_calls);
        text->setText(tr("#%1 %2, for %3 s, in %4")
                          .arg(call.id)
                          .arg(views::text(call.operation))
                          .arg(double(taken) / 1000, 0, 'f', 1)
                          .arg(call.where.empty() ? tr("the guest") : views::text(call.where)));
        auto *kill = views::named(new QPushButton(tr("Kill"), m_calls), tr("Kill call %1").arg(call.id));
        connect(kill, &QPushButton::clicked, this,
                [this, id = call.id] { emit killWanted(views::text(m_actor.state.name), id); });
        row->addWidget(text, 1);
        row->addWidget(kill);
        rows->addLayout(row);
    }
    m_calls->setVisible(rows->count() > 0);
    delete layout()->replaceWidget(before, m_calls);
    before->deleteLater();
    before->hide();
}

std::optional<QByteArray> ActorPage::payload() const
{
    const std::string text = m_payload->text().toStdString();
    if (m_kind->currentData().toInt() == AsText)
        return QByteArray::fromStdString(text);
    std::string digits;
    for (const char one : text)
        if (one != ' ')
            digits += one;
    const auto bytes = host::fromHex(digits);
    return bytes ? std::optional(QByteArray(reinterpret_cast<const char *>(bytes->data()), qsizetype(bytes->size())))
                 : std::nullopt;
}

void ActorPage::submit()
{
    const auto bytes = payload();
    m_operation = m_operations->currentText().trimmed();
    const QString problem = m_operation.isEmpty() ? tr("An operation is needed.")
                            : !bytes              ? tr("The payload is not pairs of hexadecimal digits.")
                                                  : QString();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (problem.isEmpty())
        emit callWanted({++m_wishes, views::text(m_actor.state.name), m_operation, *bytes});
}

void ActorPage::setAnswer(quint64 wish, const CallAnswer &answer)
{
    if (wish != m_wishes)
        return;
    const QString time = tr("after %1 ms").arg(double(answer.duration.count()) / 1e6, 0, 'f', 1);
    if (answer.answer.ok()) {
        const host::Bytes &bytes = answer.answer.bytes;
        const contracts::Found found = contracts::findActorOperation(m_operation.toStdString());
        const auto readable = found ? contracts::readable(found.answer, bytes) : std::nullopt;
        const QString shown = readable           ? views::text(*readable)
                              : bytes.empty()    ? tr("nothing")
                              : printable(bytes) ? QString::fromUtf8(reinterpret_cast<const char *>(bytes.data()),
                                                                     qsizetype(bytes.size()))
                                                 : tr("%1 bytes").arg(bytes.size());
        m_answer->setWhole(tr("Answer %1: %2").arg(time, shown));
        m_answer->setColor(std::nullopt);
        m_bytes->setWhole(views::text(host::toHex(bytes)));
        m_bytes->setVisible(!bytes.empty());
    } else {
        m_answer->setWhole(
            tr("Failed %1 (%2): %3")
                .arg(time, views::text(nameOf(answer.answer.failure)), views::text(answer.answer.error)));
        m_answer->setColor(Theme::Color::Error);
        m_bytes->hide();
    }
    m_answer->show();
}

void ActorPage::enterCall()
{
    m_operations->setFocus(Qt::OtherFocusReason);
    m_operations->lineEdit()->selectAll();
}

} // namespace watchglass
