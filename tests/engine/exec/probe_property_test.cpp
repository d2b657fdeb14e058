// SPDX-License-Identifier: Apache-2.0
/// Random programs under random probes and breakpoints that come and go at random stops and in callbacks: what the
/// program does stays the same, and all ways of running it tell the probes the same.
#include <algorithm>
#include <cstring>
#include <map>

#include "engine/exec/counting.h"
#include "engine/exec/probe.h"
#include "tests/engine/exec/random_program.h"

namespace watchglass::exec::test {
namespace {

using Kind = ProbePoint::Kind;

/// One run with its own dice, which fall alike for every driver.
class Experiment
{
public:
    Experiment(const std::shared_ptr<const wasm::Module> &module, Driver driver, uint32_t seed, bool checkBounds)
        : m_instance(instantiate(module, {}, Limits{.checkBounds = checkBounds}).instance),
          m_machine(Limits{.checkBounds = checkBounds}, driver), m_random(seed), m_seed(seed)
    {
        for (const wasm::Function &function : module->functions) {
            wasm::InstructionReader reader(*module->bytes, function.code);
            for (wasm::Instruction i; reader.next(i);)
                m_places.push_back(i.offset);
        }
    }

    /// Also the clock of the run, which is part of the result.
    void count() { m_machine.setCounting(true); }

    void run(bool probed)
    {
        const std::vector<Value> arguments{Value::i32(int32_t(m_seed * 2654435761u)), Value::f64(double(m_seed) - 7.5)};
        for (uint32_t n = probed ? below(6) : 0; n > 0; --n)
            change();
        m_machine.start(function(*m_instance, "main"), arguments);
        Stop stop;
        do {
            const bool step = probed && below(3) == 0;
            stop = step ? m_machine.step() : m_machine.run();
            if (probed && m_machine.active() && stop.kind != StopKind::Trapped) {
                log += "stop " + std::to_string(int(stop.kind)) + " at " + std::to_string(m_machine.place(0).offset);
                for (const uint64_t id : stop.probes)
                    log += " " + std::to_string(id);
                log += "\n";
                if (++m_stops > 60)
                    clear();
                else if (below(2))
                    change();
            }
        } while (stop.kind != StopKind::Finished && stop.kind != StopKind::Trapped);
        result = std::to_string(int(stop.kind));
        for (const Value &value : stop.results)
            result += " " + toHex(value);
        if (stop.trap)
            result += " " + std::to_string(stop.trap->offset) + stop.trap->message;
        if (m_machine.counting())
            result += " after " + std::to_string(m_machine.instructions());
        const Memory &memory = *m_instance->memories[0];
        result.append(reinterpret_cast<const char *>(memory.base()), memory.size());
    }

    std::string log, result;

private:
    struct Noter final : Probe {
        explicit Noter(Experiment &of) : experiment(of) {}
        Answer reached(ProbeView &view) override { return experiment.note(view); }
        Experiment &experiment;
    };

    uint32_t below(uint32_t n) { return m_random() % n; }

    void change()
    {
        switch (below(5)) {
        case 0:
            if (!m_ids.empty())
                removeProbe(*m_instance, take(m_ids));
            break;
        case 1:
            m_breakpoints.push_back(m_places[below(uint32_t(m_places.size()))]);
            m_machine.setBreakpoint(*m_instance, m_breakpoints.back());
            break;
        case 2:
            if (!m_breakpoints.empty())
                m_machine.clearBreakpoint(*m_instance, take(m_breakpoints));
            break;
        default:
            m_ids.push_back(addProbe(*m_instance, point(), std::make_shared<Noter>(*this)));
        }
    }
    template <class T>
    T take(std::vector<T> &from)
    {
        const uint32_t which = below(uint32_t(from.size()));
        const T taken = from[which];
        from.erase(from.begin() + which);
        return taken;
    }
    void clear()
    {
        while (!m_ids.empty())
            removeProbe(*m_instance, take(m_ids));
        while (!m_breakpoints.empty())
            m_machine.clearBreakpoint(*m_instance, take(m_breakpoints));
    }

