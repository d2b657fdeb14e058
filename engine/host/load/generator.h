// SPDX-License-Identifier: Apache-2.0
/// A load that is sent to a listener, on threads of its own, until it ends or is stopped.
///
///     auto [load, problem] = Generator::start({.port = 8080, .connections = 64});
///     const uint64_t mark = load->begin(Mark::Kind::Module, "counter → tweaked");
///     …                                         // swap it
///     load->finish(mark);
///     load->stop();
///     load->wait();
///     std::puts(proofLine(*load->report()).c_str());
///
/// Everything but `start` and the destructor may be called by any thread, and returns at once except `wait`.
#pragma once

#include "engine/host/load/report.h"

namespace watchglass::load {

class Generator
{
public:
    struct Made {
        std::unique_ptr<Generator> generator;
        std::string error; ///< a sentence
    };
    static Made start(Settings settings);
    ~Generator(); ///< ends at once, without waiting for answers

    /// Sends no more; what is under way is waited for.
    void stop();
    bool running() const;
    /// Until it has ended by itself or by `stop`.
    void wait();

    /// Something is about to be changed: its number. `startsOver`: a store comes without the content of the last.
    uint64_t begin(Mark::Kind kind, std::string text, bool startsOver = false);
    /// It was done, unless there is a problem. `text`, unless it is empty, takes the place of the one before.
    void finish(uint64_t mark, std::string problem = {}, std::string text = {});

    std::shared_ptr<const Report> report() const;

private:
    class Loop;
    explicit Generator(std::unique_ptr<Loop> loop);
    std::unique_ptr<Loop> m;
};

} // namespace watchglass::load
