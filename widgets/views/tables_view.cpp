// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/tables_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QToolTip>

#include "widgets/views/value_delegate.h"

namespace watchglass {

TablesView::TablesView(const Theme &theme, QWidget *parent)
    : RowsView(theme, {{tr("Element"), true}, {tr("Function")}}, tr("Table elements"), {}, parent),
      m_chooser(views::named(new QComboBox(this), tr("Table"), tr("The table whose elements are shown.")))
{
    auto *top = views::line();
    top->addWidget(m_chooser);
    top->addStretch();
    static_cast<QVBoxLayout *>(layout())->insertLayout(0, top);
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_chooser, &QComboBox::activated, this, [this] { changed(); });
    connect(model(), &RowModel::choiceEdited, this, [this](int row, int, const QString &text) { edited(row, text); });
    changed();
}

void TablesView::setSnapshot(SnapshotPtr snapshot)
{
    m_snapshot = std::move(snapshot);
    changed();
}

void TablesView::setFunctionNames(const QStringList &byIndex)
{
    m_names = byIndex;
    changed();
}

const session::TableInfo *TablesView::table() const
{
    const int at = m_chooser->currentIndex();
    return m_snapshot && at >= 0 && size_t(at) < m_snapshot->tables.size() ? &m_snapshot->tables[size_t(at)] : nullptr;
}

QString TablesView::choice(qint64 function) const
{
    if (function < 0)
        return QStringLiteral("null");
    return QStringLiteral("%1 %2").arg(function).arg(m_names.value(qsizetype(function))).trimmed();
}

void TablesView::fillChooser()
{
    QStringList titles;
    for (size_t i = 0; m_snapshot && i < m_snapshot->tables.size(); ++i) {
        const session::TableInfo &info = m_snapshot->tables[i];
        titles += tr("%1 · %2 × %3")
                      .arg(info.name.empty() ? tr("table %1").arg(info.index) : views::text(info.name))
                      .arg(info.size)
                      .arg(views::text(wasm::toString(info.type.element)));
    }
    while (m_chooser->count() > titles.size())
        m_chooser->removeItem(m_chooser->count() - 1);
    for (int i = 0; i < titles.size(); ++i) {
        if (i < m_chooser->count())
            m_chooser->setItemText(i, titles[i]);
        else
            m_chooser->addItem(titles[i]);
    }
    m_chooser->setVisible(!titles.isEmpty());
}

std::vector<Row> TablesView::rows()
{
    fillChooser();
    QStringList choices{QStringLiteral("null")};
    for (qsizetype i = 0; i < m_names.size(); ++i)
        choices += choice(i);
    static_cast<ValueDelegate *>(list()->itemDelegate())->setChoices(choices);

    const session::TableInfo *info = table();
    list()->setEmptyText(!m_snapshot ? tr("Nothing is stopped: table elements show up here when the program stops.")
                         : info      ? tr("This table has no elements.")
                                     : tr("The module has no tables."));
    std::vector<Row> rows;
    for (size_t i = 0; info && i < info->functions.size(); ++i) {
        const qint64 function = info->functions[i];
        const QString own = i < info->text.size() ? views::text(info->text[i]) : QString();
        Cell element{function >= 0 && !own.isEmpty() ? own : function == -2 ? own : choice(function)};
        if (function >= 0)
            element.color = Theme::Color::Function;
        else
            element.color = Theme::Color::DimText;
        if (function != -2)
            element.choice = choice(function);
        rows.push_back({i, {Cell{QString::number(i)}, element}});
    }
    if (info && info->size > info->functions.size())
        rows.push_back(
            {UINT64_MAX, {Cell{tr("… %1 more elements not shown …").arg(info->size - info->functions.size())}}, true});
    return rows;
}

void TablesView::edited(int row, const QString &text)
{
    const session::TableInfo *info = table();
    if (!info)
        return;
    const quint64 element = model()->rows()[size_t(row)].key;
    const QString wanted = text.trimmed();
    bool isNumber = false;
    qint64 function = wanted.section(QLatin1Char(' '), 0, 0).toUInt(&isNumber);
    if (!isNumber)
        function = m_names.indexOf(wanted);
    if (wanted == QLatin1String("null"))
        emit tableElementEdited(info->index, element, std::nullopt);
    else if (function >= 0 && function < m_names.size())
        emit tableElementEdited(info->index, element, quint32(function));
    else
        QToolTip::showText(list()->mapToGlobal(list()->rect().center()),
                           tr("“%1” is no function of this module.").arg(wanted), list());
}

} // namespace watchglass
