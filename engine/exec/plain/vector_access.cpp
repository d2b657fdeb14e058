// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/plain/access_forms.h"
#include "engine/exec/simd_access.h"

namespace watchglass::exec::plain {

namespace {

constexpr size_t formsPerAccess = formCount * fromCount * fromCount;

template <Op op>
concept WholeLoad = Loading<op> && requires(typename LoadOf<op>::Raw raw)
{
    LoadOf<op>::make(raw);
};

template <Op op, Form form, From a, From b, bool guarded>
constexpr Handler accessForm()
{
    if constexpr (!hasAddress(op, form, a, b))
        return nullptr;
#if WG_GUARDED // those that need no native stack: a fault must find it as it was
    else if constexpr (guarded && op == Op::V128Load)
        return &loadGuarded<op, form, a, b, To::Slot>;
    else if constexpr (guarded && op == Op::V128Store)
        return &storeGuarded<op, form, a, b, From::Slot>;
#endif
    else if constexpr (WholeLoad<op>)
        return &loadChecked<op, form, a, b, To::Slot>;
    else
        return &storeChecked<op, form, a, b, From::Slot>;
}
struct Forms {
    Handler handlers[formsPerAccess] = {};
};
template <Op op, bool guarded, size_t... i>
constexpr Forms accessForms(std::index_sequence<i...>)
{
    return {{accessForm<op, Form(i / 16), From(i / 4 % 4), From(i % 4), guarded>()...}};
}
template <Op op, bool guarded>
const Forms *formsOf()
{
    if constexpr (WholeLoad<op> || op == Op::V128Store) {
        static const Forms all = accessForms<op, guarded>(std::make_index_sequence<formsPerAccess>());
        return &all;
    } else {
        return nullptr;
    }
}

Handler find(Op op, Form form, From a, From b, bool guarded)
{
    static const Forms *const all[][2] = {
#define WG_INSTRUCTION(Id, ...) {formsOf<Op::Id, false>(), formsOf<Op::Id, true>()},
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    const Forms *forms = all[size_t(op)][guarded];
    return forms ? forms->handlers[size_t(form) * 16 + size_t(a) * 4 + size_t(b)] : nullptr;
}

} // namespace

Handler simdLoadHandler(Op op, Form form, From a, From b, bool guarded)
{
    return op == Op::V128Store ? nullptr : find(op, form, a, b, guarded);
}
Handler simdStoreHandler(Op op, Form form, From a, From b, bool guarded)
{
    return op == Op::V128Store ? find(op, form, a, b, guarded) : nullptr;
}

} // namespace watchglass::exec::plain
