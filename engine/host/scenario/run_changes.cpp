// SPDX-License-Identifier: Apache-2.0
/// The steps of a scenario that change the host, and its loads.
#include <charconv>

#include "engine/host/scenario/run.h"

namespace watchglass::scenario {

namespace {

using Kind = load::Mark::Kind;

bool brings(const host::Manifest &manifest)
{
    for (const std::string &capability : manifest.capabilities)
        if (bringsCalls(capability))
            return true;
    return false;
}

std::string nameOf(const host::LinkKey &key)
{
    return key.actor + " " + toString(key);
}

} // namespace

// Loads --------------------------------------------------------------------------------------------------------------

void Player::Run::endLoad()
{
    if (!m_load)
        return;
    m_load->stop();
    m_load->wait();
    const auto report = m_load->report();
    m_made->phases.emplace_back(m_phase, report);
    tell("phase " + m_phase + ": " + proofLine(*report), false, false);
    const std::lock_guard lock(m_mutex);
    m_load.reset();
}

Player::Run::Problem Player::Run::perform(const Phase &phase, std::string &text)
{
    endLoad();
    m_memory = memoryInUse();
    text = "phase " + phase.name + (phase.loaded ? " begins" : " begins, without load");
    {
        const std::lock_guard lock(m_mutex);
        m_phase = phase.name;
    }
    return phase.loaded ? startLoad(phase) : std::nullopt;
}

Player::Run::Problem Player::Run::startLoad(const Phase &phase)
{
    load::Settings settings = phase.load;
    if (settings.port == 0) {
        const std::string place = m_host.placeOf(m_scenario->listener); // "http://127.0.0.1:8080"
        const size_t colon = place.rfind(':'), host = place.find("//");
        if (colon == place.npos || host == place.npos ||
            std::from_chars(place.data() + colon + 1, place.data() + place.size(), settings.port).ec != std::errc())
            return nameOf(m_scenario->listener) + " listens nowhere";
        settings.address = place.substr(host + 2, colon - host - 2);
        if (settings.address == "0.0.0.0")
            settings.address = "127.0.0.1";
    }
    load::Generator::Made made = load::Generator::start(std::move(settings));
    if (!made.generator)
        return made.error;
    const std::lock_guard lock(m_mutex);
    m_load = std::move(made.generator);
    return std::nullopt;
}

// Changes ------------------------------------------------------------------------------------------------------------

Player::Run::Problem Player::Run::marked(Kind kind, std::string &text, bool startsOver,
                                         const std::function<Problem(std::string &)> &change)
{
    const uint64_t mark = m_load ? m_load->begin(kind, text, startsOver) : 0;
    Problem problem = change(text);
    if (m_load)
        m_load->finish(mark, problem.value_or(""), text);
    return problem;
}

Player::Run::Problem Player::Run::swapped(const host::SwapReport &report, std::string &text)
{
    if (!report.ok())
        return report.sentence;
    text += ": " + report.before + " → " + report.now;
    return std::nullopt;
}

Player::Run::Problem Player::Run::perform(const SwapActor &swap, std::string &text)
{
    text = swap.actor;
    return marked(Kind::Module, text, false, [&](std::string &told) {
        return swapped(m_host.swapActor(swap.actor, swap.module, swap.insist), told);
    });
}

Player::Run::Problem Player::Run::perform(const UndoActor &undo, std::string &text)
{
    text = undo.actor;
    return marked(Kind::Module, text, false,
                  [&](std::string &told) { return swapped(m_host.undoActor(undo.actor), told); });
}

Player::Run::Problem Player::Run::perform(const KillCalls &kill, std::string &text)
{
    text = "calls of " + kill.actor + " are killed";
    return marked(Kind::Module, text, false, [&](std::string &told) -> Problem {
        told += ": " + std::to_string(m_host.kill(kill.actor));
        return std::nullopt;
    });
}

Player::Run::Problem Player::Run::perform(const SetLink &set, std::string &text)
{
    text = nameOf(set.link.key) + " is linked to " + toString(set.link.target);
    return marked(Kind::Link, text, !bringsCalls(set.link.key.capability),
                  [&](std::string &) { return m_host.setLink(set.link); });
}

Player::Run::Problem Player::Run::perform(const Unlink &unlink, std::string &text)
{
    text = nameOf(unlink.key) + " is linked to nobody";
    return marked(Kind::Link, text, false,
                  [&](std::string &) { return m_host.unbind(unlink.key, unlink.sentence, unlink.grace); });
}

Player::Run::Problem Player::Run::perform(const SetFaults &set, std::string &text)
{
    text = nameOf(set.key) + (set.faults.empty() ? " has no faults any more" : " has faults:");
    for (const host::Fault &fault : set.faults)
        text += " " + std::string(nameOf(fault.kind));
    return marked(Kind::Fault, text, false, [&](std::string &) { return m_host.setFaults(set.key, set.faults); });
}

Player::Run::Problem Player::Run::put(const std::string &name, const std::filesystem::path &library, bool copy,
                                      std::string &text)
{
    host::ProviderChange change;
    change.copyContent = copy;
    Problem problem = m_host.putProvider(name, library, change);
    if (!problem)
        m_missing.erase(name);
    text += copy ? ", with the content" : "";
    return problem;
}

Player::Run::Problem Player::Run::perform(const PutProvider &put, std::string &text)
{
    const ProviderPart &part = put.provider;
    text = part.name + ": " + part.says.name + " is put there";
    const bool calls = brings(part.says);
    const bool keeps = calls || (put.copy && !m_missing.contains(part.name));
    return marked(calls ? Kind::Listener : Kind::Provider, text, !keeps,
                  [&](std::string &told) { return this->put(part.name, part.library, put.copy, told); });
}

Player::Run::Problem Player::Run::perform(const RenewProvider &renew, std::string &text)
{
    text = renew.provider + " is renewed";
    for (const host::ProviderState &state : m_host.board().providers) {
        if (state.name != renew.provider || !state.manifest)
            continue;
        const bool calls = brings(*state.manifest);
        return marked(calls ? Kind::Listener : Kind::Provider, text, !calls && !renew.copy,
                      [&](std::string &told) { return put(renew.provider, state.path, renew.copy, told); });
    }
    return "there is no provider " + renew.provider;
}

Player::Run::Problem Player::Run::perform(const UndoProvider &undo, std::string &text)
{
    text = undo.provider + " is what it was before" + (undo.copy ? ", with the content" : "");
    const bool keeps = undo.copy && !m_missing.contains(undo.provider);
    return marked(Kind::Provider, text, !keeps, [&](std::string &) {
        host::ProviderChange change;
        change.copyContent = undo.copy;
        Problem problem = m_host.undoProvider(undo.provider, change);
        if (!problem)
            m_missing.erase(undo.provider);
        return problem;
    });
}

Player::Run::Problem Player::Run::perform(const RemoveProvider &remove, std::string &text)
{
    text = remove.provider + " is removed";
    return marked(Kind::Provider, text, false, [&](std::string &) {
        Problem problem = m_host.removeProvider(remove.provider, remove.grace);
        if (!problem)
            m_missing.insert(remove.provider);
        return problem;
    });
}

} // namespace watchglass::scenario
