// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/breakpoints.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "engine/exec/probe.h"

namespace watchglass::debug {

using exec::Probe;

bool HitRule::holds(uint64_t hit) const
{
    switch (kind) {
    case Kind::All:
        return true;
    case Kind::Exactly:
        return hit == count;
    case Kind::Every:
        return count && hit % count == 0;
    case Kind::From:
        return hit >= count;
    }
    return true;
}

bool Breakpoint::operator==(const Breakpoint &other) const
{
    const auto all = [](const Breakpoint &b) {
        return std::tie(b.id, b.offset, b.enabled, b.condition, b.hits.kind, b.hits.count, b.log);
    };
    return all(*this) == all(other);
}

/// A breakpoint with conditions, as a probe.
class Breakpoints::Guarded final : public Probe
{
public:
    Guarded(Breakpoints &owner, const Breakpoint &as, std::optional<Expression> condition,
            std::optional<LogTemplate> log)
        : m_owner(owner), m_id(as.id), m_hits(as.hits), m_condition(std::move(condition)), m_log(std::move(log))
    {
    }

    Answer reached(exec::ProbeView &view) override
    {
        if (m_owner.m_telling == Telling::Nothing)
            return Answer::GoOn;
        const exec::Slot *frame = view.slotsOfFrame();
        std::string error;
        if (m_condition) {
            Expression::Value value = m_condition->evaluate(view.instance(), frame);
            if (value.error.empty() && !value.isTrue())
                return Answer::GoOn;
            error = std::move(value.error);
        }
        const uint64_t hit = ++m_owner.m_counts[m_id];
        if (m_owner.m_telling == Telling::Counts)
            return Answer::GoOn;
        if (!error.empty()) {
            m_owner.m_complaint = "its condition cannot be computed: " + error;
            return Answer::Stop;
        }
        if (!m_hits.holds(hit))
            return Answer::GoOn;
        if (!m_log)
            return Answer::Stop;
        uint64_t &logged = m_owner.m_logged[m_id];
        if (m_owner.m_telling != Telling::All || hit <= logged)
            return Answer::GoOn;
        logged = hit;
        if (m_owner.m_log)
            m_owner.m_log(m_id, m_log->fill(view.instance(), frame));
        return Answer::GoOn;
    }

private:
    Breakpoints &m_owner;
    const uint64_t m_id;
    const HitRule m_hits;
    const std::optional<Expression> m_condition;
    const std::optional<LogTemplate> m_log;
};

Breakpoints::Breakpoints(exec::Machine &machine, Log log) : m_machine(machine), m_log(std::move(log)) {}

Breakpoints::~Breakpoints()
{
    attach(nullptr);
}

void Breakpoints::attach(exec::Instance *instance)
{
    if (m_instance) {
        for (uint32_t offset : m_placed)
            m_machine.clearBreakpoint(*m_instance, offset);
        for (const Placed &placed : m_guarded)
            removeProbe(*m_instance, placed.probe);
    }
    m_placed.clear();
    m_guarded.clear();
    m_temporary.clear();
    m_counts.clear();
    m_logged.clear();
    m_history.clear();
    m_before.clear();
    m_problems.clear();
    m_complaint.clear();
    m_instance = instance;
    sync();
}

void Breakpoints::set(std::vector<Breakpoint> all)
{
    // What another text, or the same under another condition, would have logged is new.
    std::erase_if(m_logged, [&](const auto &logged) {
        const auto same = [&](const Breakpoint &one) {
            const auto before =
                std::find_if(m_user.begin(), m_user.end(), [&](const auto &b) { return b.id == one.id; });
            return one.id == logged.first && before != m_user.end() && one.offset == before->offset &&
                   one.condition == before->condition && one.log == before->log;
        };
        return std::none_of(all.begin(), all.end(), same);
    });
    m_user = std::move(all);
    setCounts(Counts(m_counts));
    sync();
}

void Breakpoints::setCounts(const Counts &counts)
{
    Counts kept;
    for (const Breakpoint &breakpoint : m_user)
        if (auto count = counts.find(breakpoint.id); count != counts.end())
            kept.insert(*count);
    m_counts = std::move(kept);
}

void Breakpoints::forgetWhatFollows()
{
    for (auto &[id, hit] : m_logged)
        hit = std::min(hit, m_counts[id]);
    for (auto &[id, moments] : m_history)
        moments.erase(moments.upper_bound(m_machine.instructions()), moments.end());
}

void Breakpoints::setTemporary(std::set<uint32_t> offsets)
{
    m_temporary = std::move(offsets);
    sync();
}

std::vector<uint64_t> Breakpoints::hit(uint32_t offset)
{
    std::vector<uint64_t> ids;
    for (const Breakpoint &breakpoint : m_user)
        if (breakpoint.enabled && breakpoint.offset == offset && breakpoint.isSimple()) {
            ids.push_back(breakpoint.id);
            // Where it was hit before, the run has come again.
            if (!m_machine.counting() || m_history[breakpoint.id].insert(m_machine.instructions()).second)
                ++m_counts[breakpoint.id];
            else
                countFromHistory();
        }
    return ids;
}

std::vector<uint64_t> Breakpoints::hit(const exec::Place &place)
{
    return m_instance && place.instance == m_instance ? hit(place.offset) : std::vector<uint64_t>();
}

std::vector<uint64_t> Breakpoints::at(const exec::Place &place) const
{
    std::vector<uint64_t> ids;
    for (const Breakpoint &breakpoint : m_user)
        if (m_instance && place.instance == m_instance && breakpoint.enabled && breakpoint.offset == place.offset &&
            breakpoint.isSimple())
            ids.push_back(breakpoint.id);
    return ids;
}

void Breakpoints::setTelling(Telling telling)
{
    const auto stops = [](Telling how) { return how == Telling::All || how == Telling::Stops; };
    const bool changes = stops(std::exchange(m_telling, telling)) != stops(telling);
    if (changes)
        sync();
}

void Breakpoints::beginHistory(bool stopped)
{
    m_history.clear();
    m_before = m_counts;
    if (!stopped)
        return;
    for (const uint64_t id : at(m_machine.place(0)))
        if (uint64_t &count = m_before[id]; count > 0 && m_history[id].insert(m_machine.instructions()).second)
            --count;
}

void Breakpoints::countFromHistory()
{
    const uint64_t now = m_machine.instructions();
    for (const Breakpoint &breakpoint : m_user) {
        if (!breakpoint.isSimple())
            continue;
        const auto before = m_before.find(breakpoint.id);
        uint64_t count = before == m_before.end() ? 0 : before->second;
        if (const auto moments = m_history.find(breakpoint.id); moments != m_history.end())
            count += uint64_t(std::distance(moments->second.begin(), moments->second.upper_bound(now)));
        if (count)
            m_counts[breakpoint.id] = count;
        else
            m_counts.erase(breakpoint.id);
    }
}

std::vector<uint64_t> Breakpoints::wanted(const std::vector<uint64_t> &probes) const
{
    std::vector<uint64_t> ids;
    for (const Placed &placed : m_guarded)
        if (std::find(probes.begin(), probes.end(), placed.probe) != probes.end())
            ids.push_back(placed.as.id);
    return ids;
}

std::string Breakpoints::takeComplaint()
{
    return std::exchange(m_complaint, {});
}

void Breakpoints::sync()
{
    if (!m_instance)
        return;
    std::set<uint32_t> wanted;
    if (m_telling == Telling::All || m_telling == Telling::Stops) {
        wanted = m_temporary;
        for (const Breakpoint &breakpoint : m_user)
            if (breakpoint.enabled && breakpoint.isSimple())
                wanted.insert(breakpoint.offset);
    }
    for (uint32_t offset : m_placed)
        if (!wanted.contains(offset))
            m_machine.clearBreakpoint(*m_instance, offset);
    for (auto offset = wanted.begin(); offset != wanted.end();) {
        bool placed = m_placed.contains(*offset) || m_machine.setBreakpoint(*m_instance, *offset);
        offset = placed ? std::next(offset) : wanted.erase(offset);
    }
    m_placed = std::move(wanted);

    const auto isAmong = [](const auto &all, const auto &breakpoint, auto member) {
        return std::any_of(all.begin(), all.end(), [&](const auto &other) { return member(other) == breakpoint; });
    };
    const auto same = [](const Breakpoint &other) -> const Breakpoint & { return other; };
    std::erase_if(m_guarded, [&](const Placed &placed) {
        const bool gone = !isAmong(m_user, placed.as, same);
        if (gone)
            removeProbe(*m_instance, placed.probe);
        return gone;
    });
    std::erase_if(m_problems, [&](const BreakpointProblem &problem) {
        return std::none_of(m_guarded.begin(), m_guarded.end(),
                            [&](const Placed &placed) { return placed.as.id == problem.id; });
    });
    for (const Breakpoint &breakpoint : m_user)
        if (breakpoint.enabled && !breakpoint.isSimple() &&
            !isAmong(m_guarded, breakpoint, [](const Placed &placed) -> const Breakpoint & { return placed.as; }))
            guard(breakpoint);
}

void Breakpoints::guard(const Breakpoint &breakpoint)
{
    std::optional<Expression> condition;
    std::optional<LogTemplate> log;
    const auto read = [&](auto made, auto &into, bool inLog) {
        if (auto *problem = std::get_if<TextProblem>(&made))
            m_problems.push_back({breakpoint.id, inLog, std::move(*problem)});
        else
            into = std::get<0>(std::move(made));
        return into.has_value();
    };
    const wasm::Module &module = *m_instance->module;
    const wasm::Names none, &names = m_instance->names ? *m_instance->names : none;
    bool good = breakpoint.condition.empty() ||
                read(Expression::compile(breakpoint.condition, module, names, breakpoint.offset), condition, false);
    good = (breakpoint.log.empty() ||
            read(LogTemplate::compile(breakpoint.log, module, names, breakpoint.offset), log, true)) &&
           good;
    Placed placed{breakpoint, 0};
    if (good) {
        exec::ProbePoint point;
        point.offset = breakpoint.offset;
        point.operands = (condition && condition->usesOperands()) || (log && log->usesOperands());
        placed.probe = addProbe(*m_instance, point,
                                std::make_shared<Guarded>(*this, breakpoint, std::move(condition), std::move(log)));
    }
    m_guarded.push_back(std::move(placed));
}

} // namespace watchglass::debug
