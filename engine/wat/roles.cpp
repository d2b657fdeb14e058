// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <unordered_map>

#include "engine/wasm/instruction_table.h"
#include "engine/wat/lexer.h"

namespace watchglass::wat {

namespace {

using wasm::Immediate;

const std::unordered_map<std::string_view, TokenRole> &words()
{
    static const std::unordered_map<std::string_view, TokenRole> table = [] {
        std::unordered_map<std::string_view, TokenRole> words;
        for (std::string_view type :
             {"i32",    "i64",  "f32",    "f64",       "v128",      "i8",      "i16",         "funcref",
              "any",    "eq",   "i31",    "externref", "anyref",    "eqref",   "i31ref",      "structref",
              "extern", "exn",  "none",   "arrayref",  "exnref",    "nullref", "nullfuncref", "nullexternref",
              "noexn",  "null", "nofunc", "noextern",  "nullexnref"})
            words.emplace(type, TokenRole::Type);
        for (std::string_view form : {"module", "func",   "param",  "result",     "local",     "type",       "import",
                                      "export", "table",  "memory", "global",     "elem",      "data",       "start",
                                      "tag",    "rec",    "sub",    "struct",     "array",     "field",      "ref",
                                      "mut",    "offset", "item",   "declare",    "final",     "definition", "instance",
                                      "binary", "quote",  "shared", "pagesize",   "register",  "invoke",     "get",
                                      "thread", "wait",   "cont",   "descriptor", "describes", "exact"})
            words.emplace(form, TokenRole::Form);
        for (std::string_view part : {"then", "do", "catch_ref", "catch_all_ref", "on"})
            words.emplace(part, TokenRole::Instruction);
        words.emplace("anyfunc", TokenRole::OldInstruction);
        words.emplace("infinity", TokenRole::OldInstruction);
        return words;
    }();
    return table;
}

/// What identifiers after a form's head are; for those that may be heads and heap types.
TokenRole namedByForm(std::string_view form)
{
    static const std::unordered_map<std::string_view, TokenRole> table{
        {"func", TokenRole::Function},   {"start", TokenRole::Function},      {"param", TokenRole::Parameter},
        {"local", TokenRole::Local},     {"type", TokenRole::TypeName},       {"global", TokenRole::Global},
        {"table", TokenRole::Table},     {"memory", TokenRole::Memory},       {"ref", TokenRole::TypeName},
        {"null", TokenRole::TypeName},   {"sub", TokenRole::TypeName},        {"final", TokenRole::TypeName},
        {"item", TokenRole::Function},   {"exact", TokenRole::TypeName},      {"descriptor", TokenRole::TypeName},
        {"catch_ref", TokenRole::Label}, {"catch_all_ref", TokenRole::Label}, {"describes", TokenRole::TypeName},
    };
    const auto found = table.find(form);
    return found == table.end() ? TokenRole::Other : found->second;
}

/// What the nth identifier after an instruction is.
TokenRole namedByInstruction(Immediate immediate, unsigned n)
{
    switch (immediate) {
    case Immediate::Block:
    case Immediate::Label:
    case Immediate::BrTable:
    case Immediate::TryTable:
    case Immediate::None: // the repeated label of `else` and `end`
        return TokenRole::Label;
    case Immediate::BrOnCast:
        return n == 0 ? TokenRole::Label : TokenRole::TypeName;
    case Immediate::Func:
        return TokenRole::Function;
    case Immediate::CallIndirect:
    case Immediate::Table:
    case Immediate::TableTable:
        return TokenRole::Table;
    case Immediate::ElemTable: // written the other way round: table, segment
        return n == 0 ? TokenRole::Table : TokenRole::Other;
    case Immediate::Local:
        return TokenRole::Local;
    case Immediate::Global:
        return TokenRole::Global;
    case Immediate::Memory:
    case Immediate::MemoryMemory:
    case Immediate::MemArg:
    case Immediate::MemArgLane:
        return TokenRole::Memory;
    case Immediate::DataMemory: // written the other way round: memory, segment
        return n == 0 ? TokenRole::Memory : TokenRole::Other;
    case Immediate::HeapType:
    case Immediate::TypeType:
        return TokenRole::TypeName;
    case Immediate::Type:
    case Immediate::StructField:
    case Immediate::TypeLen:
    case Immediate::TypeData:
    case Immediate::TypeElem:
        return n == 0 ? TokenRole::TypeName : TokenRole::Other;
    default:
        return TokenRole::Other;
    }
}

/// Walks along the tokens and remembers the last word and what stood after it: that is all a role depends on.
class RoleTeller
{
public:
    explicit RoleTeller(std::string_view text) : m_text(text) {}
    TokenRole next(const Token &token);

private:
    TokenRole keyword(std::string_view word);
    TokenRole identifier();

