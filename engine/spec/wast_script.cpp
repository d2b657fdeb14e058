// SPDX-License-Identifier: Apache-2.0
/// The text form of scripts. Our lexer takes it apart; each module goes to the assembler by itself, so that one that
/// wabt cannot read, or dies of, costs that module and not the script.
#include <algorithm>
#include <fstream>

#include "engine/spec/script.h"
#include "engine/spec/script_tokens.h"

namespace watchglass::spec {

namespace {

using Kind = Command::Kind;
using Form = ScriptTokens::Form;
using wasm::HeapKind;

constexpr std::pair<std::string_view, Kind> assertions[] = {
    {"assert_return", Kind::AssertReturn},         {"assert_trap", Kind::AssertTrap},
    {"assert_exhaustion", Kind::AssertExhaustion}, {"assert_exception", Kind::AssertException},
    {"assert_malformed", Kind::AssertMalformed},   {"assert_invalid", Kind::AssertInvalid},
    {"assert_unlinkable", Kind::AssertUnlinkable}};

constexpr std::pair<std::string_view, HeapKind> heaps[] = {{"func", HeapKind::Func},
                                                           {"extern", HeapKind::Extern},
                                                           {"any", HeapKind::Any},
                                                           {"host", HeapKind::Any},
                                                           {"eq", HeapKind::Eq},
                                                           {"i31", HeapKind::I31},
                                                           {"struct", HeapKind::Struct},
                                                           {"array", HeapKind::Array},
                                                           {"exn", HeapKind::Exn},
                                                           {"none", HeapKind::None},
                                                           {"noextern", HeapKind::NoExtern},
                                                           {"nofunc", HeapKind::NoFunc},
                                                           {"noexn", HeapKind::NoExn}};

bool isCommand(std::string_view head)
{
    static constexpr std::string_view others[] = {"module", "register", "invoke", "get",  "script",
                                                  "input",  "output",   "thread", "wait", "component"};
    return head.starts_with("assert_") || std::find(std::begin(others), std::end(others), head) != std::end(others);
}

/// What a command says that is wrong; caught where commands are read, and told as that command.
struct NotUnderstood {
    std::string why;
    Command::Kind kind = Command::Kind::Wrong;
};

class Reader
{
public:
    Reader(std::string text, wat::Assembler &assembler, Script &script)
        : m_tokens(std::move(text)), m_assembler(assembler), m_script(script)
    {
    }

    void read()
    {
        if (const auto problem = m_tokens.problem()) {
            m_script.problem = *problem;
            return;
        }
        Form form;
        for (size_t at = 0; m_tokens.nextForm(at, form);) {
            if (!isCommand(m_tokens.head(form))) {
                bareModule(form, at);
                continue;
            }
            Command command;
            command.line = m_tokens.line(form);
            try {
                one(form, command);
            } catch (const NotUnderstood &error) {
                command.kind = error.kind;
                command.text = error.why;
                m_script.commands.push_back(std::move(command));
            }
            at = form.end;
        }
    }

private:
    /// Fields outside any module, up to the next command, are one.
    void bareModule(const Form &first, size_t &at)
    {
        Command command{Kind::Definition, m_tokens.line(first), {}, {}, {}, {}, {}, {}, {}};
        Form last = first, next = first;
        while (m_tokens.nextForm(at = last.end, next) && !isCommand(m_tokens.head(next)))
            last = next;
        command.source =
            assembleModule(m_assembler, "(module " + std::string(m_tokens.text(first.begin, last.end)) + ")");
        m_script.commands.push_back(command);
        command.kind = Kind::Instance;
        m_script.commands.push_back(std::move(command));
    }

    void one(const Form &form, Command &command)
    {
        const std::string_view head = m_tokens.head(form);
        size_t at = form.begin + 2;
        if (head == "module")
            return moduleCommand(form, command);
        if (head == "register") {
            command.kind = Kind::Register;
            command.as = string(at);
            command.name = m_tokens.identifier(at);
        } else if (head == "invoke" || head == "get") {
            command.kind = Kind::Action;
            command.action = action(form);
        } else {
            assertion(form, command);
        }
        m_script.commands.push_back(std::move(command));
    }

    void assertion(const Form &form, Command &command)
    {
        const auto found = std::find_if(std::begin(assertions), std::end(assertions),
                                        [&](const auto &known) { return known.first == m_tokens.head(form); });
        if (found == std::end(assertions))
            throw NotUnderstood{std::string(m_tokens.head(form)) + " is not judged here", Kind::Unjudged};
        command.kind = found->second;
        size_t at = form.begin + 2;
        Form inner = this->form(at);
        if (m_tokens.head(inner) == "module") {
            if (command.kind == Kind::AssertTrap)
                command.kind = Kind::AssertUninstantiable;
            bool isDefinition = false;
            command.source = source(inner, command.name, isDefinition);
        } else {
            command.action = action(inner);
        }
        if (command.kind == Kind::AssertReturn)
            while (m_tokens.formAt(at))
                command.expected.push_back(pattern(this->form(at)));
        else if (m_tokens.isString(at))
            command.text = m_tokens.string(at);
    }

