// SPDX-License-Identifier: Apache-2.0
/// What a stopped guest looks like: an immutable value that any thread may keep. No view holds a live instance.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/debug/watchpoints.h"
#include "engine/exec/store.h"
#include "engine/exec/trap.h"
#include "engine/wasm/instruction_table.h"
#include "engine/wasm/types.h"

namespace watchglass::session {

enum class StopReason : uint8_t {
    Entry,      ///< before the first instruction of an invocation that was asked to stop there
    Breakpoint,
    Step,
    RunTo,      ///< run to cursor arrived
    Pause,
    Import,     ///< an import that is answered by breaking: waits for `Session::answerImport`
    Trap,
    Finished,   ///< the call returned; no frames, `results` are set
    Stopped,    ///< ended by the user; no frames
    Exited,     ///< ended by the guest through its host
    Watchpoint, ///< watched data was touched: `watchHits`
    Moment,     ///< another moment of the recorded run, as was asked for
    Start,      ///< going back, the start of the recording was reached
    Limit,      ///< as many instructions were executed as the program may (Program::instructions)
};
std::string_view name(StopReason reason);

struct LocalValue {
    std::string name; ///< "$x", or "" when it has none
    uint32_t index = 0;
    exec::Value value;
    bool parameter = false;
    bool changed = false; ///< since the previous stop, same activation
};
struct OperandValue {
    exec::Value value;
    uint32_t producer = 0; ///< offset of the instruction that left it
    bool changed = false;
};
struct LabelInfo {
    wasm::Op op = wasm::Op::Block;
    uint32_t offset = 0;
    std::string name;
    uint32_t height = 0;  ///< operands below it
    uint32_t arity = 0;   ///< values a branch to it takes
};
struct FrameInfo {
    uint64_t id = 0; ///< of the activation (exec::Machine::frameId)
    uint32_t function = 0;
    std::string functionName; ///< "$add" or "func 3"
    uint32_t offset = 0;      ///< of the next instruction; in callers, of their call
    std::vector<LocalValue> locals;     ///< parameters first
    std::vector<OperandValue> operands; ///< bottom first
    std::vector<LabelInfo> labels;      ///< outermost first; [0] is the function's own
};
struct GlobalValue {
    std::string name;
    uint32_t index = 0;
    exec::Value value;
    bool isMutable = false, changed = false;
};
struct TableInfo {
    std::string name;
    uint32_t index = 0;
    wasm::TableType type;
    uint64_t size = 0;
    /// The first `shown` elements: function index of this instance, or -1 null, or -2 something else (see text).
    std::vector<int64_t> functions;
    std::vector<std::string> text;
};
struct MemoryInfo {
    std::string name;
    uint32_t index = 0;
    wasm::MemoryType type;
    uint64_t size = 0;                   ///< bytes
    std::vector<uint64_t> writtenPages;  ///< addresses (4 KiB granules) written since the previous stop
};

/// Of a recorded run: instructions completed since the recording began.
struct Moment {
    uint64_t now = 0;
    uint64_t last = 0; ///< the furthest that was seen
    bool operator==(const Moment &) const = default;
};

struct Snapshot {
    uint64_t sequence = 0; ///< grows with every stop and every edit of the state
    StopReason reason = StopReason::Finished;
    std::string sentence;  ///< for the status bar: "Breakpoint in $add, line 3"-like, without lines
    std::vector<FrameInfo> frames; ///< innermost first; the innermost 200 and outermost 20 when there are more
    uint64_t depth = 0;            ///< frames in truth
    std::vector<GlobalValue> globals;
    std::vector<TableInfo> tables;
    std::vector<MemoryInfo> memories;
    std::optional<exec::Trap> trap;
    std::vector<exec::Value> results; ///< Finished
    std::string invoked;              ///< export name
    int exitCode = 0;
    std::vector<uint64_t> breakpointIds; ///< those that stopped here
    std::vector<debug::WatchHit> watchHits; ///< in the order in which it happened; also with other reasons
    std::optional<uint32_t> import;      ///< reason Import: function index
    std::vector<exec::Value> importArguments;
    bool canUndo = false, canRedo = false; ///< edits of the state at this stop
    std::optional<Moment> moment; ///< when the run is recorded and its earlier moments can be reached
    std::string noWayBack;        ///< why they cannot, although it is recorded
    std::shared_ptr<const exec::Store> store; ///< keeps what references among the values point to; null when none does
};
/// Whether any of the values points into a store.
bool refers(const std::vector<exec::Value> &values);
bool refers(const Snapshot &snapshot);

} // namespace watchglass::session
