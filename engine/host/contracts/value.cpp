// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/value.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/wasm/byte_reader.h"

namespace watchglass::contracts {

namespace {

template <typename T>
const T &partOf(const Value::Data &data)
{
    static const T none{};
    const T *part = std::get_if<T>(&data);
    return part ? *part : none;
}

bool isText(std::string_view bytes)
{
    return wasm::detail::isUtf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
               return uint8_t(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
           });
}

std::string hex(const Bytes &bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const uint8_t byte : bytes)
        (text += digits[byte >> 4]) += digits[byte & 15];
    return text;
}

struct ToJson {
    using Json = nlohmann::ordered_json;

    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool flag) const { return flag; }
    Json operator()(int64_t number) const { return number; }
    Json operator()(uint64_t number) const { return number; }
    Json operator()(const std::string &text) const { return text; }
    Json operator()(const Bytes &bytes) const
    {
        const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        return isText(text) ? Json(text) : Json{{"hex", hex(bytes)}};
    }
    Json operator()(const List &list) const
    {
        Json json = Json::array();
        for (const Value &value : list)
            json.push_back(std::visit(*this, value.data()));
        return json;
    }
    Json operator()(const Object &object) const
    {
        Json json = Json::object();
        for (const Member &member : object)
            json[member.name] = std::visit(*this, member.value.data());
        return json;
    }
};

} // namespace

const std::string &Value::text() const
{
    return partOf<std::string>(m_data);
}

const Bytes &Value::bytes() const
{
    return partOf<Bytes>(m_data);
}

const List &Value::list() const
{
    return partOf<List>(m_data);
}

const Object &Value::object() const
{
    return partOf<Object>(m_data);
}

bool Value::flag() const
{
    return partOf<bool>(m_data);
}

int64_t Value::number() const
{
    if (const auto *number = std::get_if<uint64_t>(&m_data))
        return int64_t(std::min<uint64_t>(*number, INT64_MAX));
    return partOf<int64_t>(m_data);
}

uint64_t Value::count() const
{
    if (const auto *number = std::get_if<int64_t>(&m_data))
        return uint64_t(std::max<int64_t>(*number, 0));
    return partOf<uint64_t>(m_data);
}

const Value &Value::operator[](std::string_view name) const
{
    static const Value nothing;
    const Object &members = object();
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member &member) { return member.name == name; });
    return found == members.end() ? nothing : found->value;
}

Value &Value::set(std::string_view name, Value value)
{
    member(name) = std::move(value);
    return *this;
}

Value &Value::member(std::string_view name)
{
    if (!std::holds_alternative<Object>(m_data))
        m_data = Object{};
    auto &members = std::get<Object>(m_data);
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member &member) { return member.name == name; });
    return found != members.end() ? found->value : members.emplace_back(Member{std::string(name), {}}).value;
}

void Value::append(Value value)
{
    if (!std::holds_alternative<List>(m_data))
        m_data = List{};
    std::get<List>(m_data).push_back(std::move(value));
}

std::string toJson(const Value &value)
{
    return std::visit(ToJson{}, value.data()).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace watchglass::contracts
