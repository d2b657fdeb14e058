// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/watch_story.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "engine/debug/flow.h"

namespace watchglass::debug {

namespace {

using Of = Watchpoint::Of;

constexpr size_t shownBytes = 8;

std::string hex(uint64_t number)
{
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
    return text;
}

std::string hexBytes(const std::vector<uint8_t> &bytes)
{
    std::string shown;
    for (size_t i = 0; i < std::min(bytes.size(), shownBytes); ++i) {
        char text[4];
        std::snprintf(text, sizeof text, i ? " %02x" : "%02x", unsigned(bytes[i]));
        shown += text;
    }
    return shown + (bytes.size() > shownBytes ? " …" : "");
}

uint64_t number(const std::vector<uint8_t> &bytes)
{
    uint64_t value = 0;
    std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
    return value;
}

/// Of a local or global.
wasm::ValType typeOf(const WatchHit &hit, const Watchpoint &watchpoint, const wasm::Module &module)
{
    if (watchpoint.of == Of::Global)
        return module.globals[watchpoint.index].type.type;
    if (const auto function = module.functionAt(hit.offset))
        if (const auto types = module.localTypes(*function); watchpoint.index < types.size())
            return types[watchpoint.index];
    return wasm::I64;
}

std::string valueText(const std::vector<uint8_t> &bytes, wasm::ValType type)
{
    exec::Value value;
    value.type = type;
    std::memcpy(value.bits.data(), bytes.data(), std::min(bytes.size(), sizeof value.bits));
    return exec::toString(value);
}

/// "0 → 1"; empty where it would mean nothing to people: references are addresses of the engine.
std::string values(const WatchHit &hit, const Watchpoint &watchpoint, const wasm::Module &module)
{
    if (watchpoint.of == Of::Table)
        return {};
    if (watchpoint.of == Of::Memory) {
        const size_t size = hit.after.size();
        const bool isNumber = hit.end - hit.begin == size && (size == 1 || size == 2 || size == 4 || size == 8);
        if (hit.before == hit.after)
            return hexBytes(hit.after) + (isNumber ? " (" + std::to_string(number(hit.after)) + ")" : "");
        return hexBytes(hit.before) + " → " + hexBytes(hit.after) +
               (isNumber ? " (" + std::to_string(number(hit.before)) + " → " + std::to_string(number(hit.after)) + ")"
                         : "");
    }
    const wasm::ValType type = typeOf(hit, watchpoint, module);
    if (type.isRef())
        return {};
    const std::string after = valueText(hit.after, type);
    return hit.before == hit.after ? after : valueText(hit.before, type) + " → " + after;
}

} // namespace

std::string watchedName(const WatchHit &hit, const Watchpoint &watchpoint, const exec::Instance &instance)
{
    const wasm::Names none, &names = instance.names ? *instance.names : none;
    const uint32_t index = watchpoint.index;
    switch (watchpoint.of) {
    case Of::Global:
        return "Global " + names.display(names.global(*instance.module, index), index);
    case Of::Local: {
        const auto function = instance.module->functionAt(hit.offset);
        return "Local " + names.display(function ? names.local(*function, index) : std::string(), index);
    }
    case Of::Table:
        return "Element " + std::to_string(hit.begin) + " of table " + std::to_string(index);
    case Of::Memory:
        break;
    }
    return (index ? "Memory " + std::to_string(index) : std::string("Memory")) + " at " + hex(hit.begin);
}

std::string tellWatch(const WatchHit &hit, const Watchpoint &watchpoint, const exec::Instance &instance)
{
    const std::string shown = values(hit, watchpoint, *instance.module);
    std::string text = watchedName(hit, watchpoint, instance);
    if (!hit.wrote)
        text += " was read" + (shown.empty() ? "" : ": " + shown);
    else if (hit.before == hit.after)
        text += shown.empty() ? " was written and stays the same" : " was written and stays " + shown;
    else
        text += " changed" + (shown.empty() ? "" : ": " + shown);
    if (const auto by = instructionAt(*instance.module, hit.offset))
        text += ", by " + std::string(wasm::info(by->op).name);
    return text;
}

} // namespace watchglass::debug
