// SPDX-License-Identifier: Apache-2.0
#include "engine/session/session.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "engine/base/interactive.h"
#include "engine/session/guest.h"

namespace watchglass::session {

using debug::Edits;
using debug::Motion;
using exec::Value;

/// A command is what the guest's thread does with the guest. Whoever sends one asks a running machine to pause, so that
/// the thread comes by its mailbox.
struct Session::Impl {
    using Command = std::function<void(Guest &)>;

    Impl(std::function<void()> wake, const exec::Limits &guestLimits)
        : limits(guestLimits), machine(limits), outbox(std::move(wake), [this] { machine.requestPause(); })
    {
        thread = std::thread([this] { live(); });
    }

    ~Impl()
    {
        {
            std::lock_guard lock(mutex);
            ending = true;
        }
        machine.requestPause();
        arrived.notify_all();
        thread.join();
    }

    void post(Command command)
    {
        const ShortCall call("session::Session");
        {
            std::lock_guard lock(mutex);
            mailbox.push_back(std::move(command));
        }
        machine.requestPause();
        arrived.notify_all();
    }

    void live()
    {
        Guest guest(machine, outbox, limits);
        for (;;) {
            Command command;
            {
                std::unique_lock lock(mutex);
                if (!guest.wantsTurns())
                    arrived.wait(lock, [this] { return ending || !mailbox.empty(); });
                if (ending)
                    return;
                if (!mailbox.empty()) {
                    command = std::move(mailbox.front());
                    mailbox.pop_front();
                }
            }
            if (command)
                command(guest);
            else
                guest.turn();
        }
    }

    const exec::Limits limits;
    exec::Machine machine;
    Outbox outbox;

    std::mutex mutex; ///< guards the mailbox
    std::condition_variable arrived;
    std::deque<Command> mailbox;
    bool ending = false;
    std::thread thread;
};

Session::Session(std::function<void()> wake, const exec::Limits &limits)
    : m(std::make_unique<Impl>(std::move(wake), limits))
{
}

Session::~Session() = default;

std::vector<Event> Session::take()
{
    const ShortCall call("session::Session::take");
    return m->outbox.take();
}

void Session::load(Program program)
{
    m->post([program = std::move(program)](Guest &guest) { guest.load(program); });
}

void Session::reset()
{
    m->post([](Guest &guest) { guest.reset(); });
}

void Session::setImportAnswers(std::map<uint32_t, ImportAnswer> byFunction)
{
    m->post([byFunction = std::move(byFunction)](Guest &guest) { guest.setImportAnswers(byFunction); });
}

void Session::setBreakpoints(std::vector<Breakpoint> all)
{
    m->post([all = std::move(all)](Guest &guest) { guest.setBreakpoints(all); });
}

void Session::setWatchpoints(std::vector<Watchpoint> all)
{
    m->post([all = std::move(all)](Guest &guest) { guest.setWatchpoints(all); });
}

void Session::invoke(std::string exportName, std::vector<Value> arguments, bool stopAtEntry)
{
    m->post([=](Guest &guest) { guest.invoke(exportName, arguments, stopAtEntry); });
}

void Session::resume()
{
    m->post([](Guest &guest) { guest.goOn(Motion::Run); });
}

void Session::pause()
{
    m->post([](Guest &guest) { guest.pause(); });
}

void Session::stop()
{
    m->post([](Guest &guest) { guest.stop(); });
}

void Session::step(StepKind kind)
{
    static constexpr Motion motions[] = {Motion::Into, Motion::Over, Motion::Out, Motion::Instruction};
    m->post([kind](Guest &guest) { guest.goOn(motions[size_t(kind)]); });
}

void Session::runTo(uint32_t offset)
{
    m->post([offset](Guest &guest) { guest.goOn(Motion::RunTo, offset); });
}

void Session::setRecording(bool on)
{
    m->post([on](Guest &guest) { guest.setRecording(on); });
}

void Session::stepBack(BackKind kind)
{
    m->post([kind](Guest &guest) { guest.stepBack(kind); });
}

void Session::runBack()
{
    m->post([](Guest &guest) { guest.runBack(); });
}

void Session::goToMoment(uint64_t moment)
{
    m->post([moment](Guest &guest) { guest.goToMoment(moment); });
}

void Session::answerImport(std::vector<Value> results)
{
    m->post([results = std::move(results)](Guest &guest) { guest.answerImport(results); });
}

void Session::setLocal(uint64_t frameId, uint32_t index, Value value)
{
    m->post([=](Guest &guest) { guest.edit([=](Edits &edits) { return edits.setLocal(frameId, index, value); }); });
}

void Session::setOperand(uint64_t frameId, uint32_t fromBottom, Value value)
{
    m->post(
        [=](Guest &guest) { guest.edit([=](Edits &edits) { return edits.setOperand(frameId, fromBottom, value); }); });
}

void Session::setGlobal(uint32_t index, Value value)
{
    m->post([=](Guest &guest) { guest.edit([=](Edits &edits) { return edits.setGlobal(index, value); }); });
}

void Session::setTableElement(uint32_t table, uint64_t element, std::optional<uint32_t> function)
{
    m->post([=](Guest &guest) {
        guest.edit([=](Edits &edits) { return edits.setTableElement(table, element, function); });
    });
}

void Session::writeMemory(uint32_t memory, uint64_t address, std::vector<uint8_t> bytes)
{
    m->post([=](Guest &guest) { guest.edit([&](Edits &edits) { return edits.writeMemory(memory, address, bytes); }); });
}

void Session::undo()
{
    m->post([](Guest &guest) { guest.edit([](Edits &edits) { return edits.undo(); }); });
}

void Session::redo()
{
    m->post([](Guest &guest) { guest.edit([](Edits &edits) { return edits.redo(); }); });
}

void Session::readMemory(uint64_t ticket, uint32_t memory, uint64_t address, uint64_t length)
{
    m->post([=](Guest &guest) { guest.readMemory(ticket, memory, address, length); });
}

void Session::findInMemory(uint64_t ticket, uint32_t memory, std::vector<uint8_t> pattern, uint64_t from)
{
    m->post([=](Guest &guest) { guest.findInMemory(ticket, memory, pattern, from); });
}

void Session::cancelFind(uint64_t ticket)
{
    m->post([ticket](Guest &guest) { guest.cancelFind(ticket); });
}

void Session::startCounting()
{
    m->post([](Guest &guest) { guest.startCounting(); });
}

void Session::stopCounting()
{
    m->post([](Guest &guest) { guest.stopCounting(); });
}

void Session::startSampling(exec::SamplerOptions options)
{
    m->post([options](Guest &guest) { guest.startSampling(options); });
}

void Session::stopSampling()
{
    m->post([](Guest &guest) { guest.stopSampling(); });
}

void Session::readSampling()
{
    m->post([](Guest &guest) { guest.readSampling(); });
}

} // namespace watchglass::session
