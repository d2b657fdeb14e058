// SPDX-License-Identifier: Apache-2.0
/// The heads of forms that tell where a new module field or script command starts: what error recovery goes by.
#pragma once

#include <cstdint>
#include <string_view>

namespace watchglass::wat::detail {

enum class Head : uint8_t {
    Other, ///< everything else: instructions, `param`, a missing or half-typed word
    Module,
    Script, ///< commands of test scripts: `assert_return`, `register` …
    Shared, ///< a wrapper of the threads proposal
    Func,
    Table,
    Memory,
    Global,
    Tag,
    Type,
    Rec,
    Import,
    Export,
    Elem,
    Data,
    Start,
    Item,      ///< one name of a compact import
    Sub,       ///< wraps the composite type of a `type`
    Composite, ///< `struct`, `array`, `cont`
};

Head headOf(std::string_view keyword);
/// Whether forms with this head stand directly in a module.
bool isField(Head head);
/// Whether the child is the one thing the parent describes, defines or belongs to.
bool describes(Head parent, Head child);
/// Whether a form may stand directly inside another one; `filled` says that the parent already has the one thing it
/// describes. Mere uses are not asked about: `(type $t)`, `(export "x")` or `(import "a" "b")` inside a function.
bool mayContain(Head parent, bool filled, Head child);

} // namespace watchglass::wat::detail
