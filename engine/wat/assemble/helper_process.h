// SPDX-License-Identifier: Apache-2.0
/// The parent's end of helper/protocol.h: starts `watchglass-wat`, asks it, and replaces it when it dies or hangs.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "engine/wasm/module.h"
#include "engine/wat/helper/protocol.h"

namespace watchglass::wat {

/// Where `watchglass-wat` is: `explicitPath`, else $WATCHGLASS_WAT, else beside this program, in its libexec folder, or
/// where it was built. Empty when nowhere.
std::string findHelper(const std::string &explicitPath);

struct HelperProblem {
    helper::Complaint head;
    std::string message;
};

struct HelperAnswer {
    enum class End : uint8_t {
        Complete,
        CannotStart, ///< `systemError` says why
        WrongVersion,
        Died,
        TimedOut,
    } end = End::Complete;
    int systemError = 0;
    std::vector<HelperProblem> problems; ///< those that were told, however it ended
    wasm::Bytes binary;
    std::vector<helper::FunctionPlaces> functions;
    std::vector<helper::Place> places; ///< of all functions, one after the other
};

/// One helper process, started when it is first asked. Not for several threads at once; other threads may fork and
/// start programs meanwhile, and no signal of this process is touched.
class HelperProcess
{
public:
    explicit HelperProcess(std::string program) : m_program(std::move(program)) {}
    ~HelperProcess() { stop(); }
    HelperProcess(const HelperProcess &) = delete;
    HelperProcess &operator=(const HelperProcess &) = delete;

    HelperAnswer ask(std::string_view text, bool names, std::chrono::milliseconds deadline);
    const std::string &program() const { return m_program; }
    /// -1 when none runs.
    pid_t pid() const { return m_pid; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Step : uint8_t { Ok, Died, TimedOut };

    int start();
    void stop();
    Step wait(short events, Clock::time_point until) const;
    Step sendAll(const void *bytes, size_t size, Clock::time_point until);
    Step receiveAll(void *bytes, size_t size, Clock::time_point until);
    Step sendRequest(std::string_view text, bool names, Clock::time_point until);
    Step receiveAnswer(HelperAnswer &answer, Clock::time_point until);

    std::string m_program;
    pid_t m_pid = -1;
    int m_socket = -1;
};

} // namespace watchglass::wat
