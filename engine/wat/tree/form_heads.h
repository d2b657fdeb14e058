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
/// Whether a form may stand directly inside another one. Both must be more than a use: `(type $t)`, `(export "x")` and
/// `(import "a" "b")` inside a function are not asked about. `filled` says that `parent` already has what it describes.
bool mayContain(Head parent, bool filled, Head child);
/// Whether this child is what the parent describes, of which it takes only one.
bool fills(Head parent, Head child);

} // namespace watchglass::wat::detail