    std::string_view m_text;
    std::string_view m_word;      ///< the last keyword; "" after a parenthesis
    std::optional<wasm::Op> m_op; ///< when that is an instruction
    unsigned m_index = 0;         ///< identifiers and numbers since
    bool m_opened = false;        ///< `(` is the last token
    bool m_afterForm = false;     ///< `)` came after the last word
};

TokenRole RoleTeller::next(const Token &token)
{
    if (token.kind == TokenKind::Space)
        return TokenRole::Plain;
    if (token.trivia())
        return TokenRole::Comment;
    TokenRole role = TokenRole::Plain;
    bool opened = false;
    switch (token.kind) {
    case TokenKind::LeftParen:
    case TokenKind::RightParen:
        opened = token.kind == TokenKind::LeftParen;
        m_afterForm = !opened;
        m_word = {};
        m_op.reset();
        m_index = 0;
        role = TokenRole::Punctuation;
        break;
    case TokenKind::Keyword:
        role = keyword(m_text.substr(token.range.begin, token.range.size()));
        break;
    case TokenKind::Id:
        role = identifier();
        ++m_index;
        break;
    case TokenKind::Number:
        role = TokenRole::Number;
        ++m_index;
        break;
    case TokenKind::String:
        role = TokenRole::String;
        break;
    case TokenKind::Annotation:
        m_word = {};
        m_op.reset();
        role = TokenRole::Attribute;
        break;
    default:
        role = TokenRole::Error;
        break;
    }
    m_opened = opened;
    return role;
}

TokenRole RoleTeller::keyword(std::string_view word)
{
    if (word.find('=') != std::string_view::npos) // the memory before it was the identifier, none comes after it
        return TokenRole::Attribute;
    const bool typeOrHead = !m_opened && (word == "func" || word == "struct" || word == "array");
    m_word = word;
    m_index = 0;
    m_afterForm = false;
    m_op = wasm::opFromName(word);
    if (m_op)
        return TokenRole::Instruction;
    m_op = wasm::opFromLegacyName(word);
    if (m_op)
        return TokenRole::OldInstruction;
    if (typeOrHead)
        return TokenRole::Type;
    if (const auto found = words().find(word); found != words().end())
        return found->second;
    return word.starts_with("assert_") ? TokenRole::Form : TokenRole::Plain;
}

TokenRole RoleTeller::identifier()
{
    if (m_op == wasm::Op::Catch) // (catch $tag $label) in a try_table
        return m_index == 0 ? TokenRole::Other : TokenRole::Label;
    if (m_op)
        return namedByInstruction(wasm::info(*m_op).immediate, m_index);
    if (m_word == "catch_ref")
        return m_index == 0 ? TokenRole::Other : TokenRole::Label;
    if (m_word == "elem" && m_index > 0) // (table funcref (elem $f $g))
        return TokenRole::Function;
    if (m_afterForm) // (elem (i32.const 0) $f $g)
        return TokenRole::Function;
    return namedByForm(m_word);
}

} // namespace

std::vector<TokenRole> roles(std::string_view text, const std::vector<Token> &tokens,
                             const std::vector<Token> &previous)
{
    RoleTeller teller(text);
    for (const Token &token : previous)
        teller.next(token);
    std::vector<TokenRole> result;
    result.reserve(tokens.size());
    for (const Token &token : tokens)
        result.push_back(teller.next(token));
    return result;
}

} // namespace watchglass::wat
