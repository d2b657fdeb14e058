// SPDX-License-Identifier: Apache-2.0
/// `wglass explain`: what the engine makes of each function.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "app/cli/help.h"
#include "app/cli/numbers.h"
#include "app/cli/program_file.h"
#include "engine/debug/stand_ins.h"
#include "engine/native/internal_code.h"
#include "engine/native/machine_code.h"
#include "engine/wat/disassembler.h"

namespace watchglass::cli {

namespace {

using Json = nlohmann::ordered_json;
using native::InternalInstruction;

/// A function with everything that is to be told of it.
struct Explained {
    std::string name;
    uint32_t index = 0;
    std::vector<wat::ListingRow> rows; ///< its instructions
    native::InternalCode code;
};

std::string nameOf(const ProgramFile &program, uint32_t index)
{
    return program.names->display(program.names->function(*program.module, index), index);
}

/// Indices of the functions that are meant: all that have code, or the one of --func. Else a sentence.
std::optional<std::string> chosenFunctions(const ProgramFile &program, const Arguments &arguments,
                                           std::vector<uint32_t> &chosen)
{
    const wasm::Module &module = *program.module;
    const auto wanted = arguments.value("--func");
    std::vector<std::string> names;
    for (uint32_t i = 0; i < module.functions.size(); ++i) {
        names.push_back(program.names->function(module, i));
        const bool isMeant =
            !wanted || *wanted == names.back() || *wanted == nameOf(program, i) || *wanted == std::to_string(i);
        if (!isMeant)
            continue;
        if (!module.functions[i].imported)
            chosen.push_back(i);
        else if (wanted)
            return nameOf(program, i) + " is imported: its code is its host's";
    }
    if (!chosen.empty())
        return std::nullopt;
    if (!wanted)
        return program.file.name + " has no functions";
    const auto meant = nearest(*wanted, {names.begin(), names.end()});
    return program.file.name + " has no function \"" + *wanted + "\"" +
           (meant && !meant->empty() ? "; did you mean " + std::string(*meant) + "?" : "");
}

std::vector<wat::ListingRow> instructionsOf(const wat::Disassembler &disassembler, const wasm::Module &module,
                                            uint32_t function)
{
    const wasm::Range code = module.functions[function].code;
    std::vector<wat::ListingRow> rows;
    for (wat::ListingRow &row : disassembler.listing(function))
        if (row.offset >= code.begin && row.offset < code.end && row.length > 0)
            rows.push_back(std::move(row));
    return rows;
}

std::string count(size_t n, const char *what)
{
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

/// The line in a text, the offset in a binary.
std::string placeOf(const ProgramFile &program, uint32_t offset)
{
    const std::string place = program.placeOf(offset);
    return place.substr(place.rfind(':') + 1);
}

void printRow(const ProgramFile &program, const wat::ListingRow &row, const char *remark)
{
    std::printf("%8s  %*s%s%s\n", placeOf(program, row.offset).c_str(), int(row.indent * 2), "", row.text.c_str(),
                remark);
}

using Shown = std::set<native::Handler>;

/// Once for each handler.
void printMachineCode(const InternalInstruction &cell, Shown &shown)
{
    const native::MachineCode code = native::machineCode(cell.handler);
    if (!code.problem.empty())
        return void(std::printf("                  %s\n", code.problem.c_str()));
    const uint64_t entry = reinterpret_cast<uint64_t>(cell.handler);
    if (!shown.insert(cell.handler).second)
        return void(std::printf("                    as above: %s\n",
                                count(code.instructions.size(), "machine instruction").c_str()));
    for (const native::MachineInstruction &row : code.instructions) {
        const std::string target = row.target ? "+" + std::to_string(*row.target - entry) : row.operands;
        std::printf("            %+6lld  %-9s %s\n", static_cast<long long>(row.address - entry), row.mnemonic.c_str(),
                    target.c_str());
    }
    std::printf("                    %s, %s\n", count(code.instructions.size(), "machine instruction").c_str(),
                count(code.bytes, "byte").c_str());
}

void printHead(const Explained &function)
{
    std::printf("%s: %s", function.name.c_str(), count(function.rows.size(), "instruction").c_str());
    if (!function.code.isFast) {
        std::printf("; too many locals and operands for fast code, so each has a cell of its own\n");
        return;
    }
    std::printf(" in %s", count(function.code.instructions.size(), "internal one").c_str());
    if (!function.code.pinnedInteger.empty())
        std::printf("; %s is held in a register", function.code.pinnedInteger.c_str());
    if (!function.code.pinnedNumber.empty())
        std::printf("; %s is held in an f64 register", function.code.pinnedNumber.c_str());
    std::printf("\n");
}

void print(const ProgramFile &program, const Explained &function, bool machine, Shown &shown)
{
    printHead(function);
    auto row = function.rows.begin();
    for (const InternalInstruction &cell : function.code.instructions) {
        for (; row != function.rows.end() && row->offset <= cell.last; ++row)
            printRow(program, *row, row->offset < cell.first ? "  – nothing" : row->offset < cell.last ? "  ↴" : "");
        std::printf("            ⇒ %s%s%s%s\n", cell.name.c_str(), cell.operands.empty() ? "" : "  ",
                    cell.operands.c_str(), cell.asWatched ? "  (as in watched code, operands in their slots)" : "");
        if (machine)
            printMachineCode(cell, shown);
    }
    for (; row != function.rows.end(); ++row)
        printRow(program, *row, function.code.isFast ? "  – nothing" : "");
    std::printf("\n");
}

Json toJson(const Explained &function, bool machine)
{
    Json all{{"function", function.index}, {"name", function.name}, {"fast", function.code.isFast}};
    all["pinned"] = Json{{"integer", function.code.pinnedInteger}, {"f64", function.code.pinnedNumber}};
    all["instructions"] = Json::array();
    for (const wat::ListingRow &row : function.rows)
        all["instructions"].push_back({{"offset", row.offset}, {"text", row.text}});
    all["internal"] = Json::array();
    for (const InternalInstruction &cell : function.code.instructions) {
        Json told{{"first", cell.first}, {"last", cell.last},   {"name", cell.name},        {"operands", cell.operands},
                  {"word", cell.word},   {"words", cell.words}, {"watched", cell.asWatched}};
        const uint64_t entry = reinterpret_cast<uint64_t>(cell.handler);
        if (machine)
            for (const native::MachineInstruction &row : native::machineCode(cell.handler).instructions)
                told["machine"].push_back({{"at", row.address - entry},
                                           {"bytes", row.bytes.size()},
                                           {"text", row.mnemonic + (row.operands.empty() ? "" : " ") + row.operands}});
        all["internal"].push_back(std::move(told));
    }
    return all;
}

} // namespace

int explain(const Arguments &arguments)
{
    const ProgramFile program = openProgram(arguments.operands[0]);
    report(program.findings);
    if (!program)
        return int(Status::WrongFile);
    std::vector<uint32_t> chosen;
    if (const auto sentence = chosenFunctions(program, arguments, chosen)) {
        std::fprintf(stderr, "wglass: %s\n", sentence->c_str());
        return int(Status::WrongUsage);
    }
    const auto store = exec::Store::create();
    const auto unasked = [](uint32_t, exec::HostCall &) { return exec::HostResult{}; };
    debug::StandIns standIns = debug::standIns(*store, *program.module, unasked);
    const exec::InstantiateResult made = exec::instantiate(program.module, std::move(standIns.imports), {}, store);
    if (!made.ok()) {
        report({fileFinding(program.file.name, made.trap ? made.trap->message : made.problem->message)});
        return int(made.trap ? Status::Trap : Status::WrongFile);
    }
    const bool machine = !arguments.has("--no-machine");
    const wat::Disassembler disassembler(*program.module, *program.names);
    Json json = Json::array();
    Shown shown;
    for (const uint32_t index : chosen) {
        const Explained function{nameOf(program, index), index, instructionsOf(disassembler, *program.module, index),
                                 native::internalCode(*made.instance->functions[index], *program.names)};
        if (arguments.has("--json"))
            json.push_back(toJson(function, machine));
        else
            print(program, function, machine, shown);
    }
    if (arguments.has("--json"))
        std::printf("%s\n", json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
    return int(Status::Success);
}

} // namespace watchglass::cli
