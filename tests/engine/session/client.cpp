// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/session/client.h"

#include <gtest/gtest.h>

#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"
#include "engine/wat/assembler.h"

namespace watchglass::session {

Assembly assemble(const std::string &text)
{
    static wat::Assembler assembler;
    const wat::Assembled made = assembler.assemble(text);
    if (!made) {
        ADD_FAILURE() << (made.diagnostics.empty() ? "not assembled" : made.diagnostics[0].message) << "\n" << text;
        std::abort();
    }
    const wasm::DecodeResult decoded = wasm::decode(made.bytes);
    EXPECT_TRUE(decoded);
    EXPECT_TRUE(wasm::validate(*decoded.module).empty());
    Assembly assembly;
    assembly.map = made.map;
    assembly.program.module = decoded.module;
    assembly.program.names = std::make_shared<wasm::Names>(readNames(*decoded.module));
    assembly.program.version = 1;
    std::vector<LineEntry> lines;
    for (const wat::Mapping &mapping : made.map->mappings())
        lines.push_back({mapping.offset, mapping.line});
    assembly.program.lines = std::make_shared<Lines>(std::move(lines));
    return assembly;
}

uint32_t Assembly::line(uint32_t number) const
{
    const wat::Mapping *mapping = map->onLine(number);
    EXPECT_NE(mapping, nullptr) << "no instruction on line " << number;
    return mapping ? mapping->offset : 0;
}

uint32_t Assembly::onLine(uint32_t number, size_t nth) const
{
    const auto all = map->allOnLine(number);
    EXPECT_LT(nth, all.size());
    return all.at(nth)->offset;
}

uint32_t Assembly::lineOf(uint32_t offset) const
{
    const wat::Mapping *mapping = map->atOffset(offset);
    return mapping ? mapping->line : 0;
}

Event Client::next()
{
    for (;;) {
        if (!m_events.empty()) {
            Event event = std::move(m_events.front());
            m_events.pop_front();
            return event;
        }
        {
            std::unique_lock lock(m_mutex);
            if (!m_woken.wait_for(lock, std::chrono::seconds(60), [this] { return m_wake; })) {
                ADD_FAILURE() << "the session says nothing";
                std::abort();
            }
            m_wake = false;
        }
        for (Event &event : session.take())
            m_events.push_back(std::move(event));
    }
}

void Client::wake()
{
    {
        std::lock_guard lock(m_mutex);
        m_wake = true;
        ++m_wakes;
    }
    m_woken.notify_one();
}

uint64_t Client::wakes()
{
    std::lock_guard lock(m_mutex);
    return m_wakes;
}

void Client::load(const Program &program)
{
    session.load(program);
    wait<Loaded>();
}

std::shared_ptr<const Snapshot> Client::call(const std::string &name, std::vector<exec::Value> arguments,
                                             bool stopAtEntry)
{
    session.invoke(name, std::move(arguments), stopAtEntry);
    return stop();
}

std::shared_ptr<const Snapshot> Client::step(StepKind kind)
{
    session.step(kind);
    return stop();
}

std::shared_ptr<const Snapshot> Client::resume()
{
    session.resume();
    return stop();
}

std::vector<uint8_t> Client::bytes(uint64_t address, uint64_t length)
{
    session.readMemory(++m_tickets, 0, address, length);
    return wait<MemoryBytes>().bytes;
}

std::vector<int32_t> operands(const Snapshot &snapshot, size_t frame)
{
    std::vector<int32_t> values;
    for (const OperandValue &operand : snapshot.frames.at(frame).operands)
        values.push_back(operand.value.asI32());
    return values;
}

std::vector<int32_t> locals(const Snapshot &snapshot, size_t frame)
{
    std::vector<int32_t> values;
    for (const LocalValue &local : snapshot.frames.at(frame).locals)
        values.push_back(local.value.asI32());
    return values;
}

} // namespace watchglass::session
