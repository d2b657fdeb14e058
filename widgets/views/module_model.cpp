// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/module_model.h"

#include <QCoreApplication>
#include <QFont>

#include "widgets/views/row_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using Group = ModuleModel::Group;

namespace {

struct GroupLook {
    const char *title, *icon;
};
constexpr GroupLook looks[] = {
    {QT_TRANSLATE_NOOP("ModuleModel", "Types"), "type"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Imports"), "import"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Functions"), "function"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Tables"), "table"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Memories"), "memory"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Globals"), "globals"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Tags"), "label"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Exports"), "export"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Elements"), "table"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Data"), "data"},
    {QT_TRANSLATE_NOOP("ModuleModel", "Custom sections"), "module"},
};

QString title(Group group)
{
    return QCoreApplication::translate("ModuleModel", looks[int(group)].title);
}

QString named(const wasm::Names::Map &names, uint32_t item)
{
    const auto found = names.find(item);
    return found == names.end() ? QString::number(item) : QString(QLatin1Char('$') + views::text(found->second));
}

QString limitsText(const wasm::Limits &limits)
{
    return limits.max ? QStringLiteral("%1 … %2").arg(limits.min).arg(*limits.max) : QString::number(limits.min);
}

QString modeText(wasm::SegmentMode mode)
{
    switch (mode) {
    case wasm::SegmentMode::Active:
        return ModuleModel::tr("active");
    case wasm::SegmentMode::Passive:
        return ModuleModel::tr("passive");
    case wasm::SegmentMode::Declarative:
        break;
    }
    return ModuleModel::tr("declarative");
}

} // namespace

void ModuleModel::setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names)
{
    beginResetModel();
    m_module = std::move(module);
    m_names = names ? std::move(names) : std::make_shared<const wasm::Names>();
    m_custom.clear();
    for (uint32_t i = 0; m_module && i < m_module->sections.size(); ++i)
        if (m_module->sections[i].id == 0)
            m_custom.push_back(i);
    nameFunctions();
    collect();
    endResetModel();
}

void ModuleModel::setFilter(const QString &text)
{
    beginResetModel();
    m_filter = text;
    collect();
    endResetModel();
}

void ModuleModel::nameFunctions()
{
    m_functionNames.clear();
    m_importOffsets.clear();
    if (!m_module)
        return;
    for (const wasm::Export &entry : m_module->exports)
        if (entry.kind == wasm::ExternKind::Func)
            m_functionNames[entry.index] = views::text(entry.name);
    for (const wasm::Import &entry : m_module->imports) {
        if (entry.kind != wasm::ExternKind::Func)
            continue;
        m_functionNames[entry.index] = views::text(entry.module) + QLatin1Char('.') + views::text(entry.name);
        m_importOffsets[entry.index] = entry.offset;
    }
}

QString ModuleModel::functionName(uint32_t index) const
{
    if (const auto named = m_names->functions.find(index); named != m_names->functions.end())
        return QLatin1Char('$') + views::text(named->second);
    return m_functionNames.value(index, QString::number(index));
}

uint32_t ModuleModel::count(Group group) const
{
    const wasm::Module &m = *m_module;
    const size_t counts[] = {m.types.size(),    m.imports.size(), m.functions.size(), m.tables.size(),
                             m.memories.size(), m.globals.size(), m.tags.size(),      m.exports.size(),
                             m.elements.size(), m.data.size(),    m_custom.size()};
    return uint32_t(counts[int(group)]);
}

void ModuleModel::collect()
{
    m_groups.clear();
    for (int i = 0; m_module && i < int(std::size(looks)); ++i) {
        Entry entry{Group(i), count(Group(i)), {}};
        for (uint32_t k = 0; !m_filter.isEmpty() && k < entry.all; ++k)
            if (name(entry.group, k).contains(m_filter, Qt::CaseInsensitive))
                entry.shown.push_back(k);
        if (m_filter.isEmpty() ? entry.all > 0 : !entry.shown.empty())
            m_groups.push_back(std::move(entry));
    }
}

int ModuleModel::rowOf(Group group) const
{
    for (size_t i = 0; i < m_groups.size(); ++i)
        if (m_groups[i].group == group)
            return int(i);
    return -1;
}

// Shape: the internal id of an item is the row of its group plus one.
QModelIndex ModuleModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex ModuleModel::parent(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() ? createIndex(int(index.internalId()) - 1, 0, quintptr(0))
                                                 : QModelIndex();
}

int ModuleModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    if (parent.internalId() || parent.column() != 0)
        return 0;
    const Entry &entry = m_groups[size_t(parent.row())];
    return int(m_filter.isEmpty() ? entry.all : entry.shown.size());
}

uint32_t ModuleModel::item(const QModelIndex &index) const
{
    const Entry &entry = m_groups[size_t(index.internalId()) - 1];
    return m_filter.isEmpty() ? uint32_t(index.row()) : entry.shown[size_t(index.row())];
}

// Words -------------------------------------------------------------------------------------------------------------
QString ModuleModel::name(Group group, uint32_t item) const
{
    const wasm::Module &m = *m_module;
    switch (group) {
    case Group::Types:
        return named(m_names->types, item);
    case Group::Imports:
        return views::text(m.imports[item].module) + QLatin1Char('.') + views::text(m.imports[item].name);
    case Group::Functions:
        return functionName(item);
    case Group::Tables:
        return named(m_names->tables, item);
    case Group::Memories:
        return named(m_names->memories, item);
    case Group::Globals:
        return named(m_names->globals, item);
    case Group::Tags:
        return named(m_names->tags, item);
    case Group::Exports:
        return views::text(m.exports[item].name);
    case Group::Elements:
        return named(m_names->elements, item);
    case Group::Data:
        return named(m_names->data, item);
    case Group::Custom:
        break;
    }
    return views::text(m.sections[m_custom[item]].name);
}

