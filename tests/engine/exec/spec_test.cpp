// SPDX-License-Identifier: Apache-2.0
/// The specification's own suite, as command lists with binary modules, in both drivers.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/exec/machine.h"
#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"

namespace {

using namespace watchglass;
using exec::Value;
using Json = nlohmann::json;
using ModulePtr = std::shared_ptr<const wasm::Module>;
using InstancePtr = std::shared_ptr<exec::Instance>;
namespace fs = std::filesystem;

struct Totals {
    int passed = 0, failed = 0, skipped = 0;
    std::vector<std::string> failures;
    std::map<std::string, int> skippedFiles;
};

/// Functions keep their instance only by address: whatever ran stays for the whole file.
std::vector<InstancePtr> &graveyard()
{
    static std::vector<InstancePtr> instances;
    return instances;
}

InstancePtr spectest()
{
    // (module (func …) (global …) (table (export "table") 10 20 funcref) (memory (export "memory") 1 2)), made by hand
    auto module = std::make_shared<wasm::Module>();
    auto instance = std::make_shared<exec::Instance>();
    const auto addExport = [&](const std::string &name, wasm::ExternKind kind, size_t index) {
        module->exports.push_back({name, kind, uint32_t(index), 0});
    };
    const std::pair<const char *, std::vector<wasm::ValType>> prints[] = {{"print", {}},
                                                                          {"print_i32", {wasm::I32}},
                                                                          {"print_i64", {wasm::I64}},
                                                                          {"print_f32", {wasm::F32}},
                                                                          {"print_f64", {wasm::F64}},
                                                                          {"print_i32_f32", {wasm::I32, wasm::F32}},
                                                                          {"print_f64_f64", {wasm::F64, wasm::F64}}};
    for (const auto &[name, params] : prints) {
        addExport(name, wasm::ExternKind::Func, instance->functions.size());
        instance->functions.push_back(
            exec::makeHostFunction({params, {}}, name, [](exec::HostCall &) { return exec::HostResult{}; }));
    }
    const std::pair<const char *, Value> globals[] = {{"global_i32", Value::i32(666)},
                                                      {"global_i64", Value::i64(666)},
                                                      {"global_f32", Value::f32(666.6f)},
                                                      {"global_f64", Value::f64(666.6)}};
    for (const auto &[name, value] : globals) {
        auto global = std::make_shared<exec::Global>();
        global->type.type = global->typeId = value.type;
        global->value = value;
        addExport(name, wasm::ExternKind::Global, instance->globals.size());
        instance->globals.push_back(global);
    }
    for (const bool is64 : {false, true}) {
        auto table = std::make_shared<exec::Table>();
        table->type = {wasm::FuncRef, {10, 20, is64, false}};
        table->elementId = wasm::FuncRef;
        table->elements.resize(10);
        table->maxElements = 20;
        addExport(is64 ? "table64" : "table", wasm::ExternKind::Table, instance->tables.size());
        instance->tables.push_back(table);
    }
    instance->memories.push_back(exec::Memory::create({{1, 2, false, false}}, 65536));
    addExport("memory", wasm::ExternKind::Memory, 0);
    instance->module = module;
    return instance;
}

std::string plain(std::string text)
{
    std::erase(text, '_');
    return text;
}

/// The bits of a number as the suite spells it; nothing for a pattern.
Value number(const std::string &type, const std::string &text)
{
    static const std::map<std::string, wasm::ValType> types = {
        {"i32", wasm::I32}, {"i64", wasm::I64}, {"f32", wasm::F32}, {"f64", wasm::F64}};
    const auto value = exec::parseValue(plain(text), types.at(type));
    EXPECT_TRUE(value) << type << " " << text;
    return value.value_or(Value{});
}

int laneBits(const std::string &shape)
{
    return 128 / std::stoi(shape.substr(shape.find('x') + 1));
}

Value argument(const Json &json)
{
    const std::string type = json["type"];
    if (type == "v128") {
        std::string text = json["lane_type"];
        for (const Json &lane : json["value"])
            text += " " + plain(lane.get<std::string>());
        return exec::parseValue(text, wasm::V128).value();
    }
    if (type == "ref.extern") // 0 is null here, so that the suite's 0 is our 1
        return {wasm::ExternRef, {std::stoull(json["value"][0].get<std::string>()) + 1, 0}};
    if (type == "ref.null")
        return Value::zero(json["value"][0] == "func" ? wasm::FuncRef : wasm::ExternRef);
    return number(type, json["value"]);
}

bool floatMatches(uint64_t bits, int width, const std::string &wanted)
{
    const uint64_t exponent = width == 32 ? 0x7f800000 : 0x7ff0000000000000,
                   quiet = width == 32 ? 0x400000 : 0x8000000000000;
    const uint64_t magnitude = bits & (width == 32 ? 0x7fffffff : 0x7fffffffffffffff);
    if (wanted == "nan:canonical")
        return magnitude == (exponent | quiet);
    if (wanted == "nan:arithmetic")
        return (magnitude & (exponent | quiet)) == (exponent | quiet);
    return bits == number(width == 32 ? "f32" : "f64", wanted).bits[0];
}

bool vectorMatches(const Value &value, const Json &wanted)
{
    const std::string shape = wanted["lane_type"];
    const int bits = laneBits(shape);
    for (int lane = 0; lane < 128 / bits; ++lane) {
        uint64_t found = value.bits[size_t(lane * bits / 64)] >> (lane * bits % 64);
        if (bits < 64)
            found &= (uint64_t(1) << bits) - 1;
        const std::string text = wanted["value"][size_t(lane)];
        if (shape[0] == 'f') {
            if (!floatMatches(found, bits, text))
                return false;
        } else if (const uint64_t mask = bits < 64 ? (uint64_t(1) << bits) - 1 : ~uint64_t(0);
                   found != (number("i64", text).bits[0] & mask)) {
            return false;
        }
    }
    return true;
}

bool matches(const Value &value, const Json &wanted)
{
    const std::string type = wanted["type"];
    if (type == "either") {
        for (const Json &choice : wanted["values"])
            if (matches(value, choice))
                return true;
        return false;
    }
    if (type == "v128")
        return vectorMatches(value, wanted);
    if (type == "ref.null")
        return value.bits[0] == 0;
    if (type.starts_with("ref."))
        return value.bits[0] != 0 && (wanted["value"].is_null() || value.bits[0] == argument(wanted).bits[0]);
    if (type[0] == 'f')
        return floatMatches(value.bits[0], type == "f32" ? 32 : 64, wanted["value"]);
    return value.bits[0] == number(type, wanted["value"]).bits[0];
}

class Script
{
public:
    Script(fs::path folder, exec::Driver driver, Totals &totals)
        : m_folder(std::move(folder)), m_driver(driver), m_totals(totals)
    {
        m_registered["spectest"] = spectest();
    }

