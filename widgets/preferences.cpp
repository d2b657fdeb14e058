// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/preferences.h"

#include <QDialogButtonBox>
#include <QFontComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace watchglass {

Preferences::Preferences(ActionRegistry &registry, Theme &theme, QWidget *parent)
    : QDialog(parent), m_registry(registry), m_theme(theme), m_pages(new QTabWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Preferences"));
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->addTab(makeShortcutPage(), tr("Shortcuts"));
    m_pages->addTab(makeFontPage(), tr("Text"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_pages);
    layout->addWidget(buttons);
    pressNothingByEnter(*this);
    m_search->setFocus();
    resize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 32);
}

/// Enter in a field must press nothing, least of all "No Keys".
void Preferences::pressNothingByEnter(const QWidget &page)
{
    for (QPushButton *button : page.findChildren<QPushButton *>())
        button->setAutoDefault(false);
}

void Preferences::addPage(const QString &title, QWidget *page)
{
    pressNothingByEnter(*page);
    m_pages->addTab(page, title);
}

QWidget *Preferences::makeFontPage()
{
    auto *page = new QWidget(this);
    auto *family = new QFontComboBox(page);
    family->setFontFilters(QFontComboBox::MonospacedFonts);
    family->setCurrentFont(m_theme.monospace());
    family->setAccessibleName(tr("Font of editors, listings and memory"));
    auto *size = new QSpinBox(page);
    size->setRange(6, 40);
    size->setValue(m_theme.monospace().pointSize());
    size->setSuffix(tr(" pt"));
    size->setAccessibleName(tr("Size of the text"));
    const auto apply = [this, family, size] {
        QFont font = family->currentFont();
        font.setPointSize(size->value());
        QSettings settings;
        settings.setValue(QStringLiteral("fontFamily"), font.family());
        settings.setValue(QStringLiteral("fontSize"), font.pointSize());
        m_theme.setMonospace(font);
    };
    connect(family, &QFontComboBox::currentFontChanged, this, apply);
    connect(size, &QSpinBox::valueChanged, this, apply);
    auto *form = new QFormLayout(page);
    form->addRow(tr("&Font:"), family);
    form->addRow(tr("&Size:"), size);
    return page;
}

QWidget *Preferences::makeShortcutPage()
{
    auto *page = new QWidget(this);
    m_search = new QLineEdit(page);
    m_search->setPlaceholderText(tr("Search commands and keys"));
    m_search->setAccessibleName(tr("Search commands and keys"));
    m_search->setClearButtonEnabled(true);
    m_list = new QTreeWidget(page);
    m_list->setAccessibleName(tr("Commands and their keys"));
    m_list->setHeaderLabels({tr("Command"), tr("Keys"), tr("What it does")});
    m_list->setRootIsDecorated(false);
    m_list->setIconSize(QSize(fontMetrics().height(), fontMetrics().height()));
    m_list->setUniformRowHeights(true);
    m_list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_keys = new QKeySequenceEdit(page);
    m_keys->setAccessibleName(tr("New keys of the chosen command"));
    auto *clear = new QPushButton(tr("&No Keys"), page);
    auto *reset = new QPushButton(tr("&Default"), page);
    m_conflict = new QLabel(page);
    m_conflict->setWordWrap(true);
    m_conflict->setAccessibleName(tr("Conflicts"));

    auto *row = new QHBoxLayout;
    auto *label = new QLabel(tr("&Keys:"), page);
    label->setBuddy(m_keys);
    row->addWidget(label);
    row->addWidget(m_keys, 1);
    row->addWidget(clear);
    row->addWidget(reset);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addLayout(row);
    layout->addWidget(m_conflict);

    connect(m_search, &QLineEdit::textChanged, this, &Preferences::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &Preferences::showCurrent);
    connect(m_keys, &QKeySequenceEdit::editingFinished, this, [this] { take(m_keys->keySequence()); });
    connect(clear, &QPushButton::clicked, this, [this] { take({}); });
    connect(reset, &QPushButton::clicked, this, [this] {
        m_registry.resetKeys(currentId());
        fill();
    });
    fill();
    return page;
}

void Preferences::fill()
{
    const QString kept = currentId();
    const QSignalBlocker quiet(m_list);
    QPixmap empty(m_list->iconSize());
    empty.fill(Qt::transparent);
    const QIcon none(empty);
    m_list->clear();
    for (const ActionRegistry::Spec &spec : m_registry.specs()) {
        if (spec.menu == QStringLiteral("file.recent"))
            continue;
        const QAction *action = m_registry.action(spec.id);
        auto *item = new QTreeWidgetItem(
            m_list, {action->text().remove(QLatin1Char('&')),
                     QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText), spec.tip});
        item->setIcon(0, action->icon().isNull() ? none : action->icon()); // all names in one line
        item->setData(0, Qt::UserRole, spec.id);
        if (spec.id == kept)
            m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem())
        m_list->setCurrentItem(m_list->topLevelItem(0));
    filter(m_search->text());
    showCurrent();
}

void Preferences::filter(const QString &pattern)
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_list->topLevelItem(i);
        const bool fits = item->text(0).contains(pattern, Qt::CaseInsensitive) ||
                          item->text(1).contains(pattern, Qt::CaseInsensitive);
        item->setHidden(!fits);
    }
    // Keys are given to the current command: it must be one that is seen.
    if (!m_list->currentItem() || m_list->currentItem()->isHidden())
        m_list->setCurrentItem(firstShown());
}

QTreeWidgetItem *Preferences::firstShown() const
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        if (!m_list->topLevelItem(i)->isHidden())
            return m_list->topLevelItem(i);
    return nullptr;
}

QString Preferences::currentId() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item ? item->data(0, Qt::UserRole).toString() : QString();
}

void Preferences::showCurrent()
{
    const QAction *action = m_registry.action(currentId());
    m_keys->setEnabled(action);
    m_keys->setKeySequence(action ? action->shortcut() : QKeySequence());
    m_conflict->clear();
}

void Preferences::take(const QKeySequence &keys)
{
    const QString id = currentId();
    const QAction *action = m_registry.action(id);
    if (!action || action->shortcut() == keys)
        return;
    if (QAction *other = keys.isEmpty() ? nullptr : m_registry.conflict(id, keys)) {
        m_conflict->setText(tr("%1 already belongs to “%2”. Take it away there first.")
                                .arg(keys.toString(QKeySequence::NativeText), other->text().remove(QLatin1Char('&'))));
        return;
    }
    m_registry.setKeys(id, keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
    fill();
}

} // namespace watchglass
