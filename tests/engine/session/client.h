// SPDX-License-Identifier: Apache-2.0
/// A client of a session that waits for what it asked for, and programs written as text.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>

#include "engine/session/session.h"
#include "engine/wat/source_map.h"

namespace watchglass::session {

/// A text, assembled, decoded and with its names; the test fails when it is refused.
struct Assembly {
    Program program;
    std::shared_ptr<const wat::SourceMap> map;
    /// Offset of the first instruction of a line of the text; lines start at 1.
    uint32_t line(uint32_t number) const;
    /// The nth instruction of a line, as the text has them.
    uint32_t onLine(uint32_t number, size_t nth) const;
    uint32_t lineOf(uint32_t offset) const;
};
Assembly assemble(const std::string &text);

class Client
{
public:
    explicit Client(const exec::Limits &limits = {}) : session([this] { wake(); }, limits) {}

    /// The next event of a kind; those before it go to `passed`.
    template <class T>
    T wait()
    {
        for (;;) {
            Event event = next();
            if (T *wanted = std::get_if<T>(&event))
                return std::move(*wanted);
            passed.push_back(std::move(event));
        }
    }
    std::shared_ptr<const Snapshot> stop() { return wait<Stopped>().snapshot; }
    /// Loads and waits until it is ready.
    void load(const Program &program);
    std::shared_ptr<const Snapshot> call(const std::string &name, std::vector<exec::Value> arguments,
                                         bool stopAtEntry = false);
    std::shared_ptr<const Snapshot> step(StepKind kind);
    std::shared_ptr<const Snapshot> resume();
    std::vector<uint8_t> bytes(uint64_t address, uint64_t length);
    uint64_t wakes();

    std::vector<Event> passed;

private:
    Event next();
    void wake();

    std::mutex m_mutex;
    std::condition_variable m_woken;
    bool m_wake = false;
    uint64_t m_wakes = 0, m_tickets = 0;
    std::deque<Event> m_events;

public:
    Session session; ///< last: it ends before what it wakes
};

inline exec::Value i32(int32_t value)
{
    return exec::Value::i32(value);
}
inline std::vector<exec::Value> args(std::initializer_list<int32_t> values)
{
    std::vector<exec::Value> made;
    for (int32_t value : values)
        made.push_back(i32(value));
    return made;
}
/// The values of the innermost frame's operands, bottom first, or of its locals.
std::vector<int32_t> operands(const Snapshot &snapshot, size_t frame = 0);
std::vector<int32_t> locals(const Snapshot &snapshot, size_t frame = 0);

} // namespace watchglass::session
