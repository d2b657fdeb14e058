// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <charconv>
#include <unordered_map>

#include "engine/base/interactive.h"
#include "engine/wat/analysis/literals.h"
#include "engine/wat/analysis/lookup.h"
#include "engine/wat/analysis/words.h"

namespace watchglass::wat {

namespace {

std::string hex(uint64_t value, int digits = 0)
{
    char buffer[17];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, 16).ptr;
    std::string text(buffer, end);
    return text.size() < size_t(digits) ? std::string(size_t(digits) - text.size(), '0') + text : text;
}

template <typename Float>
std::string floatText(Float value)
{
    char buffer[64];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

/// The bytes that begin the instruction in a module.
std::string opcodeText(const wasm::InstructionInfo &info)
{
    if (!info.prefix)
        return hex(info.code, 2);
    std::string text = hex(info.prefix, 2);
    for (uint32_t code = info.code;; code >>= 7) {
        text += " " + hex((code & 0x7f) | (code > 0x7f ? 0x80 : 0), 2);
        if (code <= 0x7f)
            return text;
    }
}

std::string_view withoutStar(std::string_view signature)
{
    return signature.starts_with("* ") ? signature.substr(2) : signature;
}

std::string stackText(const InstructionPlace &place)
{
    if (!place.reachable)
        return "this place is never reached";
    if (!place.known)
        return "what is on the stack is not known: something before it was not understood";
    if (place.stackAfter.empty())
        return place.stackDepth ? std::string() : "leaves the stack empty";
    std::string text = "stack after it:";
    if (place.stackDepth > place.stackAfter.size())
        text += " … " + std::to_string(place.stackDepth - place.stackAfter.size()) + " more,";
    for (const wasm::ValType &type : place.stackAfter)
        text += " " + wasm::toString(type);
    return text;
}

std::optional<Hover> instructionHover(const Analysis &analysis, const Token &token, std::string_view word)
{
    auto op = wasm::opFromName(word);
    const bool old = !op;
    if (old)
        op = wasm::opFromLegacyName(word);
    if (!op)
        return std::nullopt;
    const InstructionPlace *place = analysis.instructionAt(token.range.begin);
    if (place && !(place->keyword == token.range))
        place = nullptr;
    const wasm::InstructionInfo &info = wasm::info(place ? place->op : *op);
    Hover hover;
    hover.range = token.range;
    hover.op = info.op;
    const std::string_view text = analysis.tree.text();
    hover.title = place && place->extent.size() < 80 ? text.substr(place->extent.begin, place->extent.size()) : word;
    hover.signature = withoutStar(info.signature);
    hover.sentence = info.doc;
    hover.traps = info.traps;
    hover.detail = "opcode " + opcodeText(info);
    if (old)
        hover.detail += "; old name of " + std::string(info.name);
    if (place)
        if (const std::string stack = stackText(*place); !stack.empty())
            hover.detail += "; " + stack;
    return hover;
}

std::string_view nounOf(SymbolKind kind)
{
    constexpr std::string_view nouns[] = {"module",       "type",  "function", "parameter", "local",
                                          "label",        "table", "memory",   "global",    "element segment",
                                          "data segment", "tag",   "export",   "import",    "field"};
    return nouns[size_t(kind)];
}

std::optional<Hover> symbolHover(const Analysis &analysis, const Token &token)
{
    const Reference *reference = analysis.referenceAt(token.range.begin);
    if (!reference || !(reference->range == token.range))
        return std::nullopt;
    const Symbol &symbol = analysis.symbols[reference->symbol];
    Hover hover;
    hover.range = token.range;
    hover.title =
        symbol.name.empty() ? std::string(nounOf(symbol.kind)) + " " + std::to_string(symbol.index) : symbol.name;
    if (!symbol.detail.empty())
        hover.title += " : " + symbol.detail;
    hover.signature = symbol.kind == SymbolKind::Function || symbol.kind == SymbolKind::Type ? symbol.detail : "";
    hover.sentence = std::string(nounOf(symbol.kind)) + " " + std::to_string(symbol.index);
    if (symbol.kind == SymbolKind::Label)
        hover.sentence = "label of a " + symbol.detail;
    const uint32_t line = LineIndex(analysis.tree.text()).at(symbol.nameRange.begin).line;
    hover.detail = reference->definition ? "" : "defined in line " + std::to_string(line);
    return hover;
}

void add(std::string &out, std::string_view label, const std::string &value)
{
    out += (out.empty() ? "" : "; ") + std::string(label) + " " + value;
}

std::string integerReadings(uint64_t value, unsigned bits)
{
    std::string out;
    const int64_t negative = bits == 32 ? int64_t(int32_t(uint32_t(value))) : int64_t(value);
    add(out, "decimal", std::to_string(negative));
    if (negative < 0)
        add(out, "unsigned", std::to_string(value));
    add(out, "hex", "0x" + hex(value));
    if (bits == 32)
        add(out, "as f32", floatText(std::bit_cast<float>(uint32_t(value))));
    else
        add(out, "as f64", floatText(std::bit_cast<double>(value)));
    if (value >= 0x20 && value < 0x7f)
        add(out, "character", "'" + std::string(1, char(value)) + "'");
    return out;
}

/// A number read as what its instruction takes it for, else as an integer or an f64.
std::optional<Hover> numberHover(const Analysis &analysis, const Token &token, std::string_view word)
{
    const InstructionPlace *place = analysis.instructionAt(token.range.begin);
    const wasm::Immediate kind = place ? wasm::info(place->op).immediate : wasm::Immediate::None;
    Hover hover;
    hover.range = token.range;
    hover.title = word;
    uint64_t bits64 = 0;
    uint32_t bits32 = 0;
    using detail::LiteralError;
    if (kind == wasm::Immediate::F32 && detail::parseF32(word, bits32) == LiteralError::None)
        hover.detail = "decimal " + floatText(std::bit_cast<float>(bits32)) + "; bits 0x" + hex(bits32, 8);
    else if (kind == wasm::Immediate::F64 && detail::parseF64(word, bits64) == LiteralError::None)
        hover.detail = "decimal " + floatText(std::bit_cast<double>(bits64)) + "; bits 0x" + hex(bits64, 16);
    else if (kind != wasm::Immediate::I64 && detail::parseInteger(word, 32, bits64) == LiteralError::None)
        hover.detail = integerReadings(bits64, 32);
    else if (detail::parseInteger(word, 64, bits64) == LiteralError::None)
        hover.detail = integerReadings(bits64, 64);
    else if (detail::parseF64(word, bits64) == LiteralError::None)
        hover.detail = "decimal " + floatText(std::bit_cast<double>(bits64)) + "; bits of an f64 0x" + hex(bits64, 16);
    else
        return std::nullopt;
    return hover;
}

/// One sentence for each word of the text format that is no instruction.
std::optional<Hover> wordHover(const Token &token, std::string_view word)
{
    static const std::unordered_map<std::string_view, std::string_view> sentences{
        {"module", "Everything that is compiled, loaded and linked together."},
        {"func", "A function; as a type, any function."},
        {"param", "What a function or block takes."},
        {"result", "What a function or block leaves on the stack."},
        {"local", "A variable of one call of the function; it starts with 0 or null."},
        {"type", "Names a type, or uses one that has a name."},
        {"import", "Something the host or another module must provide."},
        {"export", "Something others can use under this name."},
        {"memory", "Bytes addressed by number, in pages of 64 KiB: the smallest size, then the largest."},
        {"table", "References addressed by number, such as functions to be called indirectly."},
        {"global", "A variable of the whole module."},
        {"mut", "It may be changed."},
        {"elem", "References to put into a table, at the start or by table.init."},
        {"data", "Bytes to put into a memory, at the start or by memory.init."},
        {"offset", "Where a segment begins in its table or memory."},
        {"item", "One reference of an element segment."},
        {"declare", "The functions are only named, so that ref.func may refer to them."},
        {"start", "The function that runs as soon as the module is instantiated."},
        {"tag", "A kind of exception and the values it carries."},
        {"rec", "Types that may refer to each other."},
        {"sub", "A type that may have subtypes, and its supertype."},
        {"final", "There are no subtypes of it."},
        {"struct", "An object with fields; as a reference type, any of them."},
        {"array", "An object with elements of one type; as a reference type, any of them."},
        {"field", "A field of a struct."},
        {"then", "Runs when the condition is not 0."},
        {"do", "The code whose exceptions the try handles."},
        {"shared", "Several threads may use it at once."},
        {"ref", "A reference type."},
        {"null", "The reference may be null."},
        {"i32", "A 32-bit integer, signed or unsigned as each instruction sees it."},
        {"i64", "A 64-bit integer, signed or unsigned as each instruction sees it."},
        {"f32", "A 32-bit floating-point number (IEEE 754)."},
        {"f64", "A 64-bit floating-point number (IEEE 754)."},
        {"v128", "A vector of 128 bits, seen as lanes of integers or floats."},
        {"i8", "A byte in a field or element; i32 on the stack."},
        {"i16", "Two bytes in a field or element; i32 on the stack."},
        {"funcref", "A reference to a function, or null."},
        {"externref", "A reference to something of the host, or null."},
        {"anyref", "A reference to an object of the module's heap or a small integer, or null."},
        {"eqref", "A reference that ref.eq can compare, or null."},
        {"i31ref", "An integer of 31 bits as a reference, or null."},
        {"structref", "A reference to any struct, or null."},
        {"arrayref", "A reference to any array, or null."},
        {"exnref", "A reference to a caught exception, or null."},
        {"anyfunc", "The old name of funcref."},
    };
    const auto found = sentences.find(word);
    if (found == sentences.end())
        return std::nullopt;
    Hover hover;
    hover.range = token.range;
    hover.title = word;
    hover.sentence = found->second;
    return hover;
}

} // namespace

std::optional<Hover> hover(const Analysis &analysis, uint32_t offset)
{
    const ShortCall call("wat::hover");
    const Token token = analysis.tree.tokenAt(offset);
    const std::string_view word = std::string_view(analysis.tree.text()).substr(token.range.begin, token.range.size());
    switch (token.kind) {
    case TokenKind::Id:
        return symbolHover(analysis, token);
    case TokenKind::Number: {
        const auto symbol = symbolHover(analysis, token);
        return symbol ? symbol : numberHover(analysis, token, word);
    }
    case TokenKind::Keyword: {
        const auto instruction = instructionHover(analysis, token, word);
        return instruction ? instruction : wordHover(token, word);
    }
    case TokenKind::String: {
        Hover hover;
        hover.range = token.range;
        hover.title = word.size() < 80 ? std::string(word) : "a string";
        hover.detail = std::to_string(detail::unescaped(word).size()) + " bytes";
        return hover;
    }
    default:
        return std::nullopt;
    }
}

} // namespace watchglass::wat
