// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_panel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/views/import_answers.h"
#include "widgets/views/values_form.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using session::StopReason;

RunPanel::RunPanel(const Theme &theme, QWidget *parent)
    : QScrollArea(parent), m_theme(theme), m_deferred(new views::Deferred(this, [this] { build(); }))
{
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *body = new QWidget(this);
    auto *layout = views::column(body);
    const int space = views::gap(this);
    layout->setContentsMargins(2 * space, 2 * space, 2 * space, 2 * space);
    layout->setSpacing(2 * space);
    m_empty = views::sentence(body);
    m_empty->setAlignment(Qt::AlignHCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_importHead = new QLabel(tr("Imports"), body);
    m_imports = new ImportAnswers(theme, body);
    layout->addWidget(m_empty);
    layout->addWidget(m_call = makeCall());
    layout->addWidget(m_pending = makePendingImport());
    layout->addWidget(m_result = makeResult());
    layout->addWidget(m_importHead);
    layout->addWidget(m_imports);
    layout->addStretch();
    setWidget(body);
    QFont bold = font();
    bold.setBold(true);
    m_importHead->setFont(bold);
    setAccessibleName(tr("Run"));
    connect(m_imports, &ImportAnswers::changed, this, &RunPanel::importAnswersChanged);
    connect(&theme, &Theme::changed, this, &RunPanel::recolour);
    recolour();
    build();
}

QWidget *RunPanel::makeCall()
{
    auto *box = new QWidget(this);
    auto *layout = views::column(box);
    layout->setSpacing(views::gap(this));
    m_exports = views::named(new QComboBox(box), tr("Export"), tr("The exported function to call."));
    m_exports->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_exports->setMinimumContentsLength(10);
    m_signature = views::sentence(box);
    m_signature->setForegroundRole(QPalette::PlaceholderText);
    m_arguments = new ValuesForm(m_theme, box);
    m_run =
        views::named(new QPushButton(tr("&Run"), box), tr("Run"), tr("Calls the export and shows what it returns."));
    m_debug = views::named(new QPushButton(tr("&Debug"), box), tr("Debug"),
                           tr("Calls the export and stops before its first instruction."));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_run);
    buttons->addWidget(m_debug);
    buttons->addStretch();
    layout->addWidget(m_exports);
    layout->addWidget(m_signature);
    layout->addWidget(m_arguments);
    layout->addLayout(buttons);
    connect(m_exports, &QComboBox::currentIndexChanged, this, &RunPanel::showExport);
    connect(m_arguments, &ValuesForm::edited, this, [this] { m_remembered[m_shown] = m_arguments->texts(); });
    connect(m_arguments, &ValuesForm::edited, this, &RunPanel::showState);
    connect(m_arguments, &ValuesForm::submitted, this, [this] { run(false); });
    connect(m_run, &QPushButton::clicked, this, [this] { run(false); });
    connect(m_debug, &QPushButton::clicked, this, [this] { run(true); });
    return box;
}

QWidget *RunPanel::makeResult()
{
    auto *box = new QWidget(this);
    auto *layout = views::column(box);
    layout->setSpacing(views::gap(this));
    auto *top = new QHBoxLayout;
    m_stateIcon = new QLabel(box);
    m_state = views::sentence(box);
    m_state->setAccessibleName(tr("Result"));
    top->addWidget(m_stateIcon, 0, Qt::AlignTop);
    top->addWidget(m_state, 1);
    layout->addLayout(top);
    layout->addWidget(m_values = new QWidget(box));
    auto *grid = new QGridLayout(m_values);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * views::gap(this));
    grid->setColumnStretch(3, 1);
    return box;
}

QWidget *RunPanel::makePendingImport()
{
    auto *box = new QWidget(this);
    auto *layout = views::column(box);
    layout->setSpacing(views::gap(this));
    m_pendingText = views::sentence(box);
    m_pendingValues = new ValuesForm(m_theme, box);
    auto *answer = views::named(new QPushButton(tr("&Answer and go on"), box), tr("Answer and go on"),
                                tr("Gives these values to the program as the results of the call."));
    layout->addWidget(m_pendingText);
    layout->addWidget(m_pendingValues);
    layout->addWidget(answer, 0, Qt::AlignLeft);
    const auto submit = [this] {
        if (const auto values = m_pendingValues->values())
            emit importAnswered(*values);
    };
    connect(answer, &QPushButton::clicked, this, submit);
    connect(m_pendingValues, &ValuesForm::submitted, this, submit);
    return box;
}

