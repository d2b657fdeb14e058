// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/state.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

#include "engine/wasi/names.h"

namespace watchglass::wasi {

State::State(Sandbox given)
    : sandbox(std::move(given)), descriptors(size_t(sandbox.quotas.openFiles) + 3),
      clock(makeClock(sandbox.time, sandbox.timeRecord)), random(sandbox.randomSeed), resolver(sandbox.resolution)
{
}

std::optional<std::string> State::open()
{
    const auto stream = [&](const std::shared_ptr<Stream> &given, uint64_t right) {
        constexpr uint64_t common = rights::stream & ~(rights::FdRead | rights::FdWrite);
        descriptors.add(ofStream(given ? given : nullStream(), common | right));
    };
    stream(sandbox.input, rights::FdRead);
    stream(sandbox.output, rights::FdWrite);
    stream(sandbox.error, rights::FdWrite);
    for (const Directory &directory : sandbox.directories) {
        HostFile file(::open(directory.host.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK));
        if (!file)
            return directory.host + " cannot be opened as a directory: " + std::strerror(errno);
        const uint64_t kept = directory.writable ? ~uint64_t(0) : ~rights::changing;
        Descriptor made = ofFile(std::move(file), rights::directory & kept, (rights::directory | rights::file) & kept);
        made.preopened = directory.guest;
        if (!descriptors.add(std::move(made)))
            return "More directories are granted than files may be open";
    }
    for (const int socket : sandbox.sockets) {
        HostFile file(fcntl(socket, F_DUPFD_CLOEXEC, 0));
        if (!file)
            return "Socket " + std::to_string(socket) + " cannot be granted: " + std::strerror(errno);
        fcntl(file.get(), F_SETFL, fcntl(file.get(), F_GETFL) | O_NONBLOCK);
        if (!descriptors.add(ofFile(std::move(file), rights::socket, rights::socket)))
            return "More sockets are granted than files may be open";
    }
    return std::nullopt;
}

/// The interface speaks of the memory that is exported as "memory"; some old programs have one and do not say so.
exec::Memory *State::memoryOf(const exec::Instance *caller)
{
    if (!caller)
        return nullptr;
    if (caller->module != m_module) {
        m_module = caller->module;
        const wasm::Export *named = m_module->findExport("memory");
        m_memory.reset();
        if (named && named->kind == wasm::ExternKind::Memory)
            m_memory = named->index;
        else if (!caller->memories.empty())
            m_memory = 0;
    }
    return m_memory ? caller->memories[*m_memory].get() : nullptr;
}

Call::Call(State &s, Dialect d, exec::HostCall &h) : state(s), dialect(d), host(h), memory(s.memoryOf(h.caller))
{
    if (!host.again || (state.unfinished && state.unfinished->arguments != host.arguments))
        state.unfinished.reset();
}

Errno Call::exit(uint32_t status)
{
    outcome = {exec::HostResult::Kind::Exit, {}, int(status)};
    return Errno::Success;
}

Errno Call::trap(std::string sentence)
{
    outcome = {exec::HostResult::Kind::Trap, std::move(sentence), 0};
    return Errno::Success;
}

Errno Call::again()
{
    outcome = {exec::HostResult::Kind::Again, {}, 0};
    return Errno::Success;
}

Unfinished &Call::unfinished()
{
    if (!state.unfinished)
        state.unfinished.emplace().arguments = host.arguments;
    return *state.unfinished;
}

Errno Call::refuse(Errno error, std::string why)
{
    note = std::move(why);
    return error;
}

Call::Found Call::find(uint32_t number, uint64_t rights)
{
    Descriptor *found = state.descriptors.find(number);
    if (!found)
        return {nullptr, Errno::BadDescriptor};
    if (const uint64_t lacking = rights & ~found->base) {
        note = "descriptor " + std::to_string(number) + " lacks " + rightNames(lacking);
        return {nullptr, Errno::NotCapable};
    }
    return {found};
}

Call::Found Call::findFile(uint32_t number, uint64_t rights)
{
    const Descriptor *found = state.descriptors.find(number);
    if (found && found->type == FileType::Directory)
        return {nullptr, Errno::IsDirectory};
    return find(number, rights);
}

Call::Found Call::findDirectory(uint32_t number, uint64_t rights)
{
    const Descriptor *found = state.descriptors.find(number);
    if (found && found->type != FileType::Directory)
        return {nullptr, Errno::NotDirectory};
    return find(number, rights);
}

Call::Found Call::findSocket(uint32_t number, uint64_t rights)
{
    const Descriptor *found = state.descriptors.find(number);
    if (found && !found->isSocket())
        return {nullptr, Errno::NotSocket};
    return find(number, rights);
}

Errno Call::grantOutput(uint64_t &bytes)
{
    const auto &quota = state.sandbox.quotas.outputBytes;
    if (!quota || bytes == 0)
        return Errno::Success;
    bytes = std::min(bytes, *quota - std::min(*quota, state.written));
    if (bytes > 0)
        return Errno::Success;
    return refuse(Errno::Quota, "all " + std::to_string(*quota) + " bytes of output that were granted are written");
}

uint64_t hostNow()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return uint64_t(now.tv_sec) * 1'000'000'000 + uint64_t(now.tv_nsec);
}

Call::Woken Call::wait(std::span<pollfd> descriptors, std::optional<uint64_t> deadline)
{
    constexpr uint64_t slice = 500'000; // where there is no descriptor to be woken by
    std::vector<pollfd> all(descriptors.begin(), descriptors.end());
    const int bell = host.interrupt ? host.interrupt->descriptor() : -1;
    all.push_back({bell, POLLIN, 0});
    for (;;) {
        if (interrupted())
            return Woken::Interrupted;
        const uint64_t before = hostNow();
        std::optional<uint64_t> left;
        if (deadline)
            left = *deadline - std::min(*deadline, before);
        if (host.interrupt && bell < 0)
            left = std::min(left.value_or(slice), slice);
        timespec timeout{};
        if (left)
            timeout = {time_t(*left / 1'000'000'000), long(*left % 1'000'000'000)};
        const int ready = ppoll(all.data(), all.size(), left ? &timeout : nullptr, nullptr);
        const uint64_t after = hostNow();
        if (deadline)
            state.slept += after - before;
        if (ready > 0 && !all.back().revents) {
            std::copy_n(all.begin(), descriptors.size(), descriptors.begin());
            return Woken::Ready;
        }
        if (ready < 0 && errno != EINTR)
            return Woken::Ready; // the transfer that follows says what is wrong
        if (deadline && after >= *deadline)
            return Woken::TimedOut;
    }
}

Call::Woken Call::wait(int descriptor, short events)
{
    pollfd wanted{descriptor, events, 0};
    return wait({&wanted, 1});
}

} // namespace watchglass::wasi
