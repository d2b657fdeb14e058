// SPDX-License-Identifier: Apache-2.0
#include "engine/spec/runner.h"

#include "engine/exec/reference_text.h"
#include "engine/spec/known.h"
#include "engine/spec/spectest.h"
#include "engine/wasm/load.h"

namespace watchglass::spec {

namespace {

using exec::Value;
using Kind = Command::Kind;
using ModulePtr = std::shared_ptr<const wasm::Module>;
using InstancePtr = std::shared_ptr<exec::Instance>;

/// A module or an instance, or why it is not there.
template <class T>
struct Held {
    std::shared_ptr<T> value;
    std::string missing = "there is none";
};
using HeldModule = Held<const wasm::Module>;
using HeldInstance = Held<exec::Instance>;

class Execution
{
public:
    Execution(const Script &script, const RunOptions &options, Totals &totals)
        : m_script(script), m_options(options), m_totals(totals)
    {
        m_registered["spectest"] = {makeSpectest(*m_store), {}};
    }

    void run()
    {
        for (const Command &command : m_script.commands) {
            m_command = &command;
            one(command);
        }
    }

private:
    void one(const Command &command)
    {
        switch (command.kind) {
        case Kind::Definition:
            return define(command);
        case Kind::Instance:
            return instance(command);
        case Kind::Register:
            m_registered[command.as] = find(command.name);
            return;
        case Kind::AssertMalformed:
        case Kind::AssertInvalid:
            return refused(command);
        case Kind::AssertUnlinkable:
            return unlinkable();
        case Kind::AssertUninstantiable:
            return uninstantiable();
        case Kind::Unjudged:
            return skip(command.text);
        case Kind::Wrong:
            return fail(command.text);
        default:
            return action(command);
        }
    }

    void pass()
    {
        if (m_command->isAssertion())
            ++m_totals.passed;
    }
    void skip(std::string why) { m_totals.skipped.push_back({m_script.file, m_command->line, std::move(why)}); }
    void fail(std::string why)
    {
        if (const KnownFault *known = knownFault(m_script.file, m_command->line, m_command->text))
            return skip(std::string(known->reason));
        m_totals.failures.push_back({m_script.file, m_command->line, std::move(why)});
    }

    // Modules

    /// Null with a reason when the decoder or the validator refuses it.
    static ModulePtr load(const ModuleSource &source, std::string &problem)
    {
        problem = source.malformed;
        if (!source.bytes)
            return nullptr;
        const wasm::DecodeResult loaded = wasm::load(source.bytes, 1);
        problem = loaded ? std::string() : loaded.problems[0].message;
        return loaded.module;
    }

    static HeldModule hold(const ModuleSource &source)
    {
        HeldModule held;
        held.missing = source.unavailable;
        if (!held.missing.empty())
            return held;
        held.value = load(source, held.missing);
        return held;
    }

    void define(const Command &command)
    {
        m_definition = hold(command.source);
        if (!m_definition.value)
            command.source.unavailable.empty() ? fail("the module is refused: " + m_definition.missing)
                                               : skip(m_definition.missing);
        if (!command.name.empty())
            m_definitions[command.name] = m_definition;
    }

    void refused(const Command &command)
    {
        if (!command.source.unavailable.empty())
            return skip(command.source.unavailable);
        std::string problem;
        load(command.source, problem) ? fail("accepted, but wanted: " + command.text) : pass();
    }

    // Instances

    /// Why the module cannot be linked although its own code could run; empty when it can.
    std::string missingImport(const wasm::Module &module) const
    {
        for (const wasm::Import &import : module.imports)
            if (const auto from = m_registered.find(import.module); from != m_registered.end() && !from->second.value)
                return "it imports from \"" + import.module + "\": " + from->second.missing;
        return {};
    }

    exec::InstantiateResult link(const ModulePtr &module)
    {
        std::vector<exec::Extern> imports;
        for (const wasm::Import &import : module->imports) {
            const auto from = m_registered.find(import.module);
            imports.push_back(from == m_registered.end() || !from->second.value
                                  ? exec::Extern()
                                  : from->second.value->exported(import.name));
        }
        return exec::instantiate(module, std::move(imports), m_options.limits, m_store);
    }

    void instance(const Command &command)
    {
        HeldModule definition = m_definition;
        if (!command.of.empty())
            definition = m_definitions[command.of];
        m_current = {nullptr, definition.missing};
        if (definition.value && m_current.missing.empty())
            m_current.missing = missingImport(*definition.value);
        if (!m_current.missing.empty()) {
            if (definition.value)
                skip(m_current.missing);
        } else {
            const exec::InstantiateResult result = link(definition.value);
            if (!result.ok())
                fail(m_current.missing = result.problem ? result.problem->message : result.trap->message);
            else if (const exec::Stop stop = start(result.instance); stop.kind != exec::StopKind::Finished)
                fail(m_current.missing = "the start function stopped: " + (stop.trap ? stop.trap->message : "?"));
            else
                m_current.value = result.instance;
        }
        if (!command.name.empty())
            m_named[command.name] = m_current;
    }

    HeldInstance find(const std::string &name)
    {
        if (name.empty())
            return m_current;
        const auto found = m_named.find(name);
        return found == m_named.end() ? HeldInstance{nullptr, "there is no instance " + name} : found->second;
    }

