// SPDX-License-Identifier: Apache-2.0
/// `wglass host run`: plays a scenario, and says whether what it asserts holds.
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <unistd.h>

#include "app/cli/files.h"
#include "app/cli/help.h"
#include "app/cli/host_up.h"
#include "engine/host/scenario/player.h"

namespace watchglass::cli {

namespace {

using namespace std::chrono_literals;

/// What the load does just now: one line that is written over on a terminal, else a line every few seconds.
class ProgressLine
{
public:
    void show(const scenario::Progress &progress)
    {
        const auto now = std::chrono::steady_clock::now();
        if (!progress.load || progress.load->seconds.empty() || now - m_last < (m_terminal ? 500ms : 5000ms))
            return;
        m_last = now;
        const load::Report &made = *progress.load;
        const load::Second &second = made.seconds.back();
        char text[240];
        std::snprintf(text, sizeof text,
                      "%5.0f s  %s: %llu requests/s, 99 %% in %s; %llu changes; %llu lost, %llu not ok, %llu mixed up; "
                      "longest pause %s",
                      double(progress.elapsed.count()) / 1e9, progress.phase.c_str(),
                      static_cast<unsigned long long>(second.counts.ended), load::durationText(second.p99).c_str(),
                      static_cast<unsigned long long>(made.marks), static_cast<unsigned long long>(made.counts.lost),
                      static_cast<unsigned long long>(made.counts.notOk()),
                      static_cast<unsigned long long>(made.counts.mixedUp),
                      load::durationText(made.longestPause).c_str());
        if (m_terminal)
            std::fprintf(stderr, "\r\033[K%s", text);
        else
            say(text);
        m_shown = m_terminal;
    }
    /// Before anything else is written.
    void clear()
    {
        if (m_shown)
            std::fputs("\r\033[K", stderr);
        m_shown = false;
    }

private:
    const bool m_terminal = isatty(STDERR_FILENO) == 1;
    bool m_shown = false;
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

std::optional<std::string> readParameters(const Arguments &arguments, scenario::Parameters &parameters)
{
    for (const std::string &word : arguments.values("--set")) {
        const size_t equals = word.find('=');
        if (equals == 0 || equals == word.npos)
            return "--set wants NAME=VALUE, not \"" + word + "\"";
        parameters[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return std::nullopt;
}

/// Until it ends; the first interrupt stops it.
void follow(scenario::Player &player, ProgressLine &line, std::mutex &mutex, const sigset_t &interrupts)
{
    while (!player.waitFor(100ms)) {
        const timespec none{0, 0};
        const bool interrupted = sigtimedwait(&interrupts, nullptr, &none) > 0;
        const std::lock_guard lock(mutex);
        if (interrupted) {
            line.clear();
            say("stops: sends no more, and waits for what is under way");
            pthread_sigmask(SIG_UNBLOCK, &interrupts, nullptr); // a second one ends it at once
            player.stop();
        } else {
            line.show(*player.progress());
        }
    }
}

Status play(const std::shared_ptr<const scenario::Scenario> &scenario, const std::optional<std::string> &report,
            const sigset_t &interrupts)
{
    host::Host host(listenersThatSay());
    ProgressLine line;
    std::mutex mutex; // of standard error
    scenario::Player player(host, scenario, [&](const scenario::Event &event) {
        const std::lock_guard lock(mutex);
        if (event.repeated && !event.isProblem)
            return;
        line.clear();
        char at[32];
        std::snprintf(at, sizeof at, "%7.2f s  ", double(event.at.count()) / 1e9);
        say(at + event.text);
    });
    follow(player, line, mutex, interrupts);
    line.clear();
    const auto outcome = player.outcome();
    std::fputs(toText(*outcome).c_str(), stdout);
    std::fflush(stdout);
    endServing(host);
    if (report)
        if (const auto problem = writeFile(*report, toJson(*outcome))) {
            say(*report + ": " + *problem);
            return Status::WrongFile;
        }
    if (!outcome->problem.empty())
        return Status::WrongFile;
    if (outcome->stopped)
        return Status::Interrupted;
    return outcome->good() ? Status::Success : Status::Condition;
}

} // namespace

int runScenario(const Arguments &arguments)
{
    scenario::Parameters parameters;
    if (arguments.operands.size() != 2)
        return refuseUsage("host", "host run wants one SCENARIO");
    if (const auto problem = readParameters(arguments, parameters))
        return refuseUsage("host", *problem);
    const std::string &file = arguments.operands[1];
    scenario::ScenarioResult read = scenario::readScenario(file, parameters);
    for (const std::string &error : read.errors)
        say(file + ": " + error);
    if (!read.scenario)
        return int(Status::WrongFile);
    for (const std::string &note : read.scenario->host.notes)
        say(note);
    const sigset_t interrupts = blockInterrupts();
    const Status status = play(read.scenario, arguments.value("--report"), interrupts);
    read.scenario.reset(); // its folder goes
    std::fflush(nullptr);
    std::_Exit(int(status)); // threads of the host's may hang
}

} // namespace watchglass::cli
