// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/values_form.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "widgets/views/view_kit.h"

namespace watchglass {

ValuesForm::ValuesForm(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_problem(views::sentence(this))
{
    auto *layout = views::column(this);
    layout->setSpacing(views::gap(this));
    layout->addWidget(m_problem);
    m_problem->hide();
    const auto recolour = [this] {
        QPalette colours = m_problem->palette();
        colours.setColor(QPalette::WindowText, m_theme.color(Theme::Color::Error));
        m_problem->setPalette(colours);
    };
    connect(&theme, &Theme::changed, this, recolour);
    recolour();
}

void ValuesForm::setFields(std::vector<Field> fields, const QStringList &texts)
{
    if (fields == m_shape && m_body)
        return;
    m_shape = std::move(fields);
    m_fields.clear();
    if (m_body) {
        m_body->hide();
        m_body->deleteLater(); // a key in one of its fields may have led here
    }
    m_body = new QWidget(this);
    auto *grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(views::gap(this));
    grid->setColumnStretch(1, 1);
    for (const Field &shape : m_shape) {
        const int row = int(m_fields.size());
        auto *field = new ValueField(m_theme, shape.type, m_body);
        field->setAccessibleName(tr("%1, type %2").arg(shape.name, views::text(wasm::toString(shape.type))));
        auto *label = new QLabel(shape.name, m_body);
        label->setBuddy(field);
        auto *type = new QLabel(views::text(wasm::toString(shape.type)), m_body);
        type->setForegroundRole(QPalette::PlaceholderText);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        grid->addWidget(type, row, 2);
        m_fields.push_back(field);
        connect(field, &QLineEdit::textEdited, this, &ValuesForm::edited);
        connect(field, &ValueField::problemChanged, this, &ValuesForm::showProblem);
        connect(field, &QLineEdit::returnPressed, this, [this] {
            if (values())
                emit submitted();
        });
    }
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_body);
    m_body->setVisible(!m_fields.empty());
    setTexts(texts);
    showProblem();
}

void ValuesForm::setTexts(const QStringList &texts)
{
    for (size_t i = 0; i < m_fields.size() && i < size_t(texts.size()); ++i)
        m_fields[i]->setText(texts[qsizetype(i)]);
}

QStringList ValuesForm::texts() const
{
    QStringList texts;
    for (const ValueField *field : m_fields)
        texts += field->text();
    return texts;
}

std::optional<std::vector<exec::Value>> ValuesForm::values() const
{
    std::vector<exec::Value> values;
    for (const ValueField *field : m_fields) {
        const auto value = field->value();
        if (!value)
            return {};
        values.push_back(*value);
    }
    return values;
}

void ValuesForm::showProblem()
{
    QString first;
    for (const ValueField *field : m_fields)
        if (first.isEmpty())
            first = field->problem();
    m_problem->setText(first);
    m_problem->setVisible(!first.isEmpty());
}

} // namespace watchglass
