// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/provider_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/host/page_head.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {
QString joined(const std::vector<std::string> &names)
{
    QStringList all;
    for (const std::string &name : names)
        all += views::text(name);
    return all.join(QStringLiteral(", "));
}
} // namespace

ProviderPage::ProviderPage(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_plugins(std::make_shared<std::vector<HostPlugin>>())
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(views::gap(this));
    m_head = new PageHead(theme, this);
    m_summary = views::sentence(this);
    m_functions = views::sentence(this);
    m_plugin = views::named(new QComboBox(this), tr("Kind of provider"), tr("One of the plugins that are installed."));
    m_plugin->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_name = views::named(new QLineEdit(this), tr("Name of the provider"), tr("How it is called on the board."));
    m_about = views::sentence(this);
    m_about->setForegroundRole(QPalette::PlaceholderText);
    m_copy = views::named(new QCheckBox(tr("Move the content over"), this), tr("Move the content over"),
                          tr("Calls wait while the next one takes over what this one holds; nothing is lost."));
    m_submit = views::named(new QPushButton(this), tr("Put it on the board"));
    m_remove = views::named(new QPushButton(tr("&Take Away"), this), tr("Take away"),
                            tr("Its links stay and fail with a sentence, until another takes its place."));
    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->addRow(tr("Provider:"), m_plugin);
    m_form->addRow(tr("Name:"), m_name);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_submit);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    layout->addWidget(m_head);
    layout->addWidget(m_summary);
    layout->addWidget(m_functions);
    layout->addLayout(m_form);
    layout->addWidget(m_about);
    layout->addWidget(m_copy);
    layout->addLayout(buttons);
    layout->addStretch();
    connect(m_plugin, &QComboBox::currentIndexChanged, this, &ProviderPage::showPlugin);
    connect(m_submit, &QPushButton::clicked, this, &ProviderPage::submit);
    connect(m_name, &QLineEdit::returnPressed, this, &ProviderPage::submit);
    connect(m_remove, &QPushButton::clicked, this, [this] { emit removeWanted(views::text(m_provider->name)); });
}

void ProviderPage::setPlugins(std::shared_ptr<const std::vector<HostPlugin>> plugins)
{
    if (plugins == m_plugins)
        return;
    m_plugins = std::move(plugins);
    const QString before = m_plugin->currentData().toString();
    {
        const QSignalBlocker quiet(m_plugin);
        m_plugin->clear();
        for (const HostPlugin &plugin : *m_plugins)
            m_plugin->addItem(tr("%1 – %2").arg(views::text(plugin.manifest.name), plugin.word), plugin.library);
        m_plugin->setCurrentIndex(qMax(0, m_plugin->findData(before)));
    }
    showPlugin();
}

void ProviderPage::setProvider(const std::optional<host::ProviderState> &provider)
{
    const bool other =
        !m_shown || provider.has_value() != m_provider.has_value() || (provider && provider->name != m_provider->name);
    m_shown = true;
    m_provider = provider;
    m_head->setTitle(provider ? views::text(provider->name) : tr("A provider for the board"));
    m_remove->setVisible(provider.has_value());
    m_form->setRowVisible(m_name, !provider);
    const bool there = provider && provider->manifest;
    m_summary->setVisible(there);
    m_copy->setVisible(there);
    m_functions->setVisible(there && !provider->functions.empty());
    m_submit->setText(!provider ? tr("&Add to the Board") : there ? tr("&Replace") : tr("&Put There"));
    m_submit->setAccessibleName(!provider ? tr("Add to the board") : there ? tr("Replace") : tr("Put there"));
    m_remove->setText(there ? tr("&Take Away") : tr("Remove the &Place"));
    m_remove->setAccessibleName(m_remove->text().remove(QLatin1Char('&')));
    if (provider)
        m_head->setState(moodOf(*provider), stateText(*provider));
    else
        m_head->hideState();
    if (there) {
        m_summary->setText(views::text(provider->manifest->summary) + QLatin1Char('\n') +
                           tr("Serves %1.").arg(joined(provider->manifest->capabilities)));
        std::vector<std::string> functions;
        for (const host::Function &function : provider->functions)
            functions.push_back(function.name);
        m_functions->setText(tr("Functions: %1.").arg(joined(functions)));
    }
    if (other) {
        if (provider)
            m_plugin->setCurrentIndex(qMax(0, m_plugin->findData(views::text(provider->path))));
        showPlugin();
    }
}

const HostPlugin *ProviderPage::chosen() const
{
    const int at = m_plugin->currentIndex();
    return at >= 0 && size_t(at) < m_plugins->size() ? &(*m_plugins)[size_t(at)] : nullptr;
}

void ProviderPage::showPlugin()
{
    const HostPlugin *plugin = chosen();
    m_submit->setEnabled(plugin != nullptr);
    if (!plugin) {
        m_about->setText(tr("No provider is installed; they are looked for in $WATCHGLASS_PLUGINS, too."));
        return;
    }
    m_name->setPlaceholderText(tr("as the plugin: %1").arg(plugin->word));
    if (m_provider && m_provider->manifest && views::text(m_provider->path) == plugin->library) {
        m_about->setText(tr("The same again: when its library was rebuilt, the new code is loaded."));
        return;
    }
    QString text = views::text(plugin->manifest.summary) + QLatin1Char('\n') +
                   tr("Serves %1.").arg(joined(plugin->manifest.capabilities));
    for (const host::Setting &setting : plugin->manifest.settings)
        text += QLatin1Char('\n') + tr("%1: %2%3")
                                        .arg(views::text(setting.name), views::text(setting.help),
                                             setting.fallback && !setting.fallback->empty()
                                                 ? tr(" (%1)").arg(views::text(*setting.fallback))
                                                 : QString());
    if (!plugin->manifest.settings.empty())
        text += QLatin1Char('\n') + tr("Settings belong to each link.");
    m_about->setText(text);
}

void ProviderPage::submit()
{
    const HostPlugin *plugin = chosen();
    if (!plugin)
        return;
    if (m_provider) {
        emit replaceWanted(views::text(m_provider->name), plugin->library,
                           m_copy->isVisibleTo(this) && m_copy->isChecked());
        return;
    }
    const QString name = m_name->text().trimmed();
    emit addWanted(name.isEmpty() ? plugin->word : name, plugin->library);
    m_name->clear();
}

void ProviderPage::enter()
{
    m_plugin->setFocus(Qt::OtherFocusReason);
}

} // namespace watchglass
