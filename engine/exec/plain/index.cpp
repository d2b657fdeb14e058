// SPDX-License-Identifier: Apache-2.0
/// base + (index << shift) + addend as a value: what addresses of arrays are made of.
#include "engine/exec/plain/access_forms.h"

namespace watchglass::exec::plain {

namespace {

template <Form form, From a, From b, To to, unsigned copy>
WG_HANDLER void index(WG_PARAMETERS)
{
    const uint32_t value = indexOf<form, a, b>(pc, fp, acc, l0);
    WG_GIVE(to, Bank::Int, value);
    WG_FAST_NEXT(3);
}

template <Form form, From a, From b, To to, unsigned copy>
constexpr Handler indexForm()
{
    if constexpr (form == Form::Near || !hasAddress(Op::I32Load, form, a, b))
        return nullptr;
    else
        return &index<form, a, b, to, copy>;
}
constexpr size_t forms = formCount * fromCount * fromCount * toCount;
struct IndexForms {
    Handler handlers[forms] = {};
};
template <unsigned copy, size_t... i>
constexpr IndexForms indexForms(std::index_sequence<i...>)
{
    return {{indexForm<Form(i / 48), From(i / 12 % 4), From(i / 3 % 4), To(i % 3), copy>()...}};
}

} // namespace

Handler indexHandler(Form form, From a, From b, To to, unsigned copy)
{
    return inCopy(copy, [&]<unsigned number> {
        static const IndexForms all = indexForms<number>(std::make_index_sequence<forms>());
        return all.handlers[size_t(form) * 48 + size_t(a) * 12 + size_t(b) * 3 + size_t(to)];
    });
}

} // namespace watchglass::exec::plain