    void moduleCommand(const Form &form, Command &command)
    {
        size_t at = form.begin + 2;
        if (m_tokens.word(at) == "instance") {
            command.kind = Kind::Instance;
            command.name = m_tokens.identifier(++at);
            command.of = m_tokens.identifier(at);
            return m_script.commands.push_back(std::move(command));
        }
        bool isDefinition = false;
        command.kind = Kind::Definition;
        command.source = source(form, command.name, isDefinition);
        m_script.commands.push_back(command);
        if (isDefinition)
            return;
        command.kind = Kind::Instance;
        command.source = {};
        m_script.commands.push_back(std::move(command));
    }

    ModuleSource source(const Form &form, std::string &name, bool &isDefinition)
    {
        size_t at = form.begin + 2;
        isDefinition = m_tokens.word(at) == "definition";
        const size_t rest = at += isDefinition;
        name = m_tokens.identifier(at);
        const std::string_view kind = m_tokens.word(at);
        if (kind != "binary" && kind != "quote")
            return assembleModule(m_assembler, "(module " + std::string(m_tokens.text(rest, form.end)));
        std::string bytes;
        for (++at; m_tokens.isString(at);)
            bytes += m_tokens.string(at);
        if (kind == "quote")
            return assembleModule(m_assembler, bytes);
        return {std::make_shared<const wasm::Bytes>(bytes.begin(), bytes.end()), {}, {}};
    }

    Action action(const Form &form)
    {
        const std::string_view head = m_tokens.head(form);
        if (head != "invoke" && head != "get")
            throw NotUnderstood{"there is no action " + std::string(head)};
        Action result;
        result.isGet = head == "get";
        size_t at = form.begin + 2;
        result.module = m_tokens.identifier(at);
        result.field = string(at);
        while (m_tokens.formAt(at))
            result.arguments.push_back(valueOf(pattern(this->form(at))));
        return result;
    }

    Pattern pattern(const Form &form)
    {
        const std::string_view head = m_tokens.head(form);
        size_t at = form.begin + 2;
        if (head == "either") {
            Pattern result{Pattern::Kind::Either, {}, {}, {}};
            while (m_tokens.formAt(at))
                if (const Form choice = this->form(at); m_tokens.head(choice) != "either")
                    result.choices.push_back(pattern(choice));
            return result;
        }
        if (head.starts_with("ref."))
            return reference(form, head.substr(4));
        if (head == "v128.const")
            return vector(form);
        static constexpr std::pair<std::string_view, wasm::ValType> types[] = {
            {"i32.const", wasm::I32}, {"i64.const", wasm::I64}, {"f32.const", wasm::F32}, {"f64.const", wasm::F64}};
        for (const auto &[name, type] : types)
            if (head == name)
                if (const auto lane = parseLane(std::string(m_tokens.word(at)), type))
                    return {Pattern::Kind::Number, type, {*lane}, {}};
        throw NotUnderstood{std::string(m_tokens.text(form.begin, form.end)) + " is no constant"};
    }

    Pattern vector(const Form &form)
    {
        size_t at = form.begin + 2;
        const std::string shape(m_tokens.word(at));
        std::vector<std::string> lanes;
        while (++at + 1 < form.end)
            lanes.emplace_back(m_tokens.word(at));
        if (auto result = parseVector(shape, lanes))
            return *result;
        throw NotUnderstood{std::string(m_tokens.text(form.begin, form.end)) + " is no vector"};
    }

    Pattern reference(const Form &form, std::string_view heap)
    {
        const std::string_view operand = m_tokens.word(form.begin + 2);
        const bool isNull = heap == "null";
        const auto found = std::find_if(std::begin(heaps), std::end(heaps), [&](const auto &known) {
            return known.first == (isNull && operand != ")" ? operand : heap);
        });
        const wasm::ValType type = wasm::ValType::ref(found == std::end(heaps) ? HeapKind::Any : found->second);
        if (isNull)
            return {Pattern::Kind::Null, type, {}, {}};
        if (found == std::end(heaps))
            throw NotUnderstood{std::string(m_tokens.text(form.begin, form.end)) + " is no reference"};
        const bool isHost = heap == "extern" || heap == "host";
        const auto number = isHost ? parseLane(std::string(operand), wasm::I64) : std::nullopt;
        if (!number)
            return {Pattern::Kind::NotNull, type, {}, {}};
        return {Pattern::Kind::Host, type, {*number}, {}};
    }

    Form form(size_t &at)
    {
        const auto found = m_tokens.formAt(at);
        if (!found)
            throw NotUnderstood{"a form in parentheses is missing"};
        at = found->end;
        return *found;
    }

    std::string string(size_t &at)
    {
        if (!m_tokens.isString(at))
            throw NotUnderstood{"a name in quotes is missing"};
        return m_tokens.string(at);
    }

    ScriptTokens m_tokens;
    wat::Assembler &m_assembler;
    Script &m_script;
};

} // namespace

Script readWastScript(const std::filesystem::path &file, wat::Assembler &assembler)
{
    Script script;
    script.file = file.string();
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        script.problem = "it cannot be read";
        return script;
    }
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    Reader(std::move(text), assembler, script).read();
    return script;
}

} // namespace watchglass::spec
