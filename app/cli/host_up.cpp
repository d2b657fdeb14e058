// SPDX-License-Identifier: Apache-2.0
/// `wglass host up`: serves what a manifest says, until it is interrupted.
#include "app/cli/host_up.h"

#include <cstdio>
#include <cstdlib>
#include <set>

#include "app/cli/help.h"
#include "app/cli/host_control.h"
#include "engine/host/loader.h"
#include "engine/host/scenario/host_file.h"

namespace watchglass::cli {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

void say(const std::string &line)
{
    std::fprintf(stderr, "wglass: %s\n", line.c_str());
}

host::HostListeners listenersThatSay()
{
    host::HostListeners made;
    made.log = [](std::string_view provider, std::string_view line) {
        say(std::string(provider) + ": " + std::string(line));
    };
    made.rolledBack = [](const std::string &actor, const host::SwapReport &report) {
        say("actor " + actor + ": " + report.reason + (report.ok() ? "" : "; that could not be: " + report.sentence));
    };
    made.console = [](const std::string &actor, const host::ConsoleLine &line) {
        std::string text = line.text;
        if (text.ends_with('\n'))
            text.pop_back();
        std::fprintf(stderr, "%s: %s\n", actor.c_str(), text.c_str());
    };
    return made;
}

namespace {

bool idle(const host::Host &host)
{
    for (const host::ActorState &actor : host.board().actors)
        if (actor.waiting > 0 || !actor.underWay.empty())
            return false;
    return true;
}

} // namespace

void endServing(host::Host &host)
{
    std::set<std::string> servers;
    for (const host::LinkState &state : host.board().links)
        if (const auto *to = std::get_if<host::ToProvider>(&state.link.target);
            to && scenario::bringsCalls(state.link.key.capability)) {
            servers.insert(to->provider);
            host.unbind(state.link.key, "the host ends");
        }
    for (const std::string &name : servers)
        host.removeProvider(name);
    const auto gone = [&](const std::string &name) {
        const auto unloading = host.lastUnloading(name);
        return !unloading || unloading->state == host::Unloading::State::Gone ||
               unloading->state == host::Unloading::State::StillMapped;
    };
    auto lastBusy = steady_clock::now();
    const auto until = lastBusy + 12s; // the HTTP server lingers for ten
    for (auto now = lastBusy; now < until && now - lastBusy < 1s; now = steady_clock::now()) {
        if (std::all_of(servers.begin(), servers.end(), gone))
            return;
        if (!idle(host))
            lastBusy = now;
        std::this_thread::sleep_for(5ms);
    }
}

sigset_t blockInterrupts()
{
    sigset_t interrupts;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    sigaddset(&interrupts, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &interrupts, nullptr);
    return interrupts;
}

namespace {

/// The exit status.
Status serve(const std::string &file, const scenario::HostFile &manifest, HostControl *control,
             const sigset_t &interrupts)
{
    host::Host host(listenersThatSay());
    if (const auto problem = scenario::setUp(host, manifest, say)) {
        say(file + ": " + *problem);
        return Status::WrongFile;
    }
    if (control)
        control->serve(host);
    say("serves until it is interrupted");
    int signal = 0;
    sigwait(&interrupts, &signal);
    pthread_sigmask(SIG_UNBLOCK, &interrupts, nullptr); // a second one ends it at once
    say("ends: takes no more, and answers what came in");
    if (control)
        control->end();
    endServing(host);
    return Status::Success;
}

} // namespace

int serveManifest(const Arguments &arguments)
{
    if (arguments.operands.size() != 2)
        return refuseUsage("host", "host up wants one MANIFEST");
    const std::string &file = arguments.operands[1];
    const scenario::HostFileResult read = scenario::readHostFile(file);
    for (const std::string &error : read.errors)
        say(file + ": " + error);
    if (!read.errors.empty())
        return int(Status::WrongFile);
    for (const std::string &note : read.file.notes)
        say(note);
    const sigset_t interrupts = blockInterrupts();
    std::unique_ptr<HostControl> control;
    const auto given = arguments.value("--control");
    if (const std::filesystem::path path = given ? std::filesystem::path(*given) : defaultControlPath();
        !path.empty()) {
        HostControl::Made made = HostControl::listen(path);
        if (!made.control) {
            say(made.error);
            return int(Status::WrongFile);
        }
        control = std::move(made.control);
        say("controlled by " + path.string());
    } else {
        say("cannot be controlled: there is no XDG_RUNTIME_DIR to put a socket in; give one with --control");
    }
    const Status status = serve(file, read.file, control.get(), interrupts);
    control.reset();
    std::fflush(nullptr);
    std::_Exit(int(status)); // threads of the host's may hang
}

} // namespace watchglass::cli