void RunPanel::setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names)
{
    m_module = std::move(module);
    m_names = std::move(names);
    m_deferred->request();
}

void RunPanel::setRemembered(const QHash<QString, QStringList> &arguments)
{
    m_remembered = arguments;
    m_arguments->setTexts(m_remembered.value(m_shown));
}

QHash<QString, QStringList> RunPanel::remembered() const
{
    return m_remembered;
}

void RunPanel::choose(const QString &exportName, const QStringList &arguments)
{
    if (!arguments.isEmpty())
        m_remembered[exportName] = arguments;
    m_deferred->flush();
    m_wanted = exportName;
    const int index = m_exports->findData(exportName);
    if (index < 0)
        return;
    m_exports->setCurrentIndex(index);
    m_arguments->setTexts(m_remembered.value(exportName));
    m_wanted.clear();
}

QString RunPanel::exportName() const
{
    return m_exports->currentData().toString();
}

void RunPanel::build()
{
    const QString before = m_wanted.isEmpty() ? exportName() : m_wanted;
    QStringList names;
    for (size_t i = 0; m_module && i < m_module->exports.size(); ++i)
        if (m_module->exports[i].kind == wasm::ExternKind::Func)
            names += views::text(m_module->exports[i].name);
    {
        const QSignalBlocker quiet(m_exports);
        m_exports->clear();
        for (const QString &name : names)
            m_exports->addItem(name, name);
        m_exports->setCurrentIndex(names.isEmpty() ? -1 : int(qMax(qsizetype(0), names.indexOf(before))));
    }
    if (names.contains(m_wanted))
        m_wanted.clear();
    m_empty->setText(m_module ? tr("There is nothing to call: the module exports no function.")
                              : tr("Open or write a module, and its exports can be called from here."));
    m_empty->setVisible(names.isEmpty());
    m_call->setVisible(!names.isEmpty());
    m_imports->setModule(m_module.get());
    m_importHead->setVisible(m_module && !m_module->imports.empty());
    showExport();
    showState();
}

void RunPanel::showExport()
{
    const wasm::Export *entry = m_module ? m_module->findExport(exportName().toStdString()) : nullptr;
    if (!entry)
        return;
    const wasm::FuncType &type = m_module->funcType(entry->index);
    std::vector<ValuesForm::Field> fields;
    for (size_t i = 0; i < type.params.size(); ++i) {
        const QString name = m_names ? views::text(m_names->local(entry->index, uint32_t(i))) : QString();
        fields.push_back({name.isEmpty() ? tr("argument %1").arg(i) : QLatin1Char('$') + name, type.params[i]});
    }
    const QString previous = std::exchange(m_shown, exportName());
    m_arguments->setFields(std::move(fields), m_remembered.value(m_shown));
    if (previous != m_shown)
        m_arguments->setTexts(m_remembered.value(m_shown));
    m_signature->setText(signatureText(type));
    showState();
}

void RunPanel::run(bool stopAtEntry)
{
    m_deferred->flush(); // the key works while the panel is hidden
    const auto values = m_arguments->values();
    if (!m_module || m_exports->currentIndex() < 0 || m_running)
        return;
    if (!values) {
        for (ValueField *field : m_arguments->fields())
            if (!field->problem().isEmpty())
                return field->setFocus();
        return;
    }
    m_remembered[m_shown] = m_arguments->texts();
    emit invokeRequested(m_shown, *values, stopAtEntry);
}

void RunPanel::setRunning(bool running, const QString &sentence)
{
    m_running = running;
    m_runningSentence = sentence;
    showState();
}

void RunPanel::setResult(std::shared_ptr<const session::Snapshot> snapshot)
{
    m_snapshot = std::move(snapshot);
    m_running = false;
    showState();
}