    /// The module of an assertion about linking; null when it was skipped or failed already.
    ModulePtr linkable()
    {
        const bool own = m_command->source.given();
        const HeldModule held = own ? hold(m_command->source) : m_definition;
        if (held.missing.empty())
            return held.value;
        own && !held.value && m_command->source.unavailable.empty() ? fail("the module is refused: " + held.missing)
                                                                    : skip(held.missing);
        return nullptr;
    }

    void unlinkable()
    {
        if (const ModulePtr module = linkable())
            link(module).problem ? pass() : fail("linked, but wanted: " + m_command->text);
    }

    void uninstantiable()
    {
        const ModulePtr module = linkable();
        if (!module)
            return;
        const exec::InstantiateResult result = link(module);
        if (result.problem)
            return fail("not linked: " + result.problem->message);
        checkTrap(result.trap ? result.trap : start(result.instance).trap);
    }

    // Calls

    exec::Stop call(const std::shared_ptr<exec::Function> &function, const std::vector<Value> &arguments)
    {
        exec::Machine machine(m_options.limits, m_options.driver);
        machine.setCounting(m_options.counting);
        machine.start(function, arguments);
        return machine.run();
    }

    exec::Stop start(const InstancePtr &instance)
    {
        const auto index = instance->module->start;
        return index ? call(instance->functions[*index], {}) : exec::Stop{};
    }

    static bool sameTypes(const std::vector<wasm::ValType> &params, const std::vector<Value> &arguments)
    {
        bool same = params.size() == arguments.size();
        for (size_t i = 0; same && i < params.size(); ++i)
            same = params[i].kind == arguments[i].type.kind;
        return same;
    }

    void action(const Command &command)
    {
        const Action &what = command.action;
        const HeldInstance held = find(what.module);
        if (!held.value)
            return skip(held.missing);
        const exec::Extern found = held.value->exported(what.field);
        if (what.isGet) {
            const auto *global = std::get_if<std::shared_ptr<exec::Global>>(&found);
            return global ? results({exec::valueOf(**global)})
                          : fail("no global is exported as \"" + what.field + "\"");
        }
        const auto *function = std::get_if<std::shared_ptr<exec::Function>>(&found);
        if (!function)
            return fail("no function is exported as \"" + what.field + "\"");
        if (!sameTypes((*function)->type.params, what.arguments))
            return fail(what.field + " has type " + toString((*function)->type) + "; the arguments do not fit");
        stopped(call(*function, what.arguments));
    }

    void stopped(const exec::Stop &stop)
    {
        switch (m_command->kind) {
        case Kind::AssertTrap:
        case Kind::AssertExhaustion:
            return checkTrap(stop.trap);
        case Kind::AssertException:
            return stop.trap && stop.trap->kind == exec::TrapKind::UncaughtException
                       ? pass()
                       : fail(stop.trap ? "trap: " + stop.trap->message : "no exception was thrown");
        default:
            break;
        }
        if (stop.kind != exec::StopKind::Finished)
            return fail(m_command->action.field + " stopped: " + (stop.trap ? stop.trap->message : "?"));
        m_command->kind == Kind::AssertReturn ? results(stop.results) : pass();
    }

    void checkTrap(const std::optional<exec::Trap> &trap)
    {
        const std::string &wanted = m_command->text;
        if (!trap)
            return fail("no trap, but wanted: " + wanted);
        const std::string found(exec::specMessage(trap->kind));
        // Where the suite's files word the same trap differently.
        const bool same = wanted.starts_with(found) || found.starts_with(wanted) ||
                          (trap->kind == exec::TrapKind::NullReference && wanted.starts_with("null")) ||
                          (wanted == "undefined element" && found.starts_with("out of bounds table"));
        if (!same || trap->message.empty())
            return fail("trap: " + found + " (" + trap->message + "), but wanted: " + wanted);
        pass();
    }

    void results(const std::vector<Value> &found)
    {
        const std::vector<Pattern> &wanted = m_command->expected;
        bool same = found.size() == wanted.size() || m_command->kind != Kind::AssertReturn;
        std::string got, expected;
        for (size_t i = 0; same && i < wanted.size(); ++i)
            same = matches(found[i], wanted[i]);
        if (same)
            return pass();
        for (const Value &value : found)
            got += toString(value) + " (" + toHex(value) + ") ";
        for (const Pattern &pattern : wanted)
            expected += (expected.empty() ? "" : ", ") + toString(pattern);
        fail(m_command->action.field + " gave " + (got.empty() ? "nothing " : got) + "but wanted " +
             (expected.empty() ? "nothing" : expected));
    }

    const Script &m_script;
    const RunOptions &m_options;
    Totals &m_totals;
    const Command *m_command = nullptr;
    HeldModule m_definition;
    HeldInstance m_current;
    std::map<std::string, HeldModule> m_definitions;
    std::map<std::string, HeldInstance> m_named, m_registered;
    const std::shared_ptr<exec::Store> m_store = exec::Store::create();
};

} // namespace

std::string toString(const Note &note)
{
    return note.file + ":" + (note.line ? std::to_string(note.line) + ":" : "") + " " + note.message;
}

void Runner::run(const Script &script)
{
    if (!script.problem.empty())
        m_totals.failures.push_back({script.file, 0, script.problem});
    else
        Execution(script, m_options, m_totals).run();
}

} // namespace watchglass::spec
