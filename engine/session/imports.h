// SPDX-License-Identifier: Apache-2.0
/// Answers imported functions: as the user decided, else by their link, else by the sandbox, else by zero; and logs
/// every call.
#pragma once

#include "engine/debug/stand_ins.h"
#include "engine/session/outbox.h"
#include "engine/wasi/wasi.h"

namespace watchglass::session {

class Imports
{
public:
    explicit Imports(Outbox &outbox) : m_outbox(outbox) {}

    /// For a new instance of this program: nothing was called yet. A sentence when its sandbox cannot be made.
    std::optional<std::string> begin(const Program &program);
    void setAnswers(std::map<uint32_t, ImportAnswer> byFunction) { m_answers = std::move(byFunction); }
    exec::HostResult call(uint32_t function, exec::HostCall &call);

    /// The call that waits for `answer`.
    const std::optional<ImportCalled> &pending() const { return m_pending; }
    /// The pending call got these: it is logged, and no longer pending.
    void answered(const std::vector<exec::Value> &results);
    void forgetPending() { m_pending.reset(); }

private:
    struct Function {
        std::string name;
        LinkedImport linked;                  ///< may be empty
        std::shared_ptr<exec::Function> host; ///< the sandbox's; null when it has none
    };

    void watch(wasi::Sandbox &sandbox);
    exec::HostResult callHost(uint32_t function, exec::HostCall &call);
    void logAnswered(uint32_t function, const exec::HostCall &call, const exec::HostResult &result);
    void log(ImportCalled call);

    Outbox &m_outbox;
    std::shared_ptr<const wasm::Module> m_module;
    std::unique_ptr<wasi::Wasi> m_wasi;
    std::vector<Function> m_functions;
    std::map<uint32_t, ImportAnswer> m_answers;
    bool m_logs = true;
    std::string m_told; ///< the host's words for the call it just answered
    uint64_t m_calls = 0;
    std::optional<ImportCalled> m_pending;
};

} // namespace watchglass::session
