// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/observe.h"

#include <algorithm>
#include <cstdio>

#include "engine/debug/stand_ins.h"
#include "engine/exec/reference_text.h"
#include "engine/wasm/json_writer.h"
#include "engine/wasm/load.h"

namespace watchglass::fuzz {

using exec::StopKind;
using exec::TrapKind;
using exec::Value;

namespace {

exec::Stop cancelled()
{
    exec::Stop stop;
    stop.kind = exec::StopKind::Cancelled;
    return stop;
}

/// Traps as every engine can tell them apart.
const char *classOf(TrapKind kind)
{
    switch (kind) {
    case TrapKind::IntegerOverflow:
    case TrapKind::InvalidConversion:
        return "not representable";
    case TrapKind::UndefinedElement:
    case TrapKind::TableOutOfBounds:
        return "table bounds";
    case TrapKind::UninitializedElement:
    case TrapKind::IndirectCallTypeMismatch:
        return "null or another type";
    case TrapKind::Host:
        return "not for JavaScript";
    default:
        return exec::specMessage(kind).data();
    }
}

/// Bits in hexadecimal; of a reference, whether it is null; of NaN, only that it is one.
std::string text(const Value &value)
{
    if (value.type.isRef())
        return value.bits[0] ? "reference" : "null";
    const bool isNan = (value.type == wasm::F32 && value.asF32() != value.asF32()) ||
                       (value.type == wasm::F64 && value.asF64() != value.asF64());
    return isNan ? "nan" : toHex(value);
}

std::string text(const std::vector<Value> &values)
{
    std::string all;
    for (const Value &value : values)
        all += " " + text(value);
    return all;
}

/// The same for every way, and easily the same in JavaScript.
Value argument(const wasm::ValType &type, size_t index)
{
    static constexpr int32_t numbers[] = {1, -1, 0, 1000, 65535, -2147483647 - 1};
    const int32_t number = numbers[index % std::size(numbers)];
    switch (type.kind) {
    case wasm::TypeKind::I32:
        return Value::i32(number);
    case wasm::TypeKind::I64:
        return Value::i64(number);
    case wasm::TypeKind::F32:
        return Value::f32(float(number));
    case wasm::TypeKind::F64:
        return Value::f64(number);
    default:
        return Value::zero(type);
    }
}

bool fitsJavaScript(const wasm::ValType &type)
{
    return type.isNumeric() || (type.isRef() && type.nullable);
}

bool fitsJavaScript(const wasm::FuncType &type)
{
    const auto fits = [](const wasm::ValType &t) { return fitsJavaScript(t); };
    return std::all_of(type.params.begin(), type.params.end(), fits) &&
           std::all_of(type.results.begin(), type.results.end(), fits);
}

/// FNV-1a over 32-bit words, zero words left out: big memories are mostly zero.
uint32_t hash(const exec::Memory &memory)
{
    uint32_t hash = 2166136261u;
    for (uint64_t at = 0; at < memory.size(); at += 4) {
        uint32_t word = 0;
        std::copy_n(memory.base() + at, 4, reinterpret_cast<uint8_t *>(&word));
        if (word != 0)
            hash = ((hash ^ word) * 16777619u ^ uint32_t(at)) * 16777619u;
    }
    return hash;
}

class Observer
{
public:
    Observer(const Way &way) : m_way(way), m_fuel(way.fuel) {}

    Observation run(const std::shared_ptr<const wasm::Module> &module)
    {
        const auto store = exec::Store::create();
        const debug::StandIns stand = debug::standIns(
            *store, *module,
            [&](uint32_t function, exec::HostCall &call) {
                if (!fitsJavaScript(module->funcType(function)))
                    return exec::HostResult{exec::HostResult::Kind::Trap, "vectors cannot go there", 0};
                m_seen.lines.push_back("import " + std::to_string(function) + text(call.arguments));
                return exec::HostResult{};
            },
            m_way.limits);
        const exec::InstantiateResult made = exec::instantiate(module, stand.imports, m_way.limits, store);
        if (!made.ok()) {
            m_seen.lines.push_back(made.trap ? std::string("start trap: ") + classOf(made.trap->kind) : "not linked");
            return std::move(m_seen);
        }
        // A module whose start traps has no instance in JavaScript.
        if (module->start && !call("start", made.instance->functions[*module->start]))
            return std::move(m_seen);
        for (size_t i = 0; i < module->exports.size() && m_seen.complete; ++i)
            if (const wasm::Export &item = module->exports[i]; item.kind == wasm::ExternKind::Func)
                call("export " + std::to_string(i), made.instance->functions[item.index]);
        if (m_seen.complete)
            finish(*made.instance);
        return std::move(m_seen);
    }

private:
    bool call(const std::string &name, const std::shared_ptr<exec::Function> &function)
    {
        if (!fitsJavaScript(function->type))
            return true;
        std::vector<Value> arguments;
        for (const wasm::ValType &type : function->type.params)
            arguments.push_back(argument(type, arguments.size()));
        exec::Machine machine(m_way.limits, m_way.driver);
        machine.setCounting(m_way.counted);
        machine.start(function, arguments);
        const exec::Stop stop = drive(machine);
        m_seen.instructions += machine.instructions();
        if (stop.kind == StopKind::Finished)
            m_seen.lines.push_back(name + " =" + text(stop.results));
        else if (stop.kind == StopKind::Trapped && stop.trap->kind != TrapKind::StackOverflow)
            m_seen.lines.push_back(name + " trap: " + classOf(stop.trap->kind));
        else
            m_seen.complete = false; // fuel is not the same everywhere, nor is depth
        return stop.kind == StopKind::Finished;
    }