    void run()
    {
        std::ifstream file(m_folder / (m_folder.filename().string() + ".json"));
        const Json script = Json::parse(file);
        for (const Json &command : script["commands"])
            one(command);
    }

private:
    void one(const Json &command)
    {
        m_line = command["line"];
        const std::string type = command["type"];
        if (type == "module_definition")
            define(command);
        else if (type == "module_instance")
            instance(command);
        else if (type == "register")
            m_registered[command["as"]] = find(command);
        else if (type == "assert_malformed" || type == "assert_invalid")
            refused(command);
        else if (type == "assert_unlinkable" || type == "assert_uninstantiable")
            unlinkable(command, type == "assert_unlinkable");
        else
            action(command, type);
    }

    void pass() { ++m_totals.passed; }
    void skip()
    {
        ++m_totals.skipped;
        ++m_totals.skippedFiles[m_folder.filename().string()];
    }
    void fail(const std::string &why)
    {
        ++m_totals.failed;
        m_totals.failures.push_back(m_folder.filename().string() + ":" + std::to_string(m_line) + ": " + why);
    }

    ModulePtr load(const Json &command, std::string &problem)
    {
        std::ifstream file(m_folder / command["filename"].get<std::string>(), std::ios::binary);
        auto bytes =
            std::make_shared<wasm::Bytes>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        const wasm::DecodeResult decoded = wasm::decode(bytes);
        if (!decoded) {
            problem = decoded.problems.empty() ? "?" : decoded.problems[0].message;
            return nullptr;
        }
        const auto problems = wasm::validate(*decoded.module);
        if (!problems.empty())
            problem = problems[0].message;
        return problems.empty() ? decoded.module : nullptr;
    }

    void define(const Json &command)
    {
        std::string problem;
        m_definition = load(command, problem);
        if (!m_definition)
            fail("module refused: " + problem);
        if (command.contains("name"))
            m_definitions[command["name"]] = m_definition;
    }

    exec::InstantiateResult link(const ModulePtr &module)
    {
        std::vector<exec::Extern> imports;
        for (const wasm::Import &import : module->imports) {
            const auto from = m_registered.find(import.module);
            imports.push_back(from == m_registered.end() || !from->second ? exec::Extern()
                                                                          : from->second->exported(import.name));
        }
        exec::InstantiateResult result = exec::instantiate(module, std::move(imports));
        if (result.instance)
            graveyard().push_back(result.instance);
        return result;
    }

    void instance(const Json &command)
    {
        const ModulePtr module =
            command.contains("of") && !command["of"].is_null() ? m_definitions[command["of"]] : m_definition;
        m_current = nullptr;
        m_unsupported = module && !exec::unsupported(*module).empty();
        if (!module || m_unsupported)
            skip();
        else if (exec::InstantiateResult result = link(module); !result.ok())
            importsMissing() ? skip() : fail(result.problem ? result.problem->message : result.trap->message);
        else
            m_current = result.instance;
        if (m_current && m_current->module->start)
            call(m_current->functions[*m_current->module->start], {});
        if (command.contains("name"))
            m_named[command["name"]] = m_current;
    }
    /// A module that imports from one that could not run cannot run either.
    bool importsMissing() const
    {
        for (const wasm::Import &import : m_definition->imports)
            if (const auto from = m_registered.find(import.module); from != m_registered.end() && !from->second)
                return true;
        return false;
    }

