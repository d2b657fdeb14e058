// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/plain/access_forms.h"
#include "engine/exec/scalar_access.h"

namespace watchglass::exec::plain {

namespace {

constexpr size_t formsPerStore = formCount * fromCount * fromCount * fromCount;

constexpr bool hasStore(Op op, Form form, From a, From b, From v)
{
    const Bank bank = signature(op).operand[1];
    if (!hasAddress(op, form, a, b) || (bank == Bank::F32 && v == From::Pin))
        return false;
    if (bank != Bank::Int)
        return v != From::Const;
    return v != From::Acc || (a != From::Acc && b != From::Acc);
}
template <Op op, Form form, From a, From b, From v, bool guarded, unsigned copy>
constexpr Handler storeForm()
{
    if constexpr (!hasStore(op, form, a, b, v))
        return nullptr;
#if WG_GUARDED
    else if constexpr (guarded)
        return &storeGuarded<op, form, a, b, v, copy>;
#endif
    else
        return &storeChecked<op, form, a, b, v, copy>;
}
struct StoreForms {
    Handler handlers[formsPerStore] = {};
};
template <Op op, bool guarded, unsigned copy, size_t... i>
constexpr StoreForms storeForms(std::index_sequence<i...>)
{
    return {{storeForm<op, Form(i / 64), From(i / 16 % 4), From(i / 4 % 4), From(i % 4), guarded, copy>()...}};
}
template <Op op, bool guarded, unsigned copy>
const StoreForms *storeFormsOf()
{
    if constexpr (Storing<op>) {
        static const StoreForms all = storeForms<op, guarded, copy>(std::make_index_sequence<formsPerStore>());
        return &all;
    } else {
        return nullptr;
    }
}

} // namespace

Handler storeHandler(Op op, Form form, From a, From b, From value, bool guarded, unsigned copy)
{
    if (!signature(op).scalar)
        return value == From::Slot ? simdStoreHandler(op, form, a, b, guarded) : nullptr;
    return inCopy(copy, [&]<unsigned number> {
        static const StoreForms *const all[][2] = {
#define WG_INSTRUCTION(Id, ...) {storeFormsOf<Op::Id, false, number>(), storeFormsOf<Op::Id, true, number>()},
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
        };
        const StoreForms *forms = all[size_t(op)][guarded];
        return forms ? forms->handlers[size_t(form) * 64 + size_t(a) * 16 + size_t(b) * 4 + size_t(value)] : nullptr;
    });
}

} // namespace watchglass::exec::plain
