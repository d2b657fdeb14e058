// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/demangle.h"

#include <charconv>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>

namespace watchglass::profile {

namespace {

void appendUtf8(std::string &text, uint32_t code)
{
    if (code < 0x80) {
        text += char(code);
    } else if (code < 0x800) {
        text += char(0xc0 | code >> 6);
        text += char(0x80 | (code & 0x3f));
    } else {
        text += char(0xe0 | (code >> 12 & 0x0f));
        text += char(0x80 | (code >> 6 & 0x3f));
        text += char(0x80 | (code & 0x3f));
    }
}

/// What stands between two dollars; false when that is no escape.
bool unescape(std::string_view word, std::string &text)
{
    static constexpr std::pair<std::string_view, char> known[] = {{"SP", '@'}, {"BP", '*'}, {"RF", '&'}, {"LT", '<'},
                                                                  {"GT", '>'}, {"LP", '('}, {"RP", ')'}, {"C", ','}};
    for (const auto &[name, character] : known)
        if (word == name)
            return text += character, true;
    uint32_t code = 0;
    if (word.size() < 2 || word[0] != 'u' ||
        std::from_chars(word.data() + 1, word.data() + word.size(), code, 16).ptr != word.data() + word.size() ||
        code < 0x20 || code > 0xffff)
        return false;
    appendUtf8(text, code);
    return true;
}

bool isHash(std::string_view word)
{
    return word.size() == 17 && word[0] == 'h' && word.find_first_not_of("0123456789abcdef", 1) == word.npos;
}

} // namespace

std::optional<std::string> rustLegacy(std::string_view name)
{
    const size_t last = name.rfind("::");
    if (last == name.npos || !isHash(name.substr(last + 2)))
        return std::nullopt;
    name = name.substr(0, last);
    std::string text;
    for (size_t i = 0; i < name.size(); ++i) {
        const bool starts = i == 0 || (i >= 2 && name.substr(i - 2, 2) == "::");
        if (starts && name.substr(i, 2) == "_$")
            continue; // put before an escape, since a name cannot start with one
        if (name.substr(i, 2) == "..") {
            text += "::";
            ++i;
            continue;
        }
        const size_t end = name[i] == '$' ? name.find('$', i + 1) : name.npos;
        if (end != name.npos && unescape(name.substr(i + 1, end - i - 1), text))
            i = end;
        else
            text += name[i];
    }
    return text;
}

std::string demangled(const std::string &raw)
{
    if (raw.starts_with("_R"))
        return rustV0(raw).value_or(raw);
    if (!raw.starts_with("_Z") && !raw.starts_with("__Z"))
        return raw;
    int status = 0;
    const std::unique_ptr<char, void (*)(void *)> text(
        abi::__cxa_demangle(raw.c_str() + (raw[1] == '_' ? 1 : 0), nullptr, nullptr, &status), std::free);
    if (status != 0 || !text)
        return raw;
    return rustLegacy(text.get()).value_or(text.get());
}

} // namespace watchglass::profile