    InstancePtr find(const Json &command)
    {
        const char *key = command.contains("module") ? "module" : "name";
        return command.contains(key) && !command[key].is_null() ? m_named[command[key]] : m_current;
    }

    void refused(const Json &command)
    {
        std::string problem;
        load(command, problem) ? fail("accepted, but " + command["text"].get<std::string>()) : pass();
    }

    void unlinkable(const Json &command, bool link)
    {
        if (!m_definition || !exec::unsupported(*m_definition).empty())
            return skip();
        const exec::InstantiateResult result = this->link(m_definition);
        if (link)
            return result.problem ? pass() : fail("linked, but " + command["text"].get<std::string>());
        if (result.ok() && m_definition->start) {
            const exec::Stop stop = call(result.instance->functions[*m_definition->start], {});
            return stop.trap ? pass() : fail("started, but " + command["text"].get<std::string>());
        }
        checkTrap(result.trap, command["text"]);
    }

    void checkTrap(const std::optional<exec::Trap> &trap, const std::string &wanted)
    {
        if (!trap)
            return fail("no trap, but " + wanted);
        const std::string found(exec::specMessage(trap->kind));
        const bool same = wanted.starts_with(found) || found.starts_with(wanted) ||
                          (trap->kind == exec::TrapKind::NullReference && wanted.starts_with("null")) ||
                          (wanted == "undefined element" && found.starts_with("out of bounds table"));
        if (!same || trap->message.empty())
            return fail("trap " + found + " (" + trap->message + "), but " + wanted);
        pass();
    }

    exec::Stop call(const std::shared_ptr<exec::Function> &function, const std::vector<Value> &arguments)
    {
        exec::Limits limits;
        limits.callDepth = 20'000;
        exec::Machine machine(limits, m_driver);
        machine.start(function, arguments);
        return machine.run();
    }

    void action(const Json &command, const std::string &type)
    {
        const Json &what = command["action"];
        const InstancePtr instance = find(what);
        if (!instance)
            return skip();
        const exec::Extern found = instance->exported(what["field"].get<std::string>());
        if (what["type"] == "get") {
            const auto global = std::get<std::shared_ptr<exec::Global>>(found);
            return results({global->value}, command["expected"]);
        }
        std::vector<Value> arguments;
        for (const Json &json : what["args"])
            arguments.push_back(argument(json));
        const exec::Stop stop = call(std::get<std::shared_ptr<exec::Function>>(found), arguments);
        if (type == "assert_trap" || type == "assert_exhaustion")
            return checkTrap(stop.trap, command["text"]);
        if (stop.kind != exec::StopKind::Finished)
            return fail(what["field"].get<std::string>() + " stopped: " + (stop.trap ? stop.trap->message : "?"));
        if (command.contains("expected"))
            return results(stop.results, command["expected"]);
        pass();
    }

    void results(const std::vector<Value> &found, const Json &wanted)
    {
        bool same = found.size() == wanted.size();
        for (size_t i = 0; same && i < found.size(); ++i)
            same = matches(found[i], wanted[i]);
        if (same)
            return pass();
        std::string text;
        for (const Value &value : found)
            text += exec::toString(value) + " (" + exec::toHex(value) + ") ";
        fail("got " + text + "wanted " + wanted.dump());
    }

    const fs::path m_folder;
    const exec::Driver m_driver;
    Totals &m_totals;
    int m_line = 0;
    bool m_unsupported = false;
    ModulePtr m_definition;
    InstancePtr m_current;
    std::map<std::string, ModulePtr> m_definitions;
    std::map<std::string, InstancePtr> m_named, m_registered;
};

class SpecSuite : public testing::TestWithParam<exec::Driver>
{
};

TEST_P(SpecSuite, everyFilePasses)
{
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    const fs::path folder = fs::path(data ? data : "") / "spec/json-3.0";
    if (!data || !fs::exists(folder))
        GTEST_SKIP() << "skipped: not there";
    const char *only = std::getenv("WATCHGLASS_SPEC_FILE");
    Totals totals;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
        if (only && entry.path().filename() != only)
            continue;
        Script(entry.path(), GetParam(), totals).run();
        graveyard().clear();
    }
    std::cout << totals.passed << " passed, " << totals.failed << " failed, " << totals.skipped << " skipped\n";
    for (const auto &[file, count] : totals.skippedFiles)
        std::cout << "  skipped " << count << " of " << file << "\n";
    for (size_t i = 0; i < totals.failures.size() && i < 100; ++i)
        std::cout << "  " << totals.failures[i] << "\n";
    EXPECT_EQ(totals.failed, 0);
    EXPECT_GT(totals.passed, 0);
}

INSTANTIATE_TEST_SUITE_P(Drivers, SpecSuite, testing::Values(exec::Driver::Threaded, exec::Driver::Single),
                         [](const auto &info) { return info.param == exec::Driver::Threaded ? "threaded" : "single"; });

} // namespace