void RunPanel::showState()
{
    m_run->setEnabled(!m_running);
    m_debug->setEnabled(!m_running);
    const bool trapped = m_snapshot && m_snapshot->trap;
    QString icon, text;
    if (m_running) {
        icon = QStringLiteral("run");
        text = m_runningSentence.isEmpty() ? tr("Running…") : m_runningSentence;
    } else if (trapped) {
        icon = QStringLiteral("error");
        text = tr("Trap: %1").arg(views::text(m_snapshot->trap->message));
    } else if (m_snapshot && m_snapshot->reason == StopReason::Finished) {
        text = m_snapshot->results.empty() ? tr("%1 returned nothing.").arg(views::text(m_snapshot->invoked))
                                           : tr("%1 returned").arg(views::text(m_snapshot->invoked));
    } else if (m_snapshot && m_snapshot->reason == StopReason::Exited) {
        text = tr("The program ended with exit code %1.").arg(m_snapshot->exitCode);
    } else if (m_snapshot && !m_snapshot->import) { // an open call says so above
        text = views::text(m_snapshot->sentence);
    }
    m_stateIcon->setVisible(!icon.isEmpty());
    if (!icon.isEmpty())
        m_stateIcon->setPixmap(m_theme.icon(icon, trapped && !m_running ? Theme::Color::Error : Theme::Color::Good)
                                   .pixmap(fontMetrics().height()));
    m_state->setText(text);
    m_result->setVisible(!text.isEmpty());
    const bool finished = !m_running && m_snapshot && m_snapshot->reason == StopReason::Finished;
    showValues(finished ? m_snapshot->results : std::vector<exec::Value>{});
    showPendingImport();
}

void RunPanel::showValues(const std::vector<exec::Value> &values)
{
    auto *grid = static_cast<QGridLayout *>(m_values->layout());
    while (QLayoutItem *item = grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    constexpr qsizetype mostBeside = 28; ///< characters of both; longer ones stand one below the other
    for (int i = 0; i < int(values.size()); ++i) {
        const exec::Value &value = values[size_t(i)];
        const QString number = views::text(exec::toString(value)),
                      hex = value.type.isRef() ? QString() : views::text(exec::toHex(value));
        const auto add = [&](const QString &text, int row, int column, int columns, Qt::Alignment side) {
            auto *label = new QLabel(text, m_values);
            label->setTextFormat(Qt::PlainText);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
            label->setFont(m_theme.monospace());
            label->setAccessibleName(tr("Result %1: %2").arg(i).arg(text));
            if (column == 0)
                label->setForegroundRole(QPalette::PlaceholderText);
            grid->addWidget(label, row, column, 1, columns, side);
        };
        const bool beside = number.size() + hex.size() <= mostBeside;
        add(views::text(wasm::toString(value.type)), 2 * i, 0, 1, Qt::AlignLeft);
        add(number, 2 * i, 1, beside ? 1 : 2, beside ? Qt::AlignRight : Qt::AlignLeft);
        if (beside)
            add(hex, 2 * i, 2, 1, Qt::AlignRight);
        else
            add(hex, 2 * i + 1, 1, 2, Qt::AlignLeft);
    }
    m_values->setVisible(!values.empty());
}

void RunPanel::showPendingImport()
{
    const bool waits =
        !m_running && m_snapshot && m_snapshot->import && m_module && *m_snapshot->import < m_module->functions.size();
    m_pending->setVisible(waits);
    if (!waits)
        return;
    const uint32_t function = *m_snapshot->import;
    QStringList arguments;
    for (const exec::Value &value : m_snapshot->importArguments)
        arguments += views::text(exec::toString(value));
    const QString name = m_names ? views::text(m_names->function(*m_module, function)) : QString();
    m_pendingText->setText(
        tr("The program called %1(%2) and waits for the answer.")
            .arg(name.isEmpty() ? tr("import %1").arg(function) : name, arguments.join(QStringLiteral(", "))));
    const wasm::FuncType &type = m_module->funcType(function);
    std::vector<ValuesForm::Field> fields;
    for (size_t i = 0; i < type.results.size(); ++i)
        fields.push_back({tr("result %1").arg(i), type.results[i]});
    m_pendingValues->setFields(std::move(fields));
}

void RunPanel::recolour()
{
    m_run->setIcon(m_theme.icon(QStringLiteral("run"), Theme::Color::Good));
    m_debug->setIcon(m_theme.icon(QStringLiteral("step-into")));
    showState();
}

} // namespace watchglass
