// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/references.h"

#include "engine/exec/reference_text.h"

namespace watchglass::debug {

using wasm::HeapKind;

References::References(const exec::Instance &instance) : m_instance(instance)
{
    for (uint32_t i = 0; i < instance.functions.size(); ++i)
        m_functions.emplace(reference(i), i);
}

std::optional<uint32_t> References::function(uint64_t reference) const
{
    auto found = m_functions.find(reference);
    return found == m_functions.end() ? std::nullopt : std::optional(found->second);
}

uint64_t References::reference(uint32_t function) const
{
    return reinterpret_cast<uintptr_t>(m_instance.functions[function].get());
}

std::string References::text(const exec::Value &value) const
{
    if (value.type.isRef() && value.bits[0] == 0)
        return "null";
    if (isFunctionReference(*m_instance.module, value.type))
        if (auto index = function(value.bits[0]))
            return m_instance.functionName(*index);
    return toString(described(value, m_instance));
}

bool isFunctionReference(const wasm::Module &module, const wasm::ValType &type)
{
    if (!type.isRef())
        return false;
    if (type.heap == HeapKind::Defined)
        return module.types[type.index].kind == wasm::SubType::Kind::Func;
    return type.heap == HeapKind::Func || type.heap == HeapKind::NoFunc;
}

std::optional<std::string> refusal(const References &references, const wasm::Module &module, const std::string &what,
                                   const wasm::ValType &type, const exec::Value &value)
{
    const bool sameFamily = isFunctionReference(module, type) && isFunctionReference(module, value.type);
    if (value.type != type && !sameFamily)
        return what + " is " + toString(type) + ", not " + toString(value.type);
    if (!type.isRef())
        return std::nullopt;
    if (value.bits[0] == 0)
        return type.nullable ? std::nullopt : std::optional(what + " cannot be null: its type is " + toString(type));
    const bool any = type.heap == HeapKind::Extern || type.heap == HeapKind::Any;
    if (any && exec::isHostReference(value.bits[0]))
        return std::nullopt;
    if ((any || type.heap == HeapKind::Eq || type.heap == HeapKind::I31) && exec::isI31(value.bits[0]))
        return std::nullopt;
    auto function = references.function(value.bits[0]);
    if (!isFunctionReference(module, type) || !function)
        return what + (isFunctionReference(module, type) ? " can only be set to null or to a function of this module"
                                                         : " can only be set to null, or to what is no object");
    if (!matches(module, wasm::ValType::ref(HeapKind::Defined, false, module.functions[*function].type), type))
        return what + " is " + toString(type) + ", and function " + std::to_string(*function) + " has type " +
               toString(module.funcType(*function));
    return std::nullopt;
}

} // namespace watchglass::debug
