// SPDX-License-Identifier: Apache-2.0
/// The contracts between actors and capabilities, as one table: what operations there are, what each takes and answers,
/// and how that is written in every form that actors have spoken since 2019. Codecs, checks, board and documentation
/// read this table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchglass::contracts {

struct Message;

enum class FieldType : uint8_t {
    Text,
    Binary,
    Flag,
    I32,
    I64,
    U32,
    U64,
    Texts,
    Headers,     ///< texts by name; one that came several times is a list of texts
    HeaderLists, ///< the same, but every one is written as a list
    Level,       ///< of a log, 0 (off) to 5 (trace); as its name it is read as well
    LevelName,   ///< the same, written as its name
    Nested,      ///< another message
    NestedList,
    Identified, ///< a text; in maps an object with nothing but that as its id
};

struct Field {
    std::string_view name; ///< in values, and in maps where `wire` says nothing else; snake_case is read as well
    FieldType type = FieldType::Text;
    uint8_t number = 0; ///< in protobuf; 0 where it has none
    std::string_view help;
    enum Need : uint8_t {
        Usual,    ///< what is not there is empty, 0 or false
        Required, ///< without it the message makes no sense
        Optional, ///< what is not there is nothing, and written as nil
    } need = Usual;
    const Message *message = nullptr; ///< of the last two types
    std::string_view wire = {};
    /// Of a message that is a choice: which of its cases, from 1. Flags of cases share one number in protobuf.
    uint8_t choice = 0;
    std::string_view alias = {}; ///< what some actors call it in maps; read only
};

struct Message {
    std::string_view name; ///< "SetRequest"
    std::span<const Field> fields;
    enum Shape : uint8_t {
        Struct,
        Bare,   ///< the value of its only field
        Raw,    ///< the bytes of its only field, in no codec
        Choice, ///< one of several cases: an enumeration of Rust in arrays, a oneof in protobuf, a struct in maps
    } shape = Struct;
    uint8_t wrapper = 0; ///< but for maps, it stands inside another message that has nothing else: its number there
    std::string_view within = {}; ///< in maps, it is the only member of another, by that name
};

enum class Direction : uint8_t { ToActor, ToProvider };

/// How actors of a time call their operations.
enum class Dialect : uint8_t {
    Wascc,
    Interim,   ///< wasmCloud's first, of the winter of 2020 to 2021: names of waSCC, but often something else in them
    Wasmcloud, ///< what followed: names with a dot
};

/// Another name for an operation, or what else it carries.
struct Form {
    std::string_view name; ///< "KeyValue.Increment"
    const Message *request = nullptr, *answer = nullptr;
    Dialect dialect = Dialect::Wasmcloud;
};

struct Operation {
    std::string_view name; ///< "Add"
    Direction direction = Direction::ToProvider;
    const Message *request = nullptr; ///< null: no payload, or one that does not matter
    const Message *answer = nullptr;
    std::string_view help;
    std::span<const Form> forms = {};
};

struct Contract {
    std::string_view word;  ///< "keyvalue"
    std::string_view title; ///< "K/V Store"
    std::string_view help;
    /// Identifiers by which guests and tokens name it: of waSCC, its forerunner, and wasmCloud. None of the core's.
    std::span<const std::string_view> ids;
    std::span<const Operation> operations;
};

/// The core first: what any actor or provider is asked by its host.
std::span<const Contract> contracts();
/// By an identifier of any time; null for a capability of somebody's own.
const Contract *findContract(std::string_view id);
/// "K/V Store"; an identifier that is not in the table is its own title.
std::string capabilityTitle(std::string_view id);

/// An operation as a guest calls it, or is called.
struct Found {
    const Contract *contract = nullptr; ///< null when it is not in the table
    const Operation *operation = nullptr;
    std::string_view name;                               ///< that was asked for
    const Message *request = nullptr, *answer = nullptr; ///< as they are under that name
    explicit operator bool() const { return operation != nullptr; }
};
/// What a guest calls of a capability. By an identifier of wasmCloud's, the interim form comes first.
Found findOperation(std::string_view capability, std::string_view operation);
/// What an actor is called for, of any contract; likewise when an identifier is given.
Found findActorOperation(std::string_view operation, std::string_view capability = {});
/// The same operation in a dialect; as waSCC has it, or itself, when there is no such form.
Found formOf(const Found &found, Dialect dialect);

/// The whole table as a page in Markdown.
std::string describe();

} // namespace watchglass::contracts
