// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/watchpoints.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/debug/watch_story.h"
#include "engine/exec/probe.h"

namespace watchglass::debug {

using exec::Probe;
using exec::ProbePoint;
using Kind = exec::ProbePoint::Kind;

namespace {

bool isWrite(Kind kind)
{
    return kind == Kind::Store || kind == Kind::GlobalSet || kind == Kind::LocalSet || kind == Kind::TableSet;
}

std::vector<uint8_t> bytesOf(const exec::Value &value)
{
    std::vector<uint8_t> bytes(sizeof value.bits);
    std::memcpy(bytes.data(), value.bits.data(), bytes.size());
    return bytes;
}

} // namespace

class Watchpoints::Watching final : public Probe
{
public:
    Watching(Watchpoints &owner, const Watchpoint &as) : m_owner(owner), m_as(as) {}

    Answer reached(exec::ProbeView &view) override
    {
        if (m_owner.m_quiet)
            return Answer::GoOn;
        if (m_as.of == Watchpoint::Of::Local && view.machine().frameId(0) != m_as.frameId)
            return Answer::GoOn;
        const bool wrote = isWrite(view.point().kind);
        if (wrote && m_as.on == Watchpoint::On::Change && !changed(view))
            return Answer::GoOn;
        WatchHit hit{m_as.id, wrote, view.offset(), view.begin(), view.end(), {}, {}, {}};
        hit.before.assign(view.before().begin(), view.before().end());
        hit.after = now(view, WatchHit::keptBytes);
        if (!wrote)
            hit.before = hit.after;
        hit.before.resize(std::min(hit.before.size(), WatchHit::keptBytes));
        hit.text = tellWatch(hit, m_as, view.instance());
        m_owner.m_hits.push_back(std::move(hit));
        return Answer::Stop;
    }

private:
    bool changed(exec::ProbeView &view) const
    {
        if (view.point().kind == Kind::Store) // perhaps much: compared in place
            return std::memcmp(view.instance().memories[m_as.index]->base() + view.begin(), view.before().data(),
                               view.before().size()) != 0;
        const std::vector<uint8_t> after = now(view, view.before().size());
        return !std::equal(after.begin(), after.end(), view.before().begin(), view.before().end());
    }
    /// What stands there, as far as `most` bytes.
    std::vector<uint8_t> now(exec::ProbeView &view, size_t most) const
    {
        const exec::Instance &instance = view.instance();
        std::vector<uint8_t> bytes;
        switch (m_as.of) {
        case Watchpoint::Of::Memory:
            bytes.resize(std::min<uint64_t>(view.end() - view.begin(), most));
            instance.memories[m_as.index]->read(view.begin(), bytes);
            break;
        case Watchpoint::Of::Global:
            bytes = bytesOf(instance.globals[m_as.index]->value);
            break;
        case Watchpoint::Of::Local:
            bytes = bytesOf(view.machine().local(0, m_as.index));
            break;
        case Watchpoint::Of::Table: {
            const std::vector<uint64_t> &elements = instance.tables[m_as.index]->elements;
            for (uint64_t i = view.begin(); i < view.end() && bytes.size() < most; ++i) {
                const auto *element = reinterpret_cast<const uint8_t *>(&elements[i]);
                bytes.insert(bytes.end(), element, element + sizeof elements[i]);
            }
            break;
        }
        }
        return bytes;
    }

    Watchpoints &m_owner;
    const Watchpoint m_as;
};

Watchpoints::~Watchpoints()
{
    attach(nullptr);
}

void Watchpoints::attach(exec::Instance *instance)
{
    for (const Placed &placed : m_placed)
        for (const uint64_t probe : placed.probes)
            removeProbe(*m_instance, probe);
    m_placed.clear();
    m_hits.clear();
    m_instance = instance;
    sync();
}

void Watchpoints::set(std::vector<Watchpoint> all)
{
    m_all = std::move(all);
    sync();
}

std::vector<WatchHit> Watchpoints::takeHits()
{
    return std::exchange(m_hits, {});
}

void Watchpoints::sync()
{
    if (!m_instance)
        return;
    std::erase_if(m_placed, [&](const Placed &placed) {
        const bool gone = std::find(m_all.begin(), m_all.end(), placed.as) == m_all.end();
        for (const uint64_t probe : placed.probes)
            if (gone)
                removeProbe(*m_instance, probe);
        return gone;
    });
    for (const Watchpoint &watchpoint : m_all)
        if (watchpoint.enabled && std::none_of(m_placed.begin(), m_placed.end(),
                                               [&](const Placed &placed) { return placed.as == watchpoint; }))
            place(watchpoint);
}

void Watchpoints::place(const Watchpoint &watchpoint)
{
    Placed placed{watchpoint, {}};
    ProbePoint point;
    point.index = watchpoint.index;
    const auto add = [&](Kind kind) {
        point.kind = kind;
        if (const uint64_t id = addProbe(*m_instance, point, std::make_shared<Watching>(*this, watchpoint)))
            placed.probes.push_back(id);
    };
    const bool reads = watchpoint.on == Watchpoint::On::Read || watchpoint.on == Watchpoint::On::Access;
    const bool writes = watchpoint.on != Watchpoint::On::Read;
    if (watchpoint.of == Watchpoint::Of::Local) {
        for (size_t frame = 0; frame < m_machine.depth(); ++frame)
            if (m_machine.frameId(frame) == watchpoint.frameId && m_machine.place(frame).instance == m_instance) {
                point.function = m_machine.place(frame).function;
                add(Kind::LocalSet);
                break;
            }
    } else {
        const bool inside = watchpoint.of != Watchpoint::Of::Global;
        point.begin = inside ? watchpoint.begin : 0;
        point.end = inside ? watchpoint.end : ~uint64_t(0);
        const bool memory = watchpoint.of == Watchpoint::Of::Memory, table = watchpoint.of == Watchpoint::Of::Table;
        if (reads)
            add(memory ? Kind::Load : table ? Kind::TableGet : Kind::GlobalGet);
        if (writes)
            add(memory ? Kind::Store : table ? Kind::TableSet : Kind::GlobalSet);
    }
    m_placed.push_back(std::move(placed));
}

} // namespace watchglass::debug
