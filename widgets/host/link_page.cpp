// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/link_page.h"

#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "engine/host/module_exports.h"
#include "widgets/host/faults_form.h"
#include "widgets/host/page_head.h"
#include "widgets/host/settings_form.h"
#include "widgets/views/import_answers.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using Kind = LinkWish::Kind;

namespace {

bool sameTypes(const std::vector<host::Type> &types, const std::vector<wasm::ValType> &wanted)
{
    const auto numbers = host::numberTypes(wanted);
    return numbers && *numbers == types;
}

/// A module that answers the import, to begin with.
QString watFor(const BoardPort &port)
{
    QString head = QStringLiteral("(module\n  (func (export \"%1\")").arg(views::text(port.key.name));
    for (size_t i = 0; i < port.type->params.size(); ++i) // in lines of their own: the page is narrow
        head += QStringLiteral("\n    (param $p%1 %2)").arg(i).arg(views::text(toString(port.type->params[i])));
    if (!port.type->results.empty()) {
        head += QStringLiteral("\n    (result");
        for (const wasm::ValType &type : port.type->results)
            head += QLatin1Char(' ') + views::text(toString(type));
        head += QLatin1Char(')');
    }
    for (const wasm::ValType &type : port.type->results)
        head += QStringLiteral("\n    %1.const 0").arg(views::text(toString(type)));
    return head + QStringLiteral("))\n");
}

QString scriptFor(const BoardPort &port)
{
    if (!port.plain())
        return QStringLiteral("* -> \"\"\n");
    QStringList zeros;
    for (size_t i = 0; i < port.type->results.size(); ++i)
        zeros += QStringLiteral("0");
    return QStringLiteral("* -> ") + zeros.join(QStringLiteral(", ")) + QLatin1Char('\n');
}

} // namespace

LinkPage::LinkPage(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    makeForm();
    connect(&theme, &Theme::changed, this, &LinkPage::showState);
}

void LinkPage::makeForm()
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(views::gap(this));
    m_head = new PageHead(m_theme, this);
    m_type = views::sentence(this);
    m_type->setForegroundRole(QPalette::PlaceholderText);
    auto *who = new QLabel(tr("&Answered by"), this);
    m_target = views::named(new QComboBox(this), tr("Answered by"), tr("Who answers what goes through this link."));
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_target->setMinimumContentsLength(12);
    who->setBuddy(m_target);
    m_settings = new SettingsForm(m_theme, this);
    m_text = views::named(new QPlainTextEdit(this), tr("Script"));
    m_text->setTabChangesFocus(true);
    m_text->setFont(m_theme.monospace());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMinimumHeight(fontMetrics().height() * 8);
    m_text->installEventFilter(this);
    connect(&m_theme, &Theme::changed, this, [this] { m_text->setFont(m_theme.monospace()); });
    m_hint = views::sentence(this);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_problem = views::sentence(this);
    m_problem->setAccessibleName(tr("Problem"));
    m_problem->hide();
    m_link = views::named(new QPushButton(tr("&Link"), this), tr("Link"),
                          tr("From the next call on it is answered like this. In a text: Ctrl+Enter."));
    m_unbind = views::named(new QPushButton(tr("&Unbind"), this), tr("Unbind"),
                            tr("Nobody answers any more; calls fail with a sentence."));
    m_remove = views::named(new QPushButton(tr("Re&move Link"), this), tr("Remove link"));
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_link, m_unbind, m_remove})
        buttons->addWidget(button);
    buttons->addStretch();
    for (QWidget *each :
         std::initializer_list<QWidget *>{m_head, m_type, who, m_target, m_settings, m_text, m_hint, m_problem})
        layout->addWidget(each);
    layout->addLayout(buttons);

    auto *faults = new QGroupBox(tr("Faults"), this);
    m_faults = new FaultsForm(m_theme, faults);
    (new QVBoxLayout(faults))->addWidget(m_faults);
    layout->addWidget(faults);
    auto *breaker = new QGroupBox(tr("Circuit breaker and limit"), this);
    auto *form = new QFormLayout(breaker);
    m_failures = views::named(new QSpinBox(breaker), tr("Failures until the circuit opens"),
                              tr("So many in a row; 0: it never opens. Taken over with Link."));
    m_failures->setRange(0, 1'000'000);
    m_openFor = views::named(new QSpinBox(breaker), tr("How long the circuit stays open"),
                             tr("Then a call is let through, to see. Taken over with Link."));
    m_openFor->setRange(1, 600'000);
    m_openFor->setSuffix(tr(" ms"));
    m_rate = views::named(new QSpinBox(breaker), tr("Calls a second, at most"),
                          tr("More are refused as busy. Taken over with Link."));
    m_rate->setRange(0, 1'000'000);
    m_rate->setSpecialValueText(tr("any number"));
    form->addRow(tr("Opens after failures:"), m_failures);
    form->addRow(tr("Stays open for:"), m_openFor);
    form->addRow(tr("Calls a second:"), m_rate);
    layout->addWidget(breaker);
    layout->addStretch();

    connect(m_target, &QComboBox::currentIndexChanged, this, &LinkPage::showChoice);
    connect(m_settings, &SettingsForm::submitted, this, &LinkPage::submit);
    connect(m_link, &QPushButton::clicked, this, &LinkPage::submit);
    connect(m_unbind, &QPushButton::clicked, this, [this] { emit unbindWanted(m_port.key); });
    connect(m_remove, &QPushButton::clicked, this, [this] { emit removeWanted(m_port.key); });
    connect(m_faults, &FaultsForm::changeWanted, this,
            [this](const std::vector<host::Fault> &faults) { emit faultsWanted(m_port.key, faults); });
}