    ProbePoint point()
    {
        static constexpr Kind kinds[] = {Kind::Entry,       Kind::Exit,        Kind::Instruction, Kind::Instruction,
                                         Kind::Instruction, Kind::Instruction, Kind::Block,       Kind::Branch,
                                         Kind::Load,        Kind::Store,       Kind::LocalSet};
        ProbePoint made;
        made.kind = kinds[below(std::size(kinds))];
        made.offset = m_places[below(uint32_t(m_places.size()))];
        made.operands = below(3) == 0;
        const auto functions = uint32_t(m_instance->functions.size());
        if (made.kind == Kind::LocalSet || below(2))
            made.function = below(functions);
        if (made.kind == Kind::LocalSet)
            made.index = below(uint32_t(m_instance->module->localTypes(made.function).size()));
        if (below(2)) {
            made.begin = below(40000);
            made.end = made.begin + (below(2) ? below(16) : below(9000));
        }
        return made;
    }

    Probe::Answer note(ProbeView &view)
    {
        const ProbePoint &about = view.point();
        log += std::to_string(int(about.kind)) + "@" + std::to_string(view.offset()) + " " +
               std::to_string(view.begin()) + "-" + std::to_string(view.end()) + (view.taken() ? "t" : "");
        for (const uint8_t byte : view.before())
            log += "," + std::to_string(byte);
        const bool looks = below(4) == 0;
        if (looks && view.frame() == 0) {
            Machine &machine = view.machine();
            const Place place = machine.place(0);
            log += " in " + std::to_string(place.function) + " at " + std::to_string(place.offset);
            for (uint32_t i = 0; i < m_instance->module->localTypes(place.function).size(); ++i)
                log += " " + toHex(machine.local(0, i));
            const StateShape shape = describe(*m_instance->module, place.function, place.offset);
            for (size_t i = 0; i < shape.operands.size(); ++i)
                log += " " + toHex(machine.operand(0, shape.firstSlots[i], shape.operands[i].type));
        } else if (about.kind == Kind::Instruction) { // 8 bytes a local here
            const size_t locals = m_instance->module->localTypes(*m_instance->module->functionAt(view.offset())).size();
            for (size_t i = 0; i < locals; ++i)
                log += " " + std::to_string(view.slotsOfFrame()[i]);
        }
        log += "\n";
        if (++m_calls > 3000)
            clear();
        else if (below(40) == 0)
            change();
        return m_calls < 3000 && below(30) == 0 ? Probe::Answer::Stop : Probe::Answer::GoOn;
    }

    std::shared_ptr<Instance> m_instance;
    Machine m_machine;
    std::mt19937 m_random;
    uint32_t m_seed;
    std::vector<uint32_t> m_places, m_breakpoints;
    std::vector<uint64_t> m_ids;
    int m_stops = 0, m_calls = 0;
};

class ProbedPrograms : public testing::TestWithParam<uint32_t>
{
};
INSTANTIATE_TEST_SUITE_P(Seeds, ProbedPrograms, testing::Range(0u, 40u));

TEST_P(ProbedPrograms, doTheSameAndAreToldAlike)
{
    for (uint32_t seed = GetParam() * 25; seed < GetParam() * 25 + 25; ++seed) {
        const auto module = RandomProgram(seed).build();
        const bool checkBounds = seed % 2;
        const auto experiment = [&](Driver driver, bool counting, bool probed) {
            Experiment made(module, driver, seed, checkBounds);
            if (counting)
                made.count();
            made.run(probed);
            return std::pair(made.result, made.log);
        };
        const auto bare = experiment(Driver::Plain, false, false), counted = experiment(Driver::Plain, true, false);
        const auto watched = experiment(Driver::Watched, false, true);
        ASSERT_TRUE(watched.first == bare.first) << "seed " << seed;
        for (const Driver driver : {Driver::Plain, Driver::Single})
            for (const bool counting : {false, true}) {
                const auto found = experiment(driver, counting, true);
                ASSERT_TRUE(found.first == (counting ? counted : bare).first) << "seed " << seed;
                ASSERT_EQ(found.second, watched.second) << "seed " << seed << (counting ? ", counting" : "");
            }
    }
}

} // namespace
} // namespace watchglass::exec::test
