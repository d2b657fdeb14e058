// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assemble/place_resolver.h"

#include <algorithm>
#include <optional>

#include "engine/wasm/instruction.h"

namespace watchglass::wat {

using wasm::Op;

WabtLines::WabtLines(std::string_view text) : m_starts{0}, m_size(uint32_t(text.size()))
{
    for (size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
        m_starts.push_back(uint32_t(at + 1));
}

TextRange WabtLines::range(const helper::Place &place) const
{
    if (place.line == 0 || place.line > m_starts.size())
        return {};
    const uint64_t start = m_starts[place.line - 1];
    const uint64_t begin = std::min<uint64_t>(start + std::max(place.first, 1u) - 1, m_size);
    const uint64_t end = std::clamp<uint64_t>(start + std::max(place.last, 1u) - 1, begin, m_size);
    return {uint32_t(begin), uint32_t(end)};
}

namespace {

/// Walks one function's instructions and wabt's places side by side. wabt places a folded block at its parenthesis,
/// and not at all what closes it: those are found by the parentheses of the text.
class FunctionWalk
{
public:
    FunctionWalk(const TokenIndex &tokens, const WabtLines &lines, uint32_t form)
        : m_tokens(tokens), m_lines(lines), m_form(form), m_last(form + 1)
    {
    }

    std::optional<uint32_t> tokenOf(Op op, const helper::Place &place)
    {
        std::optional<uint32_t> token;
        if (op == Op::Else || op == Op::End || op == Op::Delegate)
            token = closer(op, place);
        else
            token = keywordAt(place);
        if (opensBlock(op) && token)
            m_open.push_back(*token);
        m_last = token.value_or(m_last);
        return token;
    }

private:
    static bool opensBlock(Op op) { return op == Op::Block || op == Op::Loop || op == Op::If || op == Op::Try; }

    std::optional<uint32_t> keywordAt(const helper::Place &place) const
    {
        const std::optional<uint32_t> token = place.line ? m_tokens.at(m_lines.range(place).begin) : std::nullopt;
        if (token && m_tokens.opens(*token))
            return *token + 1;
        return token;
    }

    std::optional<uint32_t> closer(Op op, const helper::Place &place)
    {
        if (m_open.empty())
            return m_tokens.partner(m_form);
        const uint32_t opener = m_open.back();
        if (op != Op::Else)
            m_open.pop_back();
        if (const std::optional<uint32_t> form = m_tokens.formOf(opener)) {
            const uint32_t close = m_tokens.partner(*form);
            return op == Op::End ? close : lastForm(close);
        }
        return op == Op::Delegate ? nextDelegate() : keywordAt(place);
    }

    /// The keyword of the last form inside one that closes at `close`: `(else …)`, `(delegate …)`. An old `if` leaves
    /// that keyword out; then the parenthesis of the second branch stands for it.
    uint32_t lastForm(uint32_t close) const
    {
        const uint32_t open = m_tokens.partner(close - 1);
        const std::string_view keyword = m_tokens.text(open + 1);
        return keyword == "else" || keyword == "delegate" ? open + 1 : open;
    }

    /// After the last instruction come at most its immediates and its folded operands.
    std::optional<uint32_t> nextDelegate() const
    {
        const uint32_t end = m_tokens.partner(m_form);
        for (uint32_t token = m_last + 1; token < end; ++token) {
            if (m_tokens.opens(token))
                token = m_tokens.partner(token);
            else if (m_tokens.text(token) == "delegate")
                return token;
        }
        return std::nullopt;
    }

    const TokenIndex &m_tokens;
    const WabtLines &m_lines;
    uint32_t m_form, m_last;
    std::vector<uint32_t> m_open; ///< keywords of the open blocks
};

void resolveFunction(FunctionWalk walk, const TokenIndex &tokens, const wasm::Module &module, uint32_t function,
                     std::span<const helper::Place> places, std::vector<Mapping> &mappings)
{
    const size_t before = mappings.size();
    size_t next = 0;
    wasm::InstructionReader reader(*module.bytes, module.functions[function].code);
    for (wasm::Instruction instruction; reader.next(instruction); ++next) {
        if (next == places.size())
            break;
        if (const auto token = walk.tokenOf(instruction.op, places[next]))
            mappings.push_back({instruction.offset, instruction.length, tokens[*token].range, 1, function, 1});
    }
    if (reader.problem() || next != places.size())
        mappings.resize(before);
}

} // namespace

std::vector<Mapping> resolvePlaces(const TokenIndex &tokens, const WabtLines &lines, const wasm::Module &module,
                                   std::span<const helper::FunctionPlaces> functions,
                                   std::span<const helper::Place> places)
{
    std::vector<Mapping> mappings;
    mappings.reserve(places.size());
    uint32_t function = module.importedFunctions();
    for (const helper::FunctionPlaces &head : functions) {
        const std::span<const helper::Place> own = places.first(head.count);
        places = places.subspan(head.count);
        const std::optional<uint32_t> keyword = tokens.at(lines.range(head.field).begin);
        const std::optional<uint32_t> form = keyword ? tokens.formOf(*keyword) : std::nullopt;
        if (function < module.functions.size() && form && tokens.text(*keyword) == "func")
            resolveFunction(FunctionWalk(tokens, lines, *form), tokens, module, function, own, mappings);
        ++function;
    }
    return mappings;
}

} // namespace watchglass::wat
