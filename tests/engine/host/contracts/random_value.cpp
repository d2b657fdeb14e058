// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/host/contracts/random_value.h"

#include <algorithm>

#include "engine/host/contracts/codecs.h"

namespace watchglass::contracts::testing {

namespace {

template <typename T>
T randomNumber(Random &random)
{
    // Short ones are as likely as long ones.
    const unsigned bits = std::uniform_int_distribution<unsigned>(0, sizeof(T) * 8 - 1)(random);
    const uint64_t raw = uint64_t(random()) << 32 | random();
    return T(std::make_unsigned_t<T>(raw) >> bits);
}

std::string randomText(Random &random)
{
    const char *const pieces[] = {"a", "counter", "/", ":",  "é",
                                  "€", "😀",       " ", "\"", "long enough for another length "};
    std::string text;
    for (int i = std::uniform_int_distribution(0, 6)(random); i > 0; --i)
        text += pieces[std::uniform_int_distribution<size_t>(0, std::size(pieces) - 1)(random)];
    return text;
}

int few(Random &random)
{
    return std::uniform_int_distribution(0, 4)(random);
}

Value randomField(const Field &field, Random &random)
{
    switch (field.type) {
    case FieldType::Text:
    case FieldType::Identified:
        return randomText(random);
    case FieldType::Binary: {
        Bytes bytes(std::uniform_int_distribution<size_t>(0, 300)(random));
        std::generate(bytes.begin(), bytes.end(), [&] { return uint8_t(random()); });
        return bytes;
    }
    case FieldType::Flag:
        return random() % 2 == 0;
    case FieldType::I32:
        return randomNumber<int32_t>(random);
    case FieldType::I64:
        return randomNumber<int64_t>(random);
    case FieldType::U32:
        return uint64_t(randomNumber<uint32_t>(random));
    case FieldType::U64:
        return randomNumber<uint64_t>(random);
    case FieldType::Level:
    case FieldType::LevelName:
        return uint64_t(random() % 6);
    case FieldType::Texts: {
        List list;
        for (int i = few(random); i > 0; --i)
            list.push_back(randomText(random));
        return list;
    }
    case FieldType::Headers:
    case FieldType::HeaderLists: {
        Value headers{Object{}};
        for (int i = few(random); i > 0; --i) {
            const std::string name = randomText(random);
            if (field.type == FieldType::Headers)
                headers.set(name, randomText(random));
            else
                headers.set(name, List{randomText(random), randomText(random)});
        }
        return headers;
    }
    case FieldType::Nested:
        return randomValue(*field.message, random);
    case FieldType::NestedList: {
        List list;
        for (int i = few(random); i > 0; --i)
            list.push_back(randomValue(*field.message, random));
        return list;
    }
    }
    return {};
}

void collect(const Message *message, std::vector<const Message *> &all)
{
    if (!message || std::find(all.begin(), all.end(), message) != all.end())
        return;
    all.push_back(message);
    for (const Field &field : message->fields)
        collect(field.message, all);
}

} // namespace

Value randomValue(const Message &message, Random &random)
{
    Value value = detail::emptyValue(message);
    const auto cases = unsigned(std::count_if(message.fields.begin(), message.fields.end(),
                                              [](const Field &field) { return field.choice != 0; }));
    const unsigned choice = cases ? 1 + random() % cases : 0;
    for (const Field &field : message.fields) {
        const bool flag = field.choice && field.type == FieldType::Flag;
        if (field.choice == choice || (!field.choice && (!cases || choice == cases)))
            value.set(field.name, flag ? Value(true) : randomField(field, random));
    }
    return value;
}

std::vector<const Message *> allMessages()
{
    std::vector<const Message *> all;
    for (const Contract &contract : contracts())
        for (const Operation &operation : contract.operations) {
            collect(operation.request, all);
            collect(operation.answer, all);
            for (const Form &form : operation.forms) {
                collect(form.request, all);
                collect(form.answer, all);
            }
        }
    return all;
}

Bytes fromHex(std::string_view hex)
{
    Bytes bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(uint8_t(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    return bytes;
}

std::string toHex(std::span<const uint8_t> bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const uint8_t byte : bytes)
        (text += digits[byte >> 4]) += digits[byte & 15];
    return text;
}

} // namespace watchglass::contracts::testing
