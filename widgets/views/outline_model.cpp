// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/outline_model.h"

#include <QCoreApplication>
#include <QFont>

#include <algorithm>

#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

struct Look {
    const char *word, *icon;
};
/// In the order of wat::SymbolKind.
constexpr Look looks[] = {
    {QT_TRANSLATE_NOOP("OutlineModel", "module"), "module"},  {QT_TRANSLATE_NOOP("OutlineModel", "type"), "type"},
    {QT_TRANSLATE_NOOP("OutlineModel", "func"), "function"},  {QT_TRANSLATE_NOOP("OutlineModel", "param"), "locals"},
    {QT_TRANSLATE_NOOP("OutlineModel", "local"), "locals"},   {QT_TRANSLATE_NOOP("OutlineModel", "label"), "label"},
    {QT_TRANSLATE_NOOP("OutlineModel", "table"), "table"},    {QT_TRANSLATE_NOOP("OutlineModel", "memory"), "memory"},
    {QT_TRANSLATE_NOOP("OutlineModel", "global"), "globals"}, {QT_TRANSLATE_NOOP("OutlineModel", "elem"), "table"},
    {QT_TRANSLATE_NOOP("OutlineModel", "data"), "data"},      {QT_TRANSLATE_NOOP("OutlineModel", "tag"), "label"},
    {QT_TRANSLATE_NOOP("OutlineModel", "export"), "export"},  {QT_TRANSLATE_NOOP("OutlineModel", "import"), "import"},
    {QT_TRANSLATE_NOOP("OutlineModel", "field"), "type"},
};

bool looksSame(const wat::Analysis &a, const wat::Analysis &b)
{
    return std::equal(a.symbols.begin(), a.symbols.end(), b.symbols.begin(), b.symbols.end(),
                      [](const wat::Symbol &x, const wat::Symbol &y) {
                          return x.kind == y.kind && x.name == y.name && x.index == y.index && x.detail == y.detail &&
                                 x.parent == y.parent;
                      });
}

} // namespace

bool OutlineModel::setAnalysis(std::shared_ptr<const wat::Analysis> analysis)
{
    if (m_analysis && analysis && looksSame(*m_analysis, *analysis)) {
        m_analysis = std::move(analysis);
        return false;
    }
    beginResetModel();
    m_analysis = std::move(analysis);
    arrange();
    endResetModel();
    return true;
}

void OutlineModel::arrange()
{
    const size_t count = m_analysis ? m_analysis->symbols.size() : 0;
    m_top.clear();
    m_children.assign(count, {});
    m_rows.assign(count, 0);
    for (uint32_t i = 0; i < count; ++i) {
        const auto parent = m_analysis->symbols[i].parent;
        std::vector<uint32_t> &siblings = parent && *parent < count ? m_children[*parent] : m_top;
        m_rows[i] = uint32_t(siblings.size());
        siblings.push_back(i);
    }
}

const wat::Symbol *OutlineModel::symbol(const QModelIndex &index) const
{
    return index.isValid() ? &m_analysis->symbols[size_t(index.internalId())] : nullptr;
}

const std::vector<uint32_t> &OutlineModel::children(const QModelIndex &parent) const
{
    return parent.isValid() ? m_children[size_t(parent.internalId())] : m_top;
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column, quintptr(children(parent)[size_t(row)]))
                                         : QModelIndex();
}

QModelIndex OutlineModel::parent(const QModelIndex &index) const
{
    const wat::Symbol *of = symbol(index);
    if (!of || !of->parent || *of->parent >= m_rows.size())
        return {};
    return createIndex(int(m_rows[*of->parent]), 0, quintptr(*of->parent));
}

int OutlineModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(children(parent).size());
}

QVariant OutlineModel::data(const QModelIndex &index, int role) const
{
    const wat::Symbol *of = symbol(index);
    if (!of)
        return {};
    const Look &look = looks[int(of->kind)];
    const QString word = QCoreApplication::translate("OutlineModel", look.word);
    const QString name = of->name.empty() ? QStringLiteral("%1 %2").arg(word).arg(of->index) : views::text(of->name);
    const bool first = index.column() == 0;
    switch (role) {
    case Qt::DisplayRole:
        return first ? name : views::text(of->detail);
    case Qt::ToolTipRole:
        return QStringLiteral("%1 %2 %3").arg(word, name, views::text(of->detail)).trimmed();
    case Qt::AccessibleTextRole:
        return first ? QString(word % QLatin1Char(' ') % name) : views::text(of->detail);
    case Qt::FontRole:
        return m_theme.monospace();
    case Qt::DecorationRole:
        return first ? QVariant(m_theme.icon(QLatin1String(look.icon))) : QVariant();
    case Qt::ForegroundRole:
        return first ? QVariant() : QVariant(m_theme.color(Theme::Color::DimText));
    default:
        return {};
    }
}

} // namespace watchglass
