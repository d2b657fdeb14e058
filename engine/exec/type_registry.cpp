// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/type_registry.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>

#include "engine/exec/reference.h"
#include "engine/wasm/type_matching.h"

namespace watchglass::exec {

using wasm::HeapKind;
using wasm::SubType;
using wasm::TypeKind;
using wasm::ValType;

namespace {

/// Members of a group have consecutive identities. What was published is read without a lock: chunks never move.
struct Registry {
    static constexpr uint32_t chunkTypes = 1024, chunks = 1 << 16;

    std::mutex mutex;
    std::unordered_map<std::string, uint32_t> groups; ///< by their key
    uint32_t count = 0;
    std::array<std::atomic<RuntimeType *>, chunks> table{};

    RuntimeType &add()
    {
        std::atomic<RuntimeType *> &chunk = table.at(count / chunkTypes);
        if (!chunk.load(std::memory_order_relaxed))
            chunk.store(new RuntimeType[chunkTypes], std::memory_order_release);
        return chunk.load(std::memory_order_relaxed)[count++ % chunkTypes];
    }
};

Registry &registry()
{
    static auto *const instance = new Registry; // used by threads that may outlive main
    return *instance;
}

uint8_t widthOf(const ValType &type)
{
    switch (type.kind) {
    case TypeKind::I8:
        return 1;
    case TypeKind::I16:
        return 2;
    case TypeKind::I32:
    case TypeKind::F32:
        return 4;
    case TypeKind::V128:
        return 16;
    default:
        return 8;
    }
}

constexpr uint32_t roundUp(uint32_t value, uint32_t to)
{
    return (value + to - 1) / to * to;
}

/// Fields stand in their order, so that those of a supertype lie where its own objects have them. struct.new writes
/// eight bytes for each, whatever its width: the last one needs the room.
void layOut(RuntimeType &type)
{
    uint32_t end = objectHeader, written = objectHeader;
    for (RuntimeType::Field &field : type.fields) {
        field.width = widthOf(field.type);
        field.offset = roundUp(end, std::min<uint32_t>(field.width, 8));
        end = field.offset + field.width;
        written = std::max(end, field.offset + 8);
        if (!isTraced(field.type))
            continue;
        type.traced = true;
        if (type.kind == SubType::Kind::Struct)
            type.offsets.push_back(field.offset);
    }
    type.size = roundUp(written, 16);
}

} // namespace

std::vector<uint32_t> registerTypes(const wasm::Module &module)
{
    std::vector<uint32_t> ids;
    ids.reserve(module.types.size());
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    for (uint32_t start = 0; start < module.types.size();) {
        const uint32_t size = std::max(1u, module.types[start].groupSize);
        const auto [at, isNew] = all.groups.try_emplace(recursionGroupKey(module, start, size, ids), all.count);
        for (uint32_t i = 0; i < size; ++i)
            ids.push_back(at->second + i);
        std::vector<RuntimeType *> added;
        for (uint32_t i = start; isNew && i < start + size; ++i) { // kinds first: fields look at them
            added.push_back(&all.add());
            added.back()->kind = module.types[i].kind;
        }
        for (uint32_t i = 0; i < added.size(); ++i) {
            const SubType &declared = module.types[start + i];
            RuntimeType &type = *added[i];
            type.isFinal = declared.isFinal;
            if (declared.super) {
                type.supers = runtimeType(ids[*declared.super]).supers;
                type.supers.push_back(ids[*declared.super]);
            }
            for (const wasm::FieldType &field : declared.fields)
                type.fields.push_back({processWide(field.type, ids), 0, 0, field.isMutable});
            layOut(type);
        }
        start += size;
    }
    return ids;
}

uint32_t registerType(const wasm::FuncType &type)
{
    wasm::Module module;
    module.types.emplace_back().func = type;
    return registerTypes(module)[0];
}

const RuntimeType &runtimeType(uint32_t id)
{
    return registry().table[id / Registry::chunkTypes].load(std::memory_order_acquire)[id % Registry::chunkTypes];
}

bool isSubtype(uint32_t sub, uint32_t super)
{
    if (sub == super)
        return true;
    const std::vector<uint32_t> &supers = runtimeType(sub).supers;
    const size_t depth = runtimeType(super).supers.size();
    return depth < supers.size() && supers[depth] == super;
}

ValType processWide(const ValType &type, const std::vector<uint32_t> &ids)
{
    ValType result = type;
    if (type.isRef() && type.heap == HeapKind::Defined)
        result.index = ids[type.index];
    return result;
}

namespace {

struct OfProcess {
    HeapKind above(uint32_t id) const { return wasm::abstractOf(runtimeType(id).kind); }
    bool matches(uint32_t sub, uint32_t super) const { return isSubtype(sub, super); }
};

} // namespace

bool matchesProcessWide(const ValType &sub, const ValType &super)
{
    return wasm::typeMatches(sub, super, OfProcess{});
}

bool isTraced(const ValType &type)
{
    if (!type.isRef())
        return false;
    const HeapKind kind = type.heap == HeapKind::Defined ? OfProcess{}.above(type.index) : type.heap;
    return wasm::topOf(kind) != HeapKind::Func;
}

} // namespace watchglass::exec
