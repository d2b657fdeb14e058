// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/reference_text.h"

#include <algorithm>
#include <cstring>

#include "engine/exec/calls.h"
#include "engine/exec/exceptions.h"
#include "engine/exec/objects.h"
#include "engine/exec/roots.h"

namespace watchglass::exec {

using std::to_string;
using wasm::ValType;

namespace {

constexpr uint32_t shownItems = 8, shownNested = 3, shownCharacters = 64;
constexpr int shownDepth = 2;

std::string functionText(uint64_t reference)
{
    const auto &function = *reinterpret_cast<const Function *>(reference);
    return function.instance ? function.instance->functionName(function.index) : "func " + function.hostName;
}

/// The module's index of a type, or nothing.
std::optional<uint32_t> typeIndex(uint32_t id, const Instance *names)
{
    if (!names)
        return {};
    const auto &ids = names->runtime->typeIds;
    const auto found = std::find(ids.begin(), ids.end(), id);
    return found == ids.end() ? std::nullopt : std::optional(uint32_t(found - ids.begin()));
}

class Text
{
public:
    explicit Text(const Instance *names) : m_names(names) {}

    std::string reference(uint64_t reference, const ValType &type, int depth) const
    {
        if (!reference)
            return "null";
        if (!isTraced(type))
            return functionText(reference);
        if (isI31(reference))
            return "i31 " + to_string(i31Signed(reference));
        if (isHostReference(reference))
            return "extern " + to_string(hostNumber(reference));
        const Object &object = *objectOf(reference);
        if (object.type == exceptionType)
            return exception(*Exception::of(objectOf(reference)), depth);
        const RuntimeType &known = runtimeType(object.type);
        const std::string named = "(ref " + typeName(object.type, m_names) + ")";
        if (depth > shownDepth)
            return named;
        return named + (known.kind == wasm::SubType::Kind::Struct ? structure(object, known, depth)
                                                                  : array(object, known, depth));
    }

private:
    static uint32_t limit(int depth) { return depth == 0 ? shownItems : shownNested; }
    static std::string more(uint64_t all, uint64_t shown)
    {
        return all > shown ? ", … " + to_string(all - shown) + " more" : "";
    }

    std::string item(const uint8_t *bytes, const ValType &type, uint8_t width, int depth) const
    {
        std::array<uint64_t, 2> bits{};
        std::memcpy(bits.data(), bytes, width);
        switch (type.kind) {
        case wasm::TypeKind::Ref:
            return reference(bits[0], type, depth + 1);
        case wasm::TypeKind::I8:
            return to_string(int8_t(bits[0]));
        case wasm::TypeKind::I16:
            return to_string(int16_t(bits[0]));
        default:
            return toString(Value{type, bits});
        }
    }

    std::string structure(const Object &object, const RuntimeType &type, int depth) const
    {
        const auto index = typeIndex(object.type, m_names);
        const wasm::Names::Map *fields = nullptr;
        if (index && m_names->names)
            if (const auto found = m_names->names->fields.find(*index); found != m_names->names->fields.end())
                fields = &found->second;
        const size_t shown = std::min<size_t>(type.fields.size(), limit(depth));
        std::string text = " {";
        for (uint32_t i = 0; i < shown; ++i) {
            const RuntimeType::Field &field = type.fields[i];
            text += i ? ", " : "";
            if (fields && fields->contains(i))
                text += fields->at(i) + ": ";
            text += item(object.bytes() + field.offset, field.type, field.width, depth);
        }
        return text + more(type.fields.size(), shown) + "}";
    }

    std::string array(const Object &object, const RuntimeType &type, int depth) const
    {
        const RuntimeType::Field &element = type.fields[0];
        const uint32_t shown = std::min(object.length, limit(depth));
        std::string text = " [";
        for (uint32_t i = 0; i < shown; ++i)
            text += (i ? ", " : "") +
                    item(object.bytes() + objectHeader + i * element.width, element.type, element.width, depth);
        return text + more(object.length, shown) + "]" + characters(object, element);
    }

    /// Bytes and 16-bit units that can be read as ASCII, in quotes after the numbers.
    static std::string characters(const Object &object, const RuntimeType::Field &element)
    {
        if (element.type.kind != wasm::TypeKind::I8 && element.type.kind != wasm::TypeKind::I16)
            return {};
        const uint32_t shown = std::min(object.length, shownCharacters);
        std::string text;
        for (uint32_t i = 0; i < shown; ++i) {
            uint16_t unit = 0;
            std::memcpy(&unit, object.bytes() + objectHeader + i * element.width, element.width);
            if (unit < 0x20 || unit > 0x7e)
                return {};
            text += char(unit);
        }
        return text.empty() ? text : " \"" + text + (object.length > shown ? "…" : "") + "\"";
    }

    std::string exception(const Exception &exception, int depth) const
    {
        std::string text = "exnref " + exception.tag->name + "(";
        const Slot *slot = exception.payload();
        for (const ValType &type : exception.tag->payload) {
            text += slot == exception.payload() ? "" : ", ";
            const bool wide = type.kind == wasm::TypeKind::V128;
            text += item(reinterpret_cast<const uint8_t *>(slot), type, wide ? 16 : 8, depth);
            slot += wide ? 2 : 1;
        }
        return text + ")";
    }

    const Instance *m_names;
};

} // namespace

std::string typeName(uint32_t id, const Instance *names)
{
    if (const auto index = typeIndex(id, names)) {
        const auto name = names->names ? names->names->types.find(*index) : wasm::Names::Map::const_iterator{};
        return names->names && name != names->names->types.end() ? "$" + name->second : "type " + to_string(*index);
    }
    return runtimeType(id).kind == wasm::SubType::Kind::Struct ? "a struct" : "an array";
}

std::string referenceText(uint64_t reference, const ValType &type, const Instance *names)
{
    return Text(names).reference(reference, type, 0);
}

Value described(Value value, const Instance &instance)
{
    if (!value.type.isRef() || value.bits[0] == 0)
        return value;
    const ValType type = processWide(value.type, instance.runtime->typeIds);
    std::shared_ptr<Referent> referent;
    if (isTraced(type) && isObject(value.bits[0]))
        referent = std::make_shared<Referent>(instance.store->shared_from_this(), value.bits[0]);
    else
        referent = std::make_shared<Referent>(std::string());
    referent->text = referenceText(value.bits[0], type, &instance);
    value.referent = std::move(referent);
    return value;
}

Value valueOf(const Global &global)
{
    return readValue(global.value.type, global.value.bits, global.store);
}

} // namespace watchglass::exec
