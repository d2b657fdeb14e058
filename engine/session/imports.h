// SPDX-License-Identifier: Apache-2.0
/// Answers the imported functions that have no host, as the user decided, and logs every call.
#pragma once

#include "engine/debug/stand_ins.h"
#include "engine/session/outbox.h"

namespace watchglass::session {

class Imports
{
public:
    explicit Imports(Outbox &outbox) : m_outbox(outbox) {}

    /// For a new instance of this module: nothing was called yet.
    void begin(std::shared_ptr<const wasm::Module> module);
    void setAnswers(std::map<uint32_t, ImportAnswer> byFunction) { m_answers = std::move(byFunction); }
    exec::HostResult call(uint32_t function, exec::HostCall &call);

    /// The call that waits for `answer`.
    const std::optional<ImportCalled> &pending() const { return m_pending; }
    /// Why these results do not fit the pending call; nothing when they do, and then it is logged and no longer
    /// pending.
    std::optional<std::string> answer(const std::vector<exec::Value> &results);
    void forgetPending() { m_pending.reset(); }

private:
    std::optional<std::string> misfit(const ImportCalled &call, const std::vector<exec::Value> &results) const;

    Outbox &m_outbox;
    std::shared_ptr<const wasm::Module> m_module;
    std::vector<std::string> m_names; ///< by function
    std::optional<uint32_t> m_exit;   ///< WASI's proc_exit
    std::map<uint32_t, ImportAnswer> m_answers;
    uint64_t m_calls = 0;
    std::optional<ImportCalled> m_pending;
};

/// "(i32 f64)": the types of values.
std::string typesOf(const std::vector<exec::Value> &values);

} // namespace watchglass::session
