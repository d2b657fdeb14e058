// SPDX-License-Identifier: Apache-2.0
/// Instances and what they are made of (spec §4.2). Who keeps whom: store.h.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/exec/memory.h"
#include "engine/exec/store.h"
#include "engine/exec/trap.h"
#include "engine/exec/value.h"
#include "engine/wasm/module.h"
#include "engine/wasm/names.h"
#include "engine/wasm/problem.h"

namespace watchglass::exec {

class Interrupt; ///< interrupt.h
struct Code;     ///< translated code of one function (translate.h)

/// What a host function sees of a call.
struct HostCall {
    std::vector<Value> arguments;
    std::vector<Value> results; ///< empty at first; to be filled, in the order of the type
    Instance *caller = nullptr;
    Interrupt *interrupt = nullptr; ///< of the machine that calls
    bool again = false;             ///< the last try of this very call answered `Again`
};
struct HostResult {
    enum class Kind : uint8_t {
        Return,
        Trap,
        Suspend, ///< stop here; `Machine::answer` gives the results later
        Exit,    ///< end the whole run with `exitCode` (WASI proc_exit)
        Throw,   ///< throw `exception` (see makeException) at the call
        Again,   ///< `interrupt` came: stop before the call, which is made once more when the machine goes on
    } kind = Kind::Return;
    std::string message; ///< of a trap
    int exitCode = 0;
    Value exception{}; ///< an exnref that is not null
};
using HostFunction = std::function<HostResult(HostCall &)>;

/// A function instance. Its address is its reference value.
struct Function {
    wasm::FuncType type;
    Instance *instance = nullptr;         ///< of a wasm function
    uint32_t index = 0;                   ///< in that instance's function index space
    HostFunction host;                    ///< of a host function
    std::string hostName;                 ///< "env.log"
    std::vector<wasm::ValType> resultIds; ///< of a host function: its results, process-wide
    std::unique_ptr<Code> code;           ///< watched code, made when somebody looks
    std::unique_ptr<Code> plain;          ///< plain code, made on the first call
    std::unique_ptr<Code> counted;        ///< the same with counters, made on the first call while the store counts
    bool onlyWatched = false;             ///< has no plain form
    Code *entry = nullptr;                ///< what calls enter, once there is any
    uint32_t typeId = 0;                  ///< process-wide identity of `type` (type_registry.h)
    Function();
    ~Function();
};
/// A host function ready to be imported. Its type must not name types of a module.
std::shared_ptr<Function> makeHostFunction(wasm::FuncType type, std::string name, HostFunction host);
/// The same for a type of that module, which may name others of it.
std::shared_ptr<Function> makeHostFunction(const wasm::Module &module, uint32_t type, std::string name,
                                           HostFunction host);

/// A tag of exceptions; its identity is its address.
struct Tag {
    wasm::FuncType type;                ///< parameters: what exceptions carry
    std::string name;                   ///< "$oops", "tag 0", "env.error"
    uint32_t typeId = 0;                ///< process-wide identity of `type`
    uint32_t payloadSlots = 0;          ///< that the parameters take (`slots` is a keyword of Qt)
    std::vector<wasm::ValType> payload; ///< the parameters, process-wide
    std::vector<uint32_t> tracedSlots;  ///< of those that may refer to objects
    Tag(wasm::FuncType declared, uint32_t id, std::string called, const std::vector<uint32_t> &typeIds);
};
/// A tag of the host, ready to be imported. Its type must not name types of a module.
std::shared_ptr<Tag> makeTag(wasm::FuncType type, std::string name);
/// An exception for a host function to throw: the arguments must fit the tag. Null when the heap is full.
Value makeException(Instance &caller, const std::shared_ptr<Tag> &tag, const std::vector<Value> &arguments);

struct Table {
    wasm::TableType type;
    std::vector<uint64_t> elements; ///< reference values; 0 is null
    uint64_t maxElements = 0;
    wasm::ValType elementId; ///< `type.element` with a process-wide type index
    Store *store = nullptr;
};
struct Global {
    wasm::GlobalType type;
    Value value;
    wasm::ValType typeId; ///< `type.type` with a process-wide type index
    Store *store = nullptr;
};

using Extern = std::variant<std::monostate, std::shared_ptr<Function>, std::shared_ptr<Table>, std::shared_ptr<Memory>,
                            std::shared_ptr<Global>, std::shared_ptr<Tag>>;

/// Limits that turn bombs into clear errors.
struct Limits {
    uint64_t memoryPages = 65536; ///< per memory
    uint64_t tableElements = 10'000'000;
    uint64_t stackBytes = 64u << 20; ///< of the explicit stack
    uint32_t callDepth = 200'000;    ///< frames
    bool checkBounds = false;        ///< look at the bounds of memory at every access, even where faults would do
    uint64_t heapBytes = 1u << 30;   ///< of structs, arrays and exceptions; linked instances share the largest
    bool collectAlways = false;      ///< a collection before each object is made, for tests
};

struct Runtime; ///< what running code keeps per instance (code.h)

class Instance
{
public:
    Instance();
    ~Instance();

    std::shared_ptr<const wasm::Module> module;
    std::shared_ptr<const wasm::Names> names;
    std::vector<std::shared_ptr<Function>> functions;
    std::vector<std::shared_ptr<Table>> tables;
    std::vector<std::shared_ptr<Memory>> memories;
    std::vector<std::shared_ptr<Global>> globals;
    std::vector<std::shared_ptr<Tag>> tags;
    std::vector<bool> droppedElements, droppedData;
    Store *store = nullptr;

    /// Functions, tables and globals come as pointers that keep the store.
    Extern exported(std::string_view name) const;
    std::string functionName(uint32_t index) const; ///< "$add", or "func 3"

    std::unique_ptr<Runtime> runtime;
};

struct InstantiateResult {
    std::shared_ptr<Instance> instance; ///< set as soon as it was allocated, even when initialisation trapped
    std::optional<wasm::Problem>
        problem; ///< link error ("import env.log: wants (i32) -> (), got (i64) -> ()"), unsupported feature, …
    std::optional<Trap> trap; ///< an active segment out of bounds, or no room for an initial value
    bool ok() const { return instance && !problem && !trap; }
};

/// Allocates and initialises (spec §4.5.4) a *validated* module; `imports` in the order of module.imports. Does not run
/// the start function: the caller does, with a Machine, so that it can be watched like any other. Without a store the
/// instance joins that of its imports, or gets one of its own; imports from another store are refused.
InstantiateResult instantiate(std::shared_ptr<const wasm::Module> module, std::vector<Extern> imports,
                              const Limits &limits = {}, std::shared_ptr<Store> store = nullptr);

} // namespace watchglass::exec
