// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/tree/form_heads.h"

#include <unordered_map>

namespace watchglass::wat::detail {

Head headOf(std::string_view keyword)
{
    static const std::unordered_map<std::string_view, Head> heads{
        {"module", Head::Module},   {"register", Head::Script}, {"invoke", Head::Script}, {"thread", Head::Script},
        {"shared", Head::Shared},   {"func", Head::Func},       {"table", Head::Table},   {"memory", Head::Memory},
        {"global", Head::Global},   {"tag", Head::Tag},         {"type", Head::Type},     {"rec", Head::Rec},
        {"import", Head::Import},   {"export", Head::Export},   {"elem", Head::Elem},     {"data", Head::Data},
        {"start", Head::Start},     {"item", Head::Item},       {"sub", Head::Sub},       {"struct", Head::Composite},
        {"array", Head::Composite}, {"cont", Head::Composite},
    };
    if (keyword.starts_with("assert_"))
        return Head::Script;
    const auto found = heads.find(keyword);
    return found == heads.end() ? Head::Other : found->second;
}

bool isField(Head head)
{
    return head >= Head::Func && head <= Head::Start;
}

bool describes(Head parent, Head child)
{
    switch (parent) {
    case Head::Import:
    case Head::Export:
    case Head::Item:
        return child >= Head::Func && child <= Head::Tag;
    case Head::Type:
    case Head::Sub:
        return child == Head::Func || child == Head::Sub || child == Head::Composite;
    case Head::Shared:
        return child == Head::Func;
    case Head::Table:
        return child == Head::Elem;
    case Head::Memory:
        return child == Head::Data;
    case Head::Elem:
        return child == Head::Table;
    case Head::Data:
        return child == Head::Memory;
    default:
        return false;
    }
}

bool mayContain(Head parent, bool filled, Head child)
{
    if (child == Head::Module || child == Head::Script)
        return parent == Head::Script || parent == Head::Shared;
    if (!isField(child) || parent == Head::Module || (parent == Head::Rec && child == Head::Type))
        return true;
    return !filled && describes(parent, child);
}

} // namespace watchglass::wat::detail