    /// A pause is honoured at the next back-edge or call: so many of them are the fuel.
    exec::Stop drive(exec::Machine &machine)
    {
        for (;;) {
            if (m_way.stepped) {
                const exec::Stop stop = machine.step();
                if (stop.kind != StopKind::Stepped)
                    return stop;
                if (++m_steps > 100'000)
                    return cancelled();
                continue;
            }
            if (m_way.fuel > 0)
                machine.requestPause();
            exec::Stop stop = machine.run();
            if (stop.kind != StopKind::Paused)
                return stop;
            if (m_fuel-- == 0)
                return cancelled();
        }
    }

    void finish(const exec::Instance &instance)
    {
        for (const wasm::Export &item : instance.module->exports) {
            if (item.kind == wasm::ExternKind::Memory) {
                const exec::Memory &memory = *instance.memories[item.index];
                m_seen.lines.push_back("memory of " + std::to_string(memory.pages()) + " pages, hash " +
                                       std::to_string(hash(memory)));
            } else if (item.kind == wasm::ExternKind::Table) {
                m_seen.lines.push_back("table of " + std::to_string(instance.tables[item.index]->elements.size()));
            } else if (item.kind == wasm::ExternKind::Global) {
                const exec::Global &global = *instance.globals[item.index];
                if (fitsJavaScript(global.type.type))
                    m_seen.lines.push_back("global" + text({exec::valueOf(global)}));
            }
        }
    }

    const Way m_way;
    uint32_t m_fuel, m_steps = 0;
    Observation m_seen;
};

} // namespace

std::shared_ptr<const wasm::Module> load(std::shared_ptr<const wasm::Bytes> bytes)
{
    return wasm::load(std::move(bytes), 1).module;
}

const char *nameOf(const Way &way)
{
    if (way.stepped)
        return "stepped";
    if (way.counted)
        return way.driver == exec::Driver::Plain ? "counted" : "counted by the loop";
    if (way.limits.checkBounds)
        return "plain, with checks";
    if (way.limits.collectAlways)
        return "plain, with a collection before each object";
    return way.driver == exec::Driver::Plain     ? "plain"
           : way.driver == exec::Driver::Watched ? "watched"
                                                 : "by the loop";
}

Observation observe(const std::shared_ptr<const wasm::Module> &module, const Way &way)
{
    return Observer(way).run(module);
}

std::string scriptOf(const wasm::Module &module, const Observation &seen)
{
    wasm::detail::JsonWriter json;
    const auto types = [&](const char *key, const std::vector<wasm::ValType> &list) {
        json.key(key).beginArray();
        for (const wasm::ValType &type : list)
            json.string(type.isRef() ? "ref" : toString(type));
        json.endArray();
    };
    json.beginObject().key("start").boolean(module.start.has_value());
    json.key("complete").boolean(seen.complete).key("imports").beginArray();
    for (const wasm::Import &import : module.imports) {
        json.beginObject().key("module").string(import.module).key("name").string(import.name);
        json.key("function").boolean(import.kind == wasm::ExternKind::Func);
        if (import.kind == wasm::ExternKind::Func) {
            json.key("index").number(import.index);
            types("params", module.funcType(import.index).params);
            types("results", module.funcType(import.index).results);
        }
        json.endObject();
    }
    json.endArray().key("exports").beginArray();
    for (size_t i = 0; i < module.exports.size(); ++i) {
        const wasm::Export &item = module.exports[i];
        json.beginObject().key("index").number(i).key("name").string(item.name).key("kind").number(uint64_t(item.kind));
        bool fits = item.kind == wasm::ExternKind::Table || item.kind == wasm::ExternKind::Memory;
        if (item.kind == wasm::ExternKind::Func) {
            fits = fitsJavaScript(module.funcType(item.index));
            types("params", module.funcType(item.index).params);
            types("results", module.funcType(item.index).results);
        } else if (item.kind == wasm::ExternKind::Global) {
            fits = fitsJavaScript(module.globals[item.index].type.type);
            types("results", {module.globals[item.index].type.type});
        }
        json.key("fits").boolean(fits).endObject();
    }
    json.endArray().key("lines").beginArray();
    for (const std::string &line : seen.lines)
        json.string(line);
    return json.endArray().endObject().take();
}

std::string difference(const Observation &a, const Observation &b)
{
    const size_t both = std::min(a.lines.size(), b.lines.size());
    for (size_t i = 0; i < both; ++i)
        if (a.lines[i] != b.lines[i])
            return a.lines[i] + "\n" + b.lines[i] + "\n";
    if (a.lines.size() == b.lines.size() && a.complete && b.complete && a.instructions && b.instructions &&
        a.instructions != b.instructions)
        return std::to_string(a.instructions) + " instructions\n" + std::to_string(b.instructions) + "\n";
    if (a.lines.size() == b.lines.size() || (a.lines.size() > both ? !b.complete : !a.complete))
        return {};
    return "one says more: " + (a.lines.size() > both ? a.lines : b.lines)[both] + "\n";
}

} // namespace watchglass::fuzz
