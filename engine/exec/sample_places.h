// SPDX-License-Identifier: Apache-2.0
/// From raw samples, which point into translated code, to instructions. Works on any thread while the guest runs: it
/// reads only what does not change any more.
#pragma once

#include <map>
#include <tuple>
#include <unordered_map>

#include "engine/exec/plain/translator.h"
#include "engine/exec/sample_sink.h"

namespace watchglass::exec {

class SamplePlaces
{
public:
    void add(RawSample &raw, Samples &to);
    /// The code that was seen so far ends.
    void forget();

private:
    struct Known {
        uint32_t module = 0;
        std::vector<plain::Record::Range> cells;
    };
    const Known &known(const Code &code, Samples &to);
    void rewind(RawSample &raw, Samples &to);
    std::optional<uint32_t> before(const Code &code, uint32_t word, Cell handler, Samples &to);
    std::optional<uint32_t> only(const Code &code, Cell handler, Samples &to);
    bool rewindReturn(RawSample &raw, Cell handler, Samples &to);
    uint32_t frameAt(const Code &code, const Cell *pc, Samples &to);
    uint32_t intern(SampleFrame frame, Samples &to);
    uint32_t node(uint32_t parent, uint32_t frame, Samples &to);

    // Of code that lives.
    std::unordered_map<const Code *, Known> m_known;
    std::unordered_map<const Cell *, uint32_t> m_frameAt;
    std::map<std::tuple<const Cell *, Cell>, std::optional<uint32_t>> m_before;

    std::unordered_map<uintptr_t, Cell> m_functions; ///< by an address within
    std::map<std::tuple<SampleFrame::Kind, uint32_t, uint32_t, uint32_t, uint32_t, std::string>, uint32_t> m_frames;
    std::unordered_map<uint64_t, uint32_t> m_nodes;
};

} // namespace watchglass::exec
