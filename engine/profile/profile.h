// SPDX-License-Identifier: Apache-2.0
/// A profile as a value: stacks as a tree, and samples that point into it. It comes from our sampler or from a file,
/// and never changes; views.h makes tables and trees of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/exec/instance.h"
#include "engine/exec/samples.h"

namespace watchglass::profile {

inline constexpr uint32_t none = 0xffffffff;

/// What weights are.
enum class Unit : uint8_t {
    WallTime, ///< nanoseconds, waits with them
    CpuTime,  ///< nanoseconds of the processor
    Count,    ///< whatever an imported profile counts
};

struct Function {
    enum class Kind : uint8_t {
        Guest,
        Host,
        Mark, ///< none, but a word about the stack: what is further out is unknown
    } kind = Kind::Guest;
    std::string name;      ///< for people: demangled
    std::string rawName;   ///< as the module has it
    std::string module;    ///< its name, or ""
    uint32_t index = none; ///< in the module's functions
    bool operator==(const Function &) const = default;
};

/// Where in a function a frame stands. The instructions from `first` to `offset` are one step of fast code; its time is
/// told for the last one. `none` when a file does not say.
struct Place {
    uint32_t function = 0;
    uint32_t first = none, offset = none;
    bool operator==(const Place &) const = default;
};

/// A stack: its innermost frame, and the stack of the callers. Parents come before their children.
struct Node {
    uint32_t parent = none, place = 0;
};

struct Sample {
    uint64_t time = 0; ///< nanoseconds since the start; of a `Count`, its running sum
    uint64_t weight = 0;
    uint32_t node = 0;
};

struct Profile {
    std::string name; ///< of the program
    Unit unit = Unit::WallTime;
    bool exact = false;    ///< everything was counted, nothing sampled: no number is in doubt
    double hertz = 0;      ///< 0: not sampled, or not known
    uint64_t duration = 0; ///< nanoseconds; of a `Count`, the sum
    uint64_t lost = 0;     ///< samples
    uint64_t overhead = 0; ///< nanoseconds that taking the samples took
    std::vector<Function> functions;
    std::vector<Place> places;
    std::vector<Node> nodes;
    std::vector<Sample> samples; ///< by time

    uint64_t weight() const; ///< of all samples
};

/// Builds the tables: equal things get equal numbers.
class ProfileBuilder
{
public:
    ProfileBuilder();
    ~ProfileBuilder();
    uint32_t function(const Function &function);
    uint32_t place(const Place &place);
    uint32_t node(uint32_t parent, uint32_t place);
    void sample(uint64_t time, uint64_t weight, uint32_t node);
    /// Appends another profile's stacks; answers the number that each of its nodes got.
    std::vector<uint32_t> adopt(const Profile &other);
    Profile take(); ///< fill in what it says of itself; samples are sorted

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

/// With names from the modules.
Profile fromSamples(const exec::Samples &samples, std::string name);

/// How often each instruction of the instance was executed since its counts were reset (exec/counting.h). There are no
/// stacks: each instruction is a frame by itself. The machines that run the instance must be stopped.
Profile fromCounts(exec::Instance &instance, std::string name);

/// Both, the second behind the first. Their units should be equal; else the result counts in those of the first.
Profile merged(const Profile &first, const Profile &second);

/// The samples from `begin` up to `end`, on the same stacks.
Profile within(const Profile &profile, uint64_t begin, uint64_t end);

} // namespace watchglass::profile
