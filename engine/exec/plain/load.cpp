// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/plain/access_forms.h"
#include "engine/exec/scalar_access.h"

namespace watchglass::exec::plain {

namespace {

constexpr size_t formsPerLoad = formCount * fromCount * fromCount * toCount;

template <Op op, Form form, From a, From b, To to, bool guarded, unsigned copy>
constexpr Handler loadForm()
{
    if constexpr (!hasAddress(op, form, a, b) || (signature(op).result == Bank::F32 && to == To::Pin))
        return nullptr;
#if WG_GUARDED
    else if constexpr (guarded)
        return &loadGuarded<op, form, a, b, to, copy>;
#endif
    else
        return &loadChecked<op, form, a, b, to, copy>;
}
struct LoadForms {
    Handler handlers[formsPerLoad] = {};
};
template <Op op, bool guarded, unsigned copy, size_t... i>
constexpr LoadForms loadForms(std::index_sequence<i...>)
{
    return {{loadForm<op, Form(i / 48), From(i / 12 % 4), From(i / 3 % 4), To(i % 3), guarded, copy>()...}};
}
template <Op op, bool guarded, unsigned copy>
const LoadForms *loadFormsOf()
{
    if constexpr (Loading<op>) {
        static const LoadForms all = loadForms<op, guarded, copy>(std::make_index_sequence<formsPerLoad>());
        return &all;
    } else {
        return nullptr;
    }
}

} // namespace

Handler loadHandler(Op op, Form form, From a, From b, To to, bool guarded, unsigned copy)
{
    if (!signature(op).scalar)
        return to == To::Slot ? simdLoadHandler(op, form, a, b, guarded) : nullptr;
    return inCopy(copy, [&]<unsigned number> {
        static const LoadForms *const all[][2] = {
#define WG_INSTRUCTION(Id, ...) {loadFormsOf<Op::Id, false, number>(), loadFormsOf<Op::Id, true, number>()},
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
        };
        const LoadForms *forms = all[size_t(op)][guarded];
        return forms ? forms->handlers[size_t(form) * 48 + size_t(a) * 12 + size_t(b) * 3 + size_t(to)] : nullptr;
    });
}

} // namespace watchglass::exec::plain
