// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/import_answers.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

#include "engine/wasi/wasi.h"
#include "widgets/views/values_form.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using Kind = session::ImportAnswer::Kind;

namespace {

/// No answer of the user's: its link gives it, or WASI, or it is zero.
constexpr int byHost = -1;

QString typeList(const std::vector<wasm::ValType> &types)
{
    QStringList names;
    for (const wasm::ValType &type : types)
        names += views::text(wasm::toString(type));
    return names.join(QStringLiteral(", "));
}

QString kindText(const wasm::Module &module, const wasm::Import &import)
{
    switch (import.kind) {
    case wasm::ExternKind::Func:
        return signatureText(module.funcType(import.index));
    case wasm::ExternKind::Table:
        return ImportAnswers::tr("table");
    case wasm::ExternKind::Memory:
        return ImportAnswers::tr("memory");
    case wasm::ExternKind::Global:
        return ImportAnswers::tr("global %1").arg(views::text(wasm::toString(module.globals[import.index].type.type)));
    case wasm::ExternKind::Tag:
        break;
    }
    return ImportAnswers::tr("tag");
}

QString keyOf(const wasm::Module &module, const wasm::Import &import)
{
    return views::text(import.module) + QLatin1Char('.') + views::text(import.name) + QLatin1Char(' ') +
           kindText(module, import);
}

} // namespace

QString signatureText(const wasm::FuncType &type)
{
    const QString results = type.results.empty() ? ImportAnswers::tr("nothing") : typeList(type.results);
    return QStringLiteral("(%1) → %2").arg(typeList(type.params), results);
}

ImportAnswers::ImportAnswers(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    views::column(this);
}

void ImportAnswers::setModule(const wasm::Module *module)
{
    QStringList shape;
    for (size_t i = 0; module && i < module->imports.size(); ++i)
        shape += keyOf(*module, module->imports[i]);
    if (shape == m_shape && m_body)
        return;
    keepChoices();
    m_shape = shape;
    m_entries.clear();
    if (m_body) {
        m_body->hide();
        m_body->deleteLater(); // a choice in one of its boxes may have led here
    }
    m_body = new QWidget(this);
    views::column(m_body)->setSpacing(views::gap(this));
    layout()->addWidget(m_body);
    for (size_t i = 0; module && i < module->imports.size(); ++i)
        add(*module, module->imports[i]);
    setVisible(!shape.isEmpty());
}

void ImportAnswers::add(const wasm::Module &module, const wasm::Import &import)
{
    const QString name = views::text(import.module) + QLatin1Char('.') + views::text(import.name);
    auto *label = new QLabel(name + QLatin1String("  ") + kindText(module, import), m_body);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    m_body->layout()->addWidget(label);
    if (import.kind != wasm::ExternKind::Func)
        return;

    Entry entry{keyOf(module, import), import.index, new QComboBox(m_body), new ValuesForm(m_theme, m_body)};
    views::describe(entry.kind, tr("Answer of %1").arg(name), tr("What the program gets when it calls %1.").arg(name));
    const wasm::FuncType &type = module.funcType(import.index);
    if (wasi::provides(module, import)) {
        entry.kind->addItem(tr("WASI"), byHost);
        entry.kind->setItemData(
            0, tr("Answered as WASI preview 1 says, with no file or directory granted; output goes to the console."),
            Qt::ToolTipRole);
        entry.kind->addItem(type.results.empty() ? tr("Return") : tr("Zero"), int(Kind::Zero));
    } else {
        entry.kind->addItem(type.results.empty() ? tr("Host, or return") : tr("Host, or zero"), byHost);
        entry.kind->setItemData(
            0, tr("Answered as the board of the Host workspace links it, and by zero while it links nothing."),
            Qt::ToolTipRole);
    }
    if (!type.results.empty())
        entry.kind->addItem(tr("Values…"), int(Kind::Values));
    entry.kind->addItem(tr("Break"), int(Kind::Break));
    entry.kind->setItemData(entry.kind->count() - 1, tr("Stop at the call and answer it by hand."), Qt::ToolTipRole);
    label->setBuddy(entry.kind);

    std::vector<ValuesForm::Field> fields;
    for (size_t i = 0; i < type.results.size(); ++i)
        fields.push_back({tr("result %1").arg(i), type.results[i]});
    const Choice choice = m_choices.value(entry.key, {entry.kind->itemData(0).toInt(), {}});
    entry.values->setFields(std::move(fields), choice.texts);
    entry.kind->setCurrentIndex(qMax(0, entry.kind->findData(choice.kind)));
    const auto showFields = [kind = entry.kind, values = entry.values] {
        values->setVisible(kind->currentData().toInt() == int(Kind::Values));
    };
    showFields();
    connect(entry.kind, &QComboBox::currentIndexChanged, this, [this, showFields] {
        showFields();
        announce();
    });
    connect(entry.values, &ValuesForm::edited, this, &ImportAnswers::announce);
    m_body->layout()->addWidget(entry.kind);
    m_body->layout()->addWidget(entry.values);
    m_entries.push_back(entry);
}

void ImportAnswers::keepChoices()
{
    for (const Entry &entry : m_entries)
        m_choices[entry.key] = {entry.kind->currentData().toInt(), entry.values->texts()};
}

std::map<quint32, session::ImportAnswer> ImportAnswers::answers() const
{
    std::map<quint32, session::ImportAnswer> answers;
    for (const Entry &entry : m_entries) {
        if (entry.kind->currentData().toInt() == byHost)
            continue;
        session::ImportAnswer answer{Kind(entry.kind->currentData().toInt()), {}};
        if (answer.kind == Kind::Values)
            answer.values = *entry.values->values();
        answers.emplace(entry.function, std::move(answer));
    }
    return answers;
}

// While a field is half typed the answers told last stay in force.
void ImportAnswers::announce()
{
    for (const Entry &entry : m_entries)
        if (entry.kind->currentData().toInt() == int(Kind::Values) && !entry.values->values())
            return;
    emit changed(answers());
}

} // namespace watchglass
