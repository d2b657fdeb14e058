// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/settings_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/views/view_kit.h"

namespace watchglass {

using Kind = host::Setting::Kind;

SettingsForm::SettingsForm(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    views::column(this);
}

void SettingsForm::setSettings(const std::vector<host::Setting> &settings,
                               const std::map<std::string, std::string> &values)
{
    std::vector<std::string> shape;
    for (const host::Setting &setting : settings)
        shape.push_back(setting.name);
    if (m_body && shape == m_shape && values == m_values)
        return;
    m_shape = std::move(shape);
    m_values = values;
    m_fields.clear();
    if (m_body) {
        m_body->hide();
        m_body->deleteLater();
    }
    m_body = new QWidget(this);
    auto *form = new QFormLayout(m_body);
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const host::Setting &setting : settings) {
        const auto given = values.find(setting.name);
        QWidget *field = make(setting, given == values.end() ? std::string() : given->second);
        form->addRow(views::text(setting.name) + QLatin1Char(':'), field);
    }
    layout()->addWidget(m_body);
    setVisible(!settings.empty());
}

QWidget *SettingsForm::make(const host::Setting &setting, const std::string &value)
{
    const QString name = views::text(setting.name), help = views::text(setting.help);
    const QString fallback = setting.fallback ? views::text(*setting.fallback) : QString();
    if (setting.kind == Kind::Flag || setting.kind == Kind::Choice) {
        auto *box = views::named(new QComboBox(m_body), name, help);
        QStringList choices{QStringLiteral("true"), QStringLiteral("false")};
        if (setting.kind == Kind::Choice) {
            choices.clear();
            for (const std::string &choice : setting.choices)
                choices += views::text(choice);
        }
        box->addItem(fallback.isEmpty() ? tr("as it is") : tr("%1 (as it is)").arg(fallback), QString());
        for (const QString &choice : choices)
            box->addItem(choice, choice);
        box->setCurrentIndex(qMax(0, value.empty() ? 0 : box->findData(views::text(value))));
        connect(box, &QComboBox::currentIndexChanged, this, &SettingsForm::edited);
        m_fields.emplace_back(setting, box);
        return box;
    }
    auto *field = views::named(new QLineEdit(views::text(value), m_body), name, help);
    field->setPlaceholderText(fallback.isEmpty() ? help : fallback);
    connect(field, &QLineEdit::textEdited, this, &SettingsForm::edited);
    connect(field, &QLineEdit::returnPressed, this, &SettingsForm::submitted);
    m_fields.emplace_back(setting, field);
    if (setting.kind != Kind::Path)
        return field;
    auto *row = new QWidget(m_body);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    auto *choose = views::iconButton(m_theme, QStringLiteral("open"), tr("Choose a file for %1").arg(name), row);
    choose->setFocusPolicy(Qt::TabFocus);
    connect(choose, &QToolButton::clicked, this, [this, field] {
        auto *dialog = new QFileDialog(this, tr("Choose a File"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::AnyFile);
        connect(dialog, &QFileDialog::fileSelected, field, [this, field](const QString &path) {
            field->setText(path);
            emit edited();
        });
        dialog->open();
    });
    line->addWidget(field, 1);
    line->addWidget(choose);
    return row;
}

QString SettingsForm::textOf(const QWidget *field) const
{
    if (const auto *box = qobject_cast<const QComboBox *>(field))
        return box->currentData().toString();
    return qobject_cast<const QLineEdit *>(field)->text().trimmed();
}

std::map<std::string, std::string> SettingsForm::values() const
{
    std::map<std::string, std::string> all;
    for (const auto &[setting, field] : m_fields)
        if (const QString text = textOf(field); !text.isEmpty())
            all[setting.name] = text.toStdString();
    return all;
}

} // namespace watchglass
