// SPDX-License-Identifier: Apache-2.0
#include "engine/host/script_text.h"

#include <charconv>

#include "engine/exec/value.h"
#include "engine/host/answers.h"
#include "engine/host/module_exports.h"

namespace watchglass::host {

namespace {

/// Ends a reading; the sentence is about the line.
struct Wrong {
    std::string sentence;
};

std::string_view trimmed(std::string_view text)
{
    const size_t first = text.find_first_not_of(" \t\r");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string quoted(std::string_view text)
{
    return "\"" + std::string(text) + "\"";
}

/// Words of a line, one after the other; a text in quotes is one.
class Words
{
public:
    explicit Words(std::string_view text) : m_rest(trimmed(text)) {}

    bool atEnd() const { return m_rest.empty(); }
    bool atText() const { return m_rest.starts_with('"'); }
    std::string_view next(std::string_view ends = " \t;,")
    {
        const std::string_view word = m_rest.substr(0, m_rest.find_first_of(ends));
        advance(word.size());
        return word;
    }
    bool take(std::string_view word)
    {
        if (!m_rest.starts_with(word))
            return false;
        advance(word.size());
        return true;
    }
    std::string text(const char *what)
    {
        if (!atText())
            throw Wrong{std::string(what) + " must stand in quotes"};
        std::string made;
        size_t at = 1;
        for (; at < m_rest.size() && m_rest[at] != '"'; ++at) {
            const bool escaped = m_rest[at] == '\\' && at + 1 < m_rest.size();
            at += escaped;
            made += escaped && m_rest[at] == 'n' ? '\n' : m_rest[at];
        }
        if (at >= m_rest.size())
            throw Wrong{"a quote is missing at the end of " + quoted(made)};
        advance(at + 1);
        return made;
    }
    /// A text or hexadecimal digits.
    Bytes bytes(const char *what)
    {
        if (atText()) {
            const std::string made = text(what);
            return {made.begin(), made.end()};
        }
        const std::string word(next());
        const auto made = fromHex(word.starts_with("0x") ? word.substr(2) : word);
        if (!made || word.empty())
            throw Wrong{std::string(what) + " must be a text in quotes or hexadecimal bytes, not " + quoted(word)};
        return *made;
    }

private:
    void advance(size_t by) { m_rest = trimmed(m_rest.substr(by)); }
    std::string_view m_rest;
};

/// Where the answer begins: behind the arrow that stands in no text.
size_t arrowIn(std::string_view line, size_t &length)
{
    bool inText = false;
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && inText)
            ++i;
        else if (line[i] == '"')
            inText = !inText;
        else if (!inText)
            for (const std::string_view arrow : {"->", "→"})
                if (line.substr(i).starts_with(arrow)) {
                    length = arrow.size();
                    return i;
                }
    }
    throw Wrong{"-> is missing between what is asked and what is answered"};
}

Number numberOf(std::string_view word, const wasm::ValType &type)
{
    const auto value = exec::parseValue(std::string(word), type);
    if (!value)
        throw Wrong{quoted(word) + " is no " + toString(type)};
    return {*numberType(type), value->bits[0]};
}

std::vector<Number> numbers(Words &words, const std::vector<wasm::ValType> &types, const char *what)
{
    std::vector<Number> made;
    while (!words.atEnd() && !words.take(";")) {
        if (made.size() == types.size())
            throw Wrong{std::string("there are only ") + std::to_string(types.size()) + " " + what};
        made.push_back(numberOf(words.next(), types[made.size()]));
        words.take(",");
    }
    return made;
}

void readWrite(Words &words, ScriptRow &row, const wasm::FuncType &type)
{
    if (!words.take("write"))
        throw Wrong{"only write … at … may follow the results, not " + quoted(words.next(";"))};
    ScriptWrite write;
    write.bytes = words.bytes("what is written");
    if (!words.take("at"))
        throw Wrong{"write … needs an at, with an address or $ and the number of an argument"};
    const bool argument = words.take("$");
    const std::string_view word = words.next();
    uint64_t number = 0;
    const bool hex = word.starts_with("0x");
    const auto [end, error] =
        std::from_chars(word.data() + (hex ? 2 : 0), word.data() + word.size(), number, hex ? 16 : 10);
    if (error != std::errc() || end != word.data() + word.size())
        throw Wrong{quoted(word) + " is no address"};
    if (argument && number >= type.params.size())
        throw Wrong{"there is no argument $" + std::to_string(number) + ", for there are " +
                    std::to_string(type.params.size())};
    if (argument)
        write.argument = number;
    else
        write.address = number;
    row.writes.push_back(std::move(write));
    words.take(";");
}

ScriptRow readPlain(std::string_view asked, std::string_view answered, const wasm::FuncType &type)
{
    ScriptRow row;
    Words left(asked);
    if (trimmed(asked) != "*") {
        row.arguments = numbers(left, type.params, "parameters");
        if (row.arguments->size() != type.params.size())
            throw Wrong{"there are " + std::to_string(type.params.size()) + " arguments, or * for any"};
    }
    Words right(answered);
    if (right.take("trap")) {
        row.trap = right.text("why it traps");
        return row;
    }
    if (!answered.starts_with("write"))
        row.results = numbers(right, type.results, "results");
    while (!right.atEnd())
        readWrite(right, row, type);
    return row;
}

ScriptRow readCapability(std::string_view asked, std::string_view answered)
{
    ScriptRow row;
    Words left(asked);
    if (const std::string_view operation = left.next(" \t"); operation != "*")
        row.operation = operation;
    if (!left.atEnd())
        row.payload = left.bytes("the payload");
    Words right(answered);
    if (right.take("error"))
        row.answer = Answer::refused(right.text("the error"));
    else if (!right.atEnd())
        row.answer = Answer::success(right.bytes("the answer"));
    return row;
}

} // namespace

ScriptRead readScript(std::string_view text, const std::optional<wasm::FuncType> &type)
{
    auto script = std::make_shared<Script>();
    ScriptRead read;
    while (!text.empty()) {
        const std::string_view line = trimmed(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.size(), text.find('\n') == text.npos ? text.size() : text.find('\n') + 1));
        ++read.line;
        if (line.empty() || line.starts_with('#'))
            continue;
        try {
            size_t length = 0;
            const size_t arrow = arrowIn(line, length);
            const std::string_view asked = trimmed(line.substr(0, arrow)),
                                   answered = trimmed(line.substr(arrow + length));
            script->rows.push_back(type ? readPlain(asked, answered, *type) : readCapability(asked, answered));
        } catch (const Wrong &wrong) {
            read.error = wrong.sentence;
            return read;
        }
    }
    if (script->rows.empty()) {
        read.error = "there is no row that could answer";
        return read;
    }
    read.script = std::move(script);
    return read;
}

} // namespace watchglass::host
