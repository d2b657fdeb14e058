// SPDX-License-Identifier: Apache-2.0
/// Reads Rust's v0 names (RFC 2603) by descent; the functions are those of its grammar.
#include <vector>

#include "engine/profile/demangle.h"

namespace watchglass::profile {

namespace {

constexpr unsigned deepest = 200;
constexpr size_t longest = 4000;

struct Wrong {
}; ///< does not leave this file

/// RFC 3492; appended to as UTF-8 by the caller.
std::vector<uint32_t> punycode(std::string_view plain, std::string_view digits)
{
    std::vector<uint32_t> text(plain.begin(), plain.end());
    uint64_t n = 128, i = 0, bias = 72;
    for (size_t at = 0; at < digits.size();) {
        const uint64_t before = i;
        for (uint64_t weight = 1, k = 36;; k += 36) {
            if (at == digits.size() || weight > uint64_t(1) << 32)
                throw Wrong();
            const char c = digits[at++];
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
                throw Wrong();
            const uint64_t digit = c >= 'a' ? uint64_t(c - 'a') : uint64_t(c - '0') + 26;
            i += digit * weight;
            const uint64_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
            if (digit < t)
                break;
            weight *= 36 - t;
        }
        const uint64_t size = text.size() + 1;
        uint64_t delta = (before == 0 ? (i - before) / 700 : (i - before) / 2), k = 0;
        for (delta += delta / size; delta > 455; k += 36)
            delta /= 35;
        bias = k + 36 * delta / (delta + 38);
        n += i / size;
        i %= size;
        if (n > 0x10ffff)
            throw Wrong();
        text.insert(text.begin() + ptrdiff_t(i++), uint32_t(n));
    }
    return text;
}

class Reader
{
public:
    explicit Reader(std::string_view text) : m_in(text) {}

    std::string read()
    {
        path(true);
        const bool more = m_at < m_in.size() && m_in[m_at] != '.' && m_in[m_at] != '$';
        if (more) { // the crate that asked for this copy
            m_mute = true;
            path(true);
        }
        return std::move(m_out);
    }

private:
    struct Deeper {
        explicit Deeper(unsigned &d) : depth(d)
        {
            if (++depth > deepest)
                throw Wrong();
        }
        ~Deeper() { --depth; }
        unsigned &depth;
    };

    char next()
    {
        if (m_at >= m_in.size())
            throw Wrong();
        return m_in[m_at++];
    }
    bool take(char c)
    {
        const bool there = m_at < m_in.size() && m_in[m_at] == c;
        m_at += there;
        return there;
    }
    void put(std::string_view text)
    {
        if (m_mute)
            return;
        if (m_out.size() + text.size() > longest)
            throw Wrong();
        m_out += text;
    }

    uint64_t base62()
    {
        if (take('_'))
            return 0;
        uint64_t value = 0;
        for (;;) {
            const char c = next();
            if (c == '_')
                return value + 1;
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'z' ? c - 'a' + 10
                              : c >= 'A' && c <= 'Z' ? c - 'A' + 36
                                                     : -1;
            if (digit < 0 || __builtin_mul_overflow(value, uint64_t(62), &value) ||
                __builtin_add_overflow(value, uint64_t(digit), &value))
                throw Wrong();
        }
    }
    uint64_t disambiguator() { return take('s') ? base62() + 1 : 0; }
    size_t decimal()
    {
        size_t value = 0;
        if (take('0'))
            return 0;
        const size_t start = m_at;
        while (m_at < m_in.size() && m_in[m_at] >= '0' && m_in[m_at] <= '9') {
            value = value * 10 + size_t(m_in[m_at++] - '0');
            if (value > m_in.size())
                throw Wrong();
        }
        if (m_at == start)
            throw Wrong();
        return value;
    }

    std::string name()
    {
        const bool encoded = take('u');
        const size_t size = decimal();
        take('_');
        if (size > m_in.size() - m_at)
            throw Wrong();
        const std::string_view bytes = m_in.substr(m_at, size);
        m_at += size;
        if (!encoded)
            return std::string(bytes);
        const size_t split = bytes.rfind('_');
        const auto codes =
            split == bytes.npos ? punycode({}, bytes) : punycode(bytes.substr(0, split), bytes.substr(split + 1));
        std::string text;
        for (const uint32_t code : codes) {
            if (code < 0x80) {
                text += char(code);
                continue;
            }
            if (code >= 0x10000)
                text += char(0xf0 | code >> 18), text += char(0x80 | (code >> 12 & 0x3f));
            else if (code >= 0x800)
                text += char(0xe0 | code >> 12);
            text += code >= 0x800 ? char(0x80 | (code >> 6 & 0x3f)) : char(0xc0 | code >> 6);
            text += char(0x80 | (code & 0x3f));
        }
        return text;
    }

    template <class Part>
    void backReference(Part part)
    {
        const size_t own = m_at - 1, target = base62();
        if (target >= own)
            throw Wrong();
        if (m_mute)
            return;
        const size_t back = m_at;
        m_at = target;
        part();
        m_at = back;
    }

    template <class Item>
    void list(Item item, std::string_view between = ", ")
    {
        for (bool first = true; !take('E'); first = false) {
            if (!first)
                put(between);
            item();
        }
    }

