// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/disassembler.h"

#include "engine/base/interactive.h"
#include "engine/wat/disassemble/body_walk.h"
#include "engine/wat/disassemble/field_text.h"
#include "engine/wat/disassemble/literal_text.h"

namespace watchglass::wat {

using namespace wasm;

namespace {

/// Offsets into a text are 32 bits wide, and a small hostile module can declare a very large text.
constexpr size_t largestText = size_t(1) << 30;

class FunctionText
{
public:
    FunctionText(const Module &module, const Identifiers &identifiers, TextWriter &out)
        : m_module(module), m_identifiers(identifiers), m_out(out)
    {
    }

    void function(uint32_t function, uint32_t depth)
    {
        header(function);
        locals(function, depth + 1);
        BodyWalk walk(m_module, m_identifiers, function);
        bool closed = false;
        for (BodyLine line; walk.next(line);) {
            closed = line.last;
            m_out.newLine(depth + (closed ? 0 : line.depth + 1));
            const uint32_t begin = uint32_t(m_out.text.size());
            m_out.text += closed ? ")" : line.text;
            m_out.map(line.offset, line.length, {begin, begin + (closed ? 1 : line.keyword)}, function);
        }
        if (walk.problem()) {
            m_out.newLine(depth + 1);
            m_out.text += ";; " + problemText(*walk.problem());
        }
        if (!closed) {
            m_out.newLine(depth);
            m_out.text += ')';
        }
    }

    /// "(func $add (type 0) (param $a i32) (result i32)", left open.
    void header(uint32_t function)
    {
        std::string &out = m_out.text;
        out += "(func";
        m_identifiers.appendDefinition(out, Space::Function, function);
        const uint32_t type = m_module.functions[function].type;
        out += " (type";
        m_identifiers.appendUse(out, Space::Type, type);
        out += ')';
        const FuncType *signature = m_identifiers.funcType(type);
        if (!signature)
            return;
        declare(" (param", signature->params, 0, m_identifiers.locals(function));
        m_identifiers.appendSignature(out, {{}, signature->results});
    }

private:
    /// Locals without names share one form; each named one needs its own.
    void declare(const char *keyword, const std::vector<ValType> &types, uint32_t first, const IdentifierSpace &names)
    {
        std::string &out = m_out.text;
        bool open = false;
        for (uint32_t i = 0; i < types.size(); ++i) {
            const std::string &name = names.identifier(first + i);
            if (open && !name.empty())
                out += ')';
            if (!open || !name.empty())
                out += keyword;
            out += name.empty() ? " " : ' ' + name + ' ';
            m_identifiers.appendType(out, types[i]);
            open = name.empty();
            if (!open)
                out += ')';
        }
        if (open)
            out += ')';
    }

    void locals(uint32_t function, uint32_t depth)
    {
        std::vector<ValType> types;
        for (const LocalRun &run : m_module.functions[function].locals)
            types.insert(types.end(), run.count, run.type);
        if (types.empty())
            return;
        const FuncType *signature = m_identifiers.funcType(m_module.functions[function].type);
        m_out.newLine(depth);
        const size_t begin = m_out.text.size();
        declare(" (local", types, signature ? uint32_t(signature->params.size()) : 0, m_identifiers.locals(function));
        m_out.text.erase(begin, 1);
    }

    const Module &m_module;
    const Identifiers &m_identifiers;
    TextWriter &m_out;
};

void functions(const Module &module, const Identifiers &identifiers, TextWriter &out)
{
    FunctionText text(module, identifiers, out);
    for (uint32_t i = 0; i < module.functions.size(); ++i) {
        if (module.functions[i].imported)
            continue;
        out.newLine(1);
        if (out.text.size() > largestText) {
            out.text += ";; functions from " + std::to_string(i) + " on are left out: the text would be too large";
            return;
        }
        text.function(i, 1);
    }
}

const Import *importOf(const Module &module, uint32_t function)
{
    for (const Import &item : module.imports)
        if (item.kind == ExternKind::Func && item.index == function)
            return &item;
    return nullptr;
}

Disassembly finish(TextWriter &&out)
{
    out.text += '\n';
    return {std::move(out.text), SourceMap(std::move(out.mappings))};
}

} // namespace

struct Disassembler::Impl {
    Impl(const Module &m, const Names &n) : module(m), names(n), identifiers(m, n) {}
    const Module &module;
    const Names &names;
    Identifiers identifiers;
};

Disassembler::Disassembler(const Module &module, const Names &names) : m(std::make_unique<Impl>(module, names))
{
    longCall("wat::Disassembler");
}
Disassembler::~Disassembler() = default;

Disassembly Disassembler::module() const
{
    longCall("wat::Disassembler::module");
    TextWriter out;
    out.text = "(module";
    if (isIdentifier(m->names.module))
        out.text += " $" + m->names.module;
    else if (!m->names.module.empty())
        appendComment(out.text, m->names.module);
    FieldText fields(m->module, m->identifiers, out);
    fields.types();
    fields.imports();
    functions(m->module, m->identifiers, out);
    fields.tables();
    fields.memories();
    fields.globals();
    fields.tags();
    fields.exports();
    fields.start();
    fields.elements();
    fields.data();
    fields.customSections();
    out.newLine(0);
    out.text += ')';
    return finish(std::move(out));
}

Disassembly Disassembler::function(uint32_t function) const
{
    longCall("wat::Disassembler::function");
    TextWriter out;
    if (function >= m->module.functions.size())
        return {};
    if (const Import *import = importOf(m->module, function))
        FieldText(m->module, m->identifiers, out).import(*import);
    else
        FunctionText(m->module, m->identifiers, out).function(function, 0);
    return finish(std::move(out));
}

std::vector<ListingRow> Disassembler::listing(uint32_t function) const
{
    longCall("wat::Disassembler::listing");
    if (function >= m->module.functions.size())
        return {};
    TextWriter header;
    if (const Import *import = importOf(m->module, function)) {
        FieldText(m->module, m->identifiers, header).import(*import);
        return {{import->offset, 0, function, 0, std::move(header.text)}};
    }
    FunctionText(m->module, m->identifiers, header).header(function);
    const Function &own = m->module.functions[function];
    std::vector<ListingRow> rows{{own.body.begin, own.code.begin - own.body.begin, function, 0, header.text.substr(1)}};
    BodyWalk walk(m->module, m->identifiers, function);
    for (BodyLine line; walk.next(line);)
        rows.push_back({line.offset, line.length, function, line.last ? 0 : line.depth + 1, line.text});
    if (const auto &problem = walk.problem())
        rows.push_back({problem->offset, 0, function, 1, ";; " + problemText(*problem)});
    return rows;
}

Disassembly disassemble(const Module &module, const Names &names)
{
    return Disassembler(module, names).module();
}

Disassembly disassembleFunction(const Module &module, const Names &names, uint32_t function)
{
    return Disassembler(module, names).function(function);
}

std::vector<ListingRow> listing(const Module &module, const Names &names, uint32_t function)
{
    return Disassembler(module, names).listing(function);
}

} // namespace watchglass::wat