QString ModuleModel::externDetail(wasm::ExternKind kind, uint32_t index) const
{
    switch (kind) {
    case wasm::ExternKind::Func:
        return detail(Group::Functions, index);
    case wasm::ExternKind::Table:
        return tr("table %1").arg(detail(Group::Tables, index));
    case wasm::ExternKind::Memory:
        return tr("memory %1").arg(detail(Group::Memories, index));
    case wasm::ExternKind::Global:
        return tr("global %1").arg(detail(Group::Globals, index));
    case wasm::ExternKind::Tag:
        break;
    }
    return tr("tag");
}

QString ModuleModel::detail(Group group, uint32_t item) const
{
    const wasm::Module &m = *m_module;
    switch (group) {
    case Group::Types: {
        const wasm::SubType &type = m.types[item];
        if (type.kind == wasm::SubType::Kind::Func)
            return views::text(wasm::toString(type.func));
        return type.kind == wasm::SubType::Kind::Array ? tr("array") : tr("struct, fields: %1").arg(type.fields.size());
    }
    case Group::Imports:
        return externDetail(m.imports[item].kind, m.imports[item].index);
    case Group::Functions:
        return m.functions[item].type < m.types.size() ? views::text(wasm::toString(m.funcType(item))) : QString();
    case Group::Tables:
        return limitsText(m.tables[item].type.limits) + QLatin1Char(' ') +
               views::text(wasm::toString(m.tables[item].type.element));
    case Group::Memories:
        return tr("%1 pages").arg(limitsText(m.memories[item].type.limits));
    case Group::Globals:
        return (m.globals[item].type.isMutable ? QStringLiteral("mut ") : QString()) +
               views::text(wasm::toString(m.globals[item].type.type));
    case Group::Tags:
        return named(m_names->types, m.tags[item].type.type);
    case Group::Exports:
        return externDetail(m.exports[item].kind, m.exports[item].index);
    case Group::Elements:
        return tr("%1, items: %2")
            .arg(modeText(m.elements[item].mode))
            .arg(qMax(m.elements[item].functions.size(), m.elements[item].items.size()));
    case Group::Data:
        return modeText(m.data[item].mode);
    case Group::Custom:
        break;
    }
    return {};
}

std::optional<uint32_t> ModuleModel::size(Group group, uint32_t item) const
{
    switch (group) {
    case Group::Functions:
        return m_module->functions[item].imported ? std::nullopt : std::optional(m_module->functions[item].body.size());
    case Group::Data:
        return m_module->data[item].bytes.size();
    case Group::Custom:
        return m_module->sections[m_custom[item]].content.size();
    default:
        return {};
    }
}

std::optional<uint32_t> ModuleModel::offset(Group group, uint32_t item) const
{
    const wasm::Module &m = *m_module;
    switch (group) {
    case Group::Types:
        return m.types[item].at;
    case Group::Imports:
        return m.imports[item].offset;
    case Group::Functions:
        return m.functions[item].imported ? m_importOffsets.value(item) : m.functions[item].code.begin;
    case Group::Tables:
        return m.tables[item].at;
    case Group::Memories:
        return m.memories[item].at;
    case Group::Globals:
        return m.globals[item].at;
    case Group::Tags:
        return m.tags[item].at;
    case Group::Exports:
        return m.exports[item].kind == wasm::ExternKind::Func ? offset(Group::Functions, m.exports[item].index)
                                                              : std::optional(m.exports[item].offset);
    case Group::Elements:
        return m.elements[item].at;
    case Group::Data:
        return m.data[item].at;
    case Group::Custom:
        break;
    }
    return m.sections[m_custom[item]].content.begin;
}

QString ModuleModel::shownSize(const QModelIndex &index) const
{
    if (!index.internalId())
        return QString::number(m_groups[size_t(index.row())].all);
    const auto bytes = size(m_groups[size_t(index.internalId()) - 1].group, item(index));
    return bytes ? tr("%1 B").arg(*bytes) : QString();
}

QVariant ModuleModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_module)
        return {};
    const bool top = !index.internalId();
    const Group group = m_groups[top ? size_t(index.row()) : size_t(index.internalId()) - 1].group;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        if (index.column() == SizeColumn)
            return shownSize(index);
        if (top)
            return index.column() == NameColumn ? title(group) : QString();
        if (index.column() == NameColumn && role == Qt::ToolTipRole)
            return QString(name(group, item(index)) + QLatin1String("  ") + detail(group, item(index)));
        return index.column() == NameColumn ? name(group, item(index)) : detail(group, item(index));
    case Qt::DecorationRole:
        return top && index.column() == NameColumn ? QVariant(m_theme.icon(QLatin1String(looks[int(group)].icon)))
                                                   : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return top ? QFont() : m_theme.monospace();
    case Qt::ForegroundRole:
        return index.column() == NameColumn ? QVariant() : QVariant(m_theme.color(Theme::Color::DimText));
    case LinkRole:
        break;
    default:
        return {};
    }
    const auto at = top ? std::nullopt : offset(group, item(index));
    return at ? QVariant(*at) : QVariant();
}

QVariant ModuleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == SizeColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Name") : section == DetailColumn ? tr("Type") : tr("Size");
}

} // namespace watchglass