    void implPath()
    {
        const bool before = m_mute;
        m_mute = true; // the place of an impl says little
        disambiguator();
        path(false);
        m_mute = before;
    }

    /// `value`: not within a type, so generic arguments stand behind "::".
    void path(bool value)
    {
        const Deeper deeper(m_depth);
        switch (next()) {
        case 'C':
            disambiguator();
            put(name());
            break;
        case 'M':
            implPath();
            put("<");
            type();
            put(">");
            break;
        case 'X':
            implPath();
            [[fallthrough]];
        case 'Y':
            put("<");
            type();
            put(" as ");
            path(false);
            put(">");
            break;
        case 'N':
            nested(value);
            break;
        case 'I':
            path(value);
            put(value ? "::<" : "<");
            list([&] { genericArgument(); });
            put(">");
            break;
        case 'B':
            backReference([&] { path(value); });
            break;
        default:
            throw Wrong();
        }
    }

    void nested(bool value)
    {
        const char space = next();
        path(value);
        const uint64_t which = disambiguator();
        const std::string own = name();
        if (space >= 'A' && space <= 'Z') {
            put(space == 'C' ? "::{closure" : space == 'S' ? "::{shim" : "::{" + std::string(1, space));
            put(own.empty() ? "" : ":" + own);
            put("#" + std::to_string(which) + "}");
        } else if (!own.empty()) {
            put("::" + own);
        }
    }

    void genericArgument()
    {
        if (take('L'))
            lifetime();
        else if (take('K'))
            constant();
        else
            type();
    }

    void lifetime()
    {
        const uint64_t index = base62();
        put(index == 0 ? "'_" : "'" + std::string(1, char('a' + (index - 1) % 26)));
    }

    void binder()
    {
        if (take('G'))
            base62();
    }

    static std::string_view basic(char c)
    {
        static constexpr std::string_view names[] = {
            "i8",   "bool", "char", "f64", "str", "f32", "",    "u8", "isize", "usize", "",    "i32", "u32",
            "i128", "u128", "_",    "",    "",    "i16", "u16", "()", "...",   "",      "i64", "u64", "!"};
        return c >= 'a' && c <= 'z' ? names[c - 'a'] : std::string_view();
    }

    void type()
    {
        const Deeper deeper(m_depth);
        const char c = next();
        if (const std::string_view known = basic(c); !known.empty())
            return put(known);
        switch (c) {
        case 'R':
        case 'Q':
            put("&");
            if (take('L')) {
                lifetime();
                put(" ");
            }
            put(c == 'Q' ? "mut " : "");
            return type();
        case 'P':
            put("*const ");
            return type();
        case 'O':
            put("*mut ");
            return type();
        case 'S':
        case 'A':
            put("[");
            type();
            if (c == 'A') {
                put("; ");
                constant();
            }
            return put("]");
        case 'T':
            return tuple();
        case 'F':
            return functionType();
        case 'D':
            return dynamic();
        case 'B':
            return backReference([&] { type(); });
        default:
            --m_at;
            path(false);
        }
    }

    void tuple()
    {
        size_t count = 0;
        put("(");
        list([&] {
            type();
            ++count;
        });
        put(count == 1 ? ",)" : ")");
    }

    void functionType()
    {
        binder();
        put(take('U') ? "unsafe " : "");
        if (take('K'))
            put("extern \"" + (take('C') ? "C" : name()) + "\" ");
        put("fn(");
        list([&] { type(); });
        put(")");
        if (take('u'))
            return;
        put(" -> ");
        type();
    }

    void dynamic()
    {
        put("dyn ");
        binder();
        list(
            [&] {
                path(false);
                for (bool first = true; take('p'); first = false) {
                    put(first ? "<" : ", ");
                    put(name() + " = ");
                    type();
                    if (m_at < m_in.size() && m_in[m_at] != 'p')
                        put(">");
                }
            },
            " + ");
        if (take('L'))
            base62();
    }

    void constant()
    {
        const Deeper deeper(m_depth);
        if (take('p'))
            return put("_");
        if (take('B'))
            return backReference([&] { constant(); });
        const char kind = next();
        const bool negative = take('n');
        uint64_t value = 0;
        size_t digits = 0;
        for (char c = next(); c != '_'; c = next(), ++digits) {
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
                throw Wrong();
            value = value * 16 + uint64_t(c >= 'a' ? c - 'a' + 10 : c - '0');
        }
        if (kind == 'b')
            put(value ? "true" : "false");
        else
            put((negative ? "-" : "") + (digits > 16 ? "…" : std::to_string(value)));
    }

    std::string_view m_in;
    size_t m_at = 0;
    std::string m_out;
    bool m_mute = false;
    unsigned m_depth = 0;
};

} // namespace

std::optional<std::string> rustV0(std::string_view raw)
{
    if (!raw.starts_with("_R") || raw.size() < 3 || raw[2] < 'A' || raw[2] > 'Z')
        return std::nullopt;
    try {
        return Reader(raw.substr(2)).read();
    } catch (const Wrong &) {
        return std::nullopt;
    }
}

} // namespace watchglass::profile