/// Ctrl+Enter in the text does what the button does.
bool LinkPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && key->modifiers() == Qt::ControlModifier) {
            event->accept();
            if (event->type() == QEvent::KeyPress)
                submit();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

std::vector<LinkPage::Choice> LinkPage::choicesFor(const Surroundings &around) const
{
    std::vector<Choice> all;
    const auto base = [this](Kind kind) { return LinkWish{kind, m_port.key, m_port.type}; };
    for (const bool sameName : {true, false})
        for (const host::ProviderState &provider : around.picture->providers) {
            LinkWish wish = base(Kind::Provider);
            wish.provider = provider.name;
            const QString name = views::text(provider.name);
            if (!m_port.plain()) {
                if (sameName && provider.manifest && provider.manifest->serves(m_port.key.capability))
                    all.push_back({tr("%1 – %2").arg(name, views::text(provider.manifest->name)), wish});
                continue;
            }
            for (const host::Function &function : provider.functions) {
                if ((function.name == m_port.key.name) != sameName ||
                    !sameTypes(function.parameters, m_port.type->params) ||
                    !sameTypes(function.results, m_port.type->results))
                    continue;
                wish.function = function.name;
                all.push_back({tr("%1 of %2").arg(views::text(function.name), name), wish});
            }
        }
    if (m_port.plain()) {
        for (const ExportChoice &each : around.exports) {
            LinkWish wish = base(Kind::Export);
            wish.exported = each;
            all.push_back({tr("%1 of %2").arg(each.function, each.document), wish});
        }
        all.push_back({tr("A function typed here, in WAT"), base(Kind::Typed)});
    } else {
        for (const BoardActor &actor : around.picture->actors) {
            if (actor.program || actor.state.name == m_port.key.actor)
                continue;
            LinkWish wish = base(Kind::Actor);
            wish.actor = actor.state.name;
            all.push_back({tr("the actor %1").arg(actor.name), wish});
        }
    }
    all.push_back({tr("A script typed here"), base(Kind::Script)});
    return all;
}

/// The choice that is in force; -1 when nobody answers.
int LinkPage::present(const std::vector<Choice> &choices) const
{
    if (!m_port.state)
        return -1;
    const host::LinkTarget &target = m_port.state->link.target;
    for (size_t i = 0; i < choices.size(); ++i) {
        const LinkWish &wish = choices[i].wish;
        const auto *provider = std::get_if<host::ToProvider>(&target);
        const auto *exported = std::get_if<host::ToExport>(&target);
        const auto *actor = std::get_if<host::ToActor>(&target);
        const bool typed = m_around.typed.kind == Kind::Typed;
        const std::string function = provider && provider->function.empty() ? m_port.key.name
                                     : provider                             ? provider->function
                                                                            : std::string();
        if ((provider && wish.kind == Kind::Provider && wish.provider == provider->provider &&
             (!m_port.plain() || wish.function == function)) ||
            (exported && wish.kind == Kind::Typed && typed) ||
            (exported && wish.kind == Kind::Export && !typed &&
             wish.exported->function.toStdString() == exported->function &&
             wish.exported->document.toStdString() == exported->module->name()) ||
            (actor && wish.kind == Kind::Actor && wish.actor == actor->actor) ||
            (std::holds_alternative<host::ToScript>(target) && wish.kind == Kind::Script))
            return int(i);
    }
    return -1;
}

void LinkPage::setPort(const BoardPort &port, const Surroundings &around)
{
    const bool other = port.key != m_port.key || port.type != m_port.type;
    m_port = port;
    m_around = around;
    const std::string target =
        port.state ? std::to_string(port.state->link.target.index()) + toString(port.state->link.target) : "";
    const bool moved = std::exchange(m_targetShown, target) != target;
    if (other) {
        m_head->setTitle(tr("%1 of %2").arg(port.title, views::text(port.key.actor)));
        m_type->setText(port.plain() ? signatureText(*port.type) : QString());
        m_type->setVisible(port.plain());
        m_text->clear();
        say({});
    }
    if (other || moved) {
        const host::BreakerSettings breaker = port.state ? port.state->link.breaker : host::BreakerSettings();
        m_failures->setValue(int(breaker.failures));
        m_openFor->setValue(int(breaker.openFor.count()));
        m_rate->setValue(port.state ? int(port.state->link.rate.perSecond) : 0);
    }
    fill(choicesFor(around), other || moved);
    m_faults->setFaults(port.state ? port.state->link.faults : std::vector<host::Fault>());
    m_faults->parentWidget()->setEnabled(port.state.has_value());
    showState();
}

void LinkPage::fill(std::vector<Choice> choices, bool reselect)
{
    const bool same = choices.size() == m_choices.size() &&
                      std::equal(choices.begin(), choices.end(), m_choices.begin(),
                                 [](const Choice &a, const Choice &b) { return a.text == b.text; });
    const QString before = m_target->currentText();
    m_choices = std::move(choices);
    if (!same) {
        const QSignalBlocker quiet(m_target);
        m_target->clear();
        for (const Choice &choice : m_choices)
            m_target->addItem(choice.text);
        m_target->setCurrentIndex(m_target->findText(before));
    }
    if (reselect || m_target->currentIndex() < 0) {
        const QSignalBlocker quiet(m_target);
        m_target->setCurrentIndex(qMax(0, present(m_choices)));
    }
    if (!same || reselect)
        showChoice();
}

void LinkPage::showChoice()
{
    const int at = m_target->currentIndex();
    if (at < 0 || size_t(at) >= m_choices.size())
        return;
    const LinkWish &wish = m_choices[size_t(at)].wish;
    const host::ProviderState *provider =
        wish.kind == Kind::Provider ? m_around.picture->provider(wish.provider) : nullptr;
    const bool current = present(m_choices) == at;
    m_settings->setSettings(provider && provider->manifest ? provider->manifest->settings
                                                           : std::vector<host::Setting>(),
                            current ? m_port.state->link.values : std::map<std::string, std::string>());
    const bool script = wish.kind == Kind::Script, wat = wish.kind == Kind::Typed;
    m_text->setVisible(script || wat);
    m_hint->setVisible(script || wat);
    if (script || wat) {
        const QString known = script ? m_around.typed.script : m_around.typed.wat;
        m_text->setPlainText(!known.isEmpty() ? known : script ? scriptFor(m_port) : watFor(m_port));
        m_text->setAccessibleName(script ? tr("Script") : tr("WAT"));
        m_hint->setText(
            wat ? tr("A module without imports; its export %1 answers.").arg(views::text(m_port.key.name))
            : m_port.plain()
                ? tr("Arguments -> results, a row in each line; * is any. Also -> trap \"why\", and ; write "
                     "\"bytes\" at $0 or at an address.")
                : tr("Operation and payload -> answer, a row in each line; * is any. Texts stand in quotes, "
                     "bytes as 0x…; also -> error \"why\"."));
    }
    say({});
}

void LinkPage::showState()
{
    QString text = stateText(m_port);
    if (m_port.state && !m_port.state->sentence.empty())
        text += QLatin1Char('\n') + views::text(m_port.state->sentence);
    m_head->setState(moodOf(m_port), text);
    const bool unbound = m_port.state && std::holds_alternative<host::Unbound>(m_port.state->link.target);
    m_unbind->setEnabled(!unbound);
    m_remove->setEnabled(m_port.state.has_value());
    m_remove->setToolTip(m_port.elsewhere.isEmpty()
                             ? tr("As if it had never been linked.")
                             : tr("Answered by %1 again, as without a host.").arg(m_port.elsewhere));
}

void LinkPage::submit()
{
    const int at = m_target->currentIndex();
    if (at < 0 || size_t(at) >= m_choices.size())
        return;
    LinkWish wish = m_choices[size_t(at)].wish;
    if (wish.kind == Kind::Provider)
        wish.values = m_settings->values();
    wish.text = m_text->toPlainText();
    wish.breaker = m_port.state ? m_port.state->link.breaker : host::BreakerSettings();
    wish.breaker.failures = uint32_t(m_failures->value());
    wish.breaker.openFor = std::chrono::milliseconds(m_openFor->value());
    if (m_port.state)
        wish.rate = m_port.state->link.rate;
    wish.rate.perSecond = m_rate->value();
    say({});
    emit linkWanted(wish);
}

void LinkPage::say(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, m_theme.color(Theme::Color::Error));
    m_problem->setPalette(colors);
}

std::vector<std::string> LinkPage::fitting(const std::string &provider) const
{
    std::vector<std::string> functions;
    for (const Choice &choice : m_choices)
        if (choice.wish.kind == Kind::Provider && choice.wish.provider == provider)
            functions.push_back(choice.wish.function);
    return functions;
}

void LinkPage::enterFaults()
{
    m_faults->enter();
}

void LinkPage::enterTyped()
{
    for (size_t i = 0; i < m_choices.size(); ++i)
        if (m_choices[i].wish.kind == Kind::Typed)
            m_target->setCurrentIndex(int(i));
    m_text->setFocus(Qt::OtherFocusReason);
}

void LinkPage::enterTarget()
{
    m_target->setFocus(Qt::OtherFocusReason);
}

} // namespace watchglass
