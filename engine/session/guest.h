// SPDX-License-Identifier: Apache-2.0
/// The guest as its own thread sees it: what each command of the door does, and one slice of running at a time. Nothing
/// here knows of other threads but through the outbox.
#pragma once

#include <deque>

#include "engine/debug/edits.h"
#include "engine/debug/memory_search.h"
#include "engine/debug/stepper.h"
#include "engine/debug/time_line.h"
#include "engine/session/capture.h"
#include "engine/session/imports.h"

namespace watchglass::session {

class Guest
{
public:
    Guest(exec::Machine &machine, Outbox &outbox, const exec::Limits &limits);
    ~Guest();

    bool wantsTurns() const { return m_state == State::Running || !m_searches.empty(); }
    /// Runs the guest until it stops or a pause is requested, and searches for a moment.
    void turn();

    // The commands of session.h.
    void load(Program program);
    void reset();
    void setImportAnswers(std::map<uint32_t, ImportAnswer> byFunction);
    void setBreakpoints(std::vector<Breakpoint> all);
    void setWatchpoints(std::vector<Watchpoint> all);
    void invoke(const std::string &exportName, const std::vector<exec::Value> &arguments, bool stopAtEntry);
    void goOn(debug::Motion motion, uint32_t target = 0);
    void pause();
    void stop();
    void setRecording(bool on);
    void stepBack(BackKind kind);
    void runBack();
    void goToMoment(uint64_t moment);
    void answerImport(const std::vector<exec::Value> &results);
    void edit(const std::function<debug::Refusal(debug::Edits &)> &change);
    void readMemory(uint64_t ticket, uint32_t memory, uint64_t address, uint64_t length);
    void findInMemory(uint64_t ticket, uint32_t memory, std::vector<uint8_t> pattern, uint64_t from);
    void cancelFind(uint64_t ticket);
    void startCounting();
    void stopCounting();
    void startSampling(const exec::SamplerOptions &options);
    void stopSampling();
    void readSampling();

private:
    enum class State : uint8_t { Empty, Idle, Running, Stopped, Trapped };

    /// An instance and the tools that work on it.
    struct Loadee {
        Loadee(Guest &guest, std::shared_ptr<exec::Instance> made);
        std::shared_ptr<exec::Instance> instance;
        debug::References references;
        debug::Stepper stepper;
        debug::Edits edits;
        Capture capture;
    };
    struct Search {
        uint64_t ticket = 0;
        debug::MemorySearch search;
    };
    /// A function that runs before anything can be called.
    struct Startup {
        std::string name; ///< for sentences
        uint32_t function = 0;
    };
    struct Invocation {
        std::string exportName;
        std::vector<exec::Value> arguments;
        bool stopAtEntry = false;
    };

    void unload();
    void instantiate();
    void failed(const std::string &message, bool trapped = false);
    void refuse(std::string message);
    std::optional<std::string> misfit(const std::string &exportName, const std::vector<exec::Value> &arguments) const;
    void begin(const std::shared_ptr<exec::Function> &function, const std::vector<exec::Value> &arguments,
               bool stopAtEntry);
    void running();
    void record();
    void stopRecording();
    bool mayTravel();
    void setOut();
    void travel();
    void tellWay();
    std::optional<uint32_t> initializer() const;
    void startNext();
    void started();
    void halted(debug::Halt halt);
    void tellCounts();
    void tellProblems();
    void stopped(StopReason reason, debug::Halt halt = {});
    std::shared_ptr<Snapshot> captured(const Snapshot &pattern, const Snapshot *before);
    std::string sentence(const Snapshot &snapshot) const;
    exec::Memory *memory(uint32_t index) const;
    void endSearches();

    exec::Machine &m_machine;
    std::unique_ptr<exec::Sampler> m_sampler;
    bool m_counting = false; ///< for a profile
    Outbox &m_outbox;
    const exec::Limits m_limits;
    Imports m_imports;
    debug::Breakpoints m_breakpoints;
    debug::Watchpoints m_watchpoints;
    std::map<uint64_t, uint64_t> m_toldCounts;
    bool m_toldProblems = false; ///< and not yet that there are none any more

    Program m_program;
    debug::Lines m_lines;
    std::vector<std::string> m_notes;
    std::unique_ptr<Loadee> m_loaded;
    State m_state = State::Empty;
    std::optional<Startup> m_starting; ///< what has not finished
    std::deque<Startup> m_startup;     ///< what runs after it
    std::optional<Invocation> m_held;  ///< asked for while it runs
    debug::Motion m_motion = debug::Motion::Run;
    std::string m_invoked;

    bool m_recording = false;                ///< is wanted
    std::unique_ptr<debug::TimeLine> m_time; ///< of the call under way, or the last one
    uint64_t m_recordedFrom = 0;             ///< where its moments count from
    std::shared_ptr<exec::Function> m_called;
    std::vector<exec::Value> m_calledWith;
    Outbox::Clock::time_point m_wayTold;

    std::shared_ptr<const Snapshot> m_before;  ///< of the previous stop
    std::shared_ptr<const Snapshot> m_current; ///< as published last
    uint64_t m_sequence = 0;
    std::deque<Search> m_searches;
};

} // namespace watchglass::session
