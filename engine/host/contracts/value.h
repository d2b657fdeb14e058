// SPDX-License-Identifier: Apache-2.0
/// A message as a value that knows no codec. Bytes stay bytes, and members keep their order.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace watchglass::contracts {

using Bytes = std::vector<uint8_t>;
class Value;
template <typename V> // a template only because values hold members, and members values
struct BasicMember {
    std::string name;
    V value;
    bool operator==(const BasicMember &) const = default;
};
using Member = BasicMember<Value>;
using List = std::vector<Value>;
using Object = std::vector<Member>;

class Value
{
public:
    Value() = default; ///< nothing: what an optional member is when it is not there
    Value(bool flag) : m_data(flag) {}
    Value(std::string text) : m_data(std::move(text)) {}
    Value(std::string_view text) : m_data(std::string(text)) {}
    Value(const char *text) : m_data(std::string(text)) {}
    Value(Bytes bytes) : m_data(std::move(bytes)) {}
    Value(List list) : m_data(std::move(list)) {}
    Value(Object object) : m_data(std::move(object)) {}
    template <std::signed_integral T>
    Value(T number) : m_data(int64_t(number))
    {
    }
    template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>) Value(T number) : m_data(uint64_t(number)) {}

    using Data = std::variant<std::monostate, bool, int64_t, uint64_t, std::string, Bytes, List, Object>;
    const Data &data() const { return m_data; }
    bool isNothing() const { return std::holds_alternative<std::monostate>(m_data); }

    /// What it is of this kind; empty, 0 or false when it is of another.
    const std::string &text() const;
    const Bytes &bytes() const;
    const List &list() const;
    const Object &object() const;
    bool flag() const;
    int64_t number() const; ///< what is greater than the greatest becomes that
    uint64_t count() const; ///< what is negative becomes 0

    /// A member; nothing when there is none of that name, or when this is no object.
    const Value &operator[](std::string_view name) const;
    /// Adds or replaces a member, and makes an object of what is none.
    Value &set(std::string_view name, Value value);
    /// A member to change, added when there is none of that name.
    Value &member(std::string_view name);
    /// Adds to a list, and makes a list of what is none.
    void append(Value value);

    bool operator==(const Value &other) const;

private:
    Data m_data;
};

inline bool Value::operator==(const Value &other) const
{
    return m_data == other.m_data;
}

/// For people and logs: bytes are shown as text where they are text, else as {"hex": "00ff"}.
std::string toJson(const Value &value);

} // namespace watchglass::contracts
