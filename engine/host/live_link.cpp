// SPDX-License-Identifier: Apache-2.0
#include "engine/host/live_link.h"

#include <thread>

#include "engine/host/call_place.h"
#include "engine/host/module_exports.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// False when the guest is to stop before.
bool sleepUntil(steady_clock::time_point until, exec::Interrupt *interrupt)
{
    for (auto now = steady_clock::now(); now < until; now = steady_clock::now()) {
        if (interrupt && interrupt->wanted())
            return false;
        std::this_thread::sleep_until(std::min(until, now + 5ms));
    }
    return true;
}

/// Names what this thread is in, for those who find it hanging.
class Entered
{
public:
    explicit Entered(const std::string &where) : m_place(CallPlace::current())
    {
        if (m_place)
            m_place->enter(where);
    }
    ~Entered()
    {
        if (m_place)
            m_place->enter({});
    }
    Entered(const Entered &) = delete;

private:
    CallPlace *m_place;
};

std::string unboundSentence(const Link &link)
{
    const auto *unbound = std::get_if<Unbound>(&link.target);
    return unbound && !unbound->sentence.empty() ? unbound->sentence : "nothing is linked to " + toString(link.key);
}

} // namespace

CallPlace *&CallPlace::current()
{
    thread_local CallPlace *place = nullptr;
    return place;
}

std::string toString(const LinkKey &key)
{
    return key.capability + (key.name == "default" ? std::string() : "/" + key.name);
}

std::string toString(const LinkTarget &target)
{
    return std::visit(Overloaded{[](const Unbound &) -> std::string { return "nobody"; },
                                 [](const ToProvider &to) { return "the provider " + to.provider; },
                                 [](const ToScript &) -> std::string { return "a script"; },
                                 [](const ToExport &to) { return to.function + " of " + to.module->name(); },
                                 [](const ToActor &to) { return "the actor " + to.actor; }},
                      target);
}

/// A call's own view of the link.
struct LiveLink::Turn {
    std::shared_ptr<const BoundLink> bound;
    uint64_t number = 0;
    std::vector<const Fault *> faults; ///< that it meets

    const Fault *met(Fault::Kind kind) const
    {
        const auto found =
            std::find_if(faults.begin(), faults.end(), [&](const Fault *fault) { return fault->kind == kind; });
        return found == faults.end() ? nullptr : *found;
    }
};

LiveLink::LiveLink(std::shared_ptr<const BoundLink> bound) : m_bound(std::move(bound))
{
    m_breaker.set(m_bound->link.breaker);
    m_unboundSince = steady_clock::now();
}

std::shared_ptr<const BoundLink> LiveLink::bound() const
{
    const std::lock_guard lock(m_mutex);
    return m_bound;
}

void LiveLink::replace(std::shared_ptr<const BoundLink> next)
{
    m_breaker.set(next->link.breaker);
    bool another = false;
    {
        const std::lock_guard lock(m_mutex);
        if (std::holds_alternative<Unbound>(next->link.target))
            m_unboundSince = steady_clock::now();
        another = next->slot != m_bound->slot || next->link.target.index() != m_bound->link.target.index();
        m_bound.swap(next);
    }
    if (another)
        forgive();
    m_changed.notify_all();
}

void LiveLink::forgive()
{
    m_breaker.close();
    const std::lock_guard lock(m_mutex);
    m_sentence.clear();
    m_wrong = false;
}

/// The link as it is for a call that begins now; one that is unbound for a while only is waited for.
std::shared_ptr<const BoundLink> LiveLink::awaitTarget(Deadline deadline, exec::Interrupt *interrupt)
{
    std::unique_lock lock(m_mutex);
    while (const auto *unbound = std::get_if<Unbound>(&m_bound->link.target)) {
        const auto now = steady_clock::now();
        const auto until = std::min(deadline, m_unboundSince + unbound->grace);
        if (now >= until || (interrupt && interrupt->wanted()))
            break;
        m_changed.wait_until(lock, std::min(until, now + 5ms));
    }
    return m_bound;
}

/// What keeps the call from being made; nothing when it may be.
std::optional<Answer> LiveLink::obstacle(const Turn &turn, Deadline deadline, exec::Interrupt *interrupt)
{
    const Link &link = turn.bound->link;
    const std::string who = toString(link.key);
    if (std::holds_alternative<Unbound>(link.target))
        return Answer::unavailable(unboundSentence(link));
    if (!m_limiter.allow(link.rate, steady_clock::now()))
        return Answer{{}, Failure::Busy, who + " takes no more than its limit of calls per second now"};
    if (const Fault *delay = turn.met(Fault::Kind::Delay))
        if (!sleepUntil(std::min(deadline, steady_clock::now() + delayOf(*delay, turn.number)), interrupt))
            return Answer{{}, Failure::Deadline, "the call was ended while a fault delayed it"};
    if (const Fault *trap = turn.met(Fault::Kind::Trap))
        return Answer{{}, Failure::Trap, trap->sentence};
    if (const Fault *error = turn.met(Fault::Kind::Error))
        return Answer::unavailable(error->sentence);
    if (turn.met(Fault::Kind::Drop)) {
        sleepUntil(deadline, interrupt);
        return Answer{{}, Failure::Deadline, "no answer came from " + who + ": a fault dropped it"};
    }
    return std::nullopt;
}

template <class Perform>
Answer LiveLink::guarded(Deadline deadline, exec::Interrupt *interrupt, Perform perform)
{
    Turn turn{awaitTarget(deadline, interrupt), ++m_calls, {}};
    for (const Fault &fault : turn.bound->link.faults)
        if (meets(fault, turn.number))
            turn.faults.push_back(&fault);
    Answer answer;
    const auto now = steady_clock::now();
    if (!m_breaker.allow(now)) {
        std::unique_lock lock(m_mutex);
        answer = Answer::unavailable("the circuit of " + toString(turn.bound->link.key) + " is open after failures" +
                                     (m_sentence.empty() ? "" : ": " + m_sentence));
        ++m_failures;
        return answer;
    }
    auto blocked = obstacle(turn, deadline, interrupt);
    answer = blocked ? std::move(*blocked) : perform(turn);
    const bool works = answer.failure == Failure::None || answer.failure == Failure::Refused ||
                       answer.failure == Failure::Trap || answer.failure == Failure::Busy ||
                       std::holds_alternative<Unbound>(turn.bound->link.target);
    m_breaker.report(works, steady_clock::now());
    if (!answer.ok())
        ++m_failures;
    if (const bool failed = answer.failure != Failure::None && answer.failure != Failure::Refused; failed || m_wrong) {
        const std::lock_guard lock(m_mutex);
        m_sentence = failed ? answer.error : std::string();
        m_wrong = failed;
    }
    return answer;
}

Answer LiveLink::call(const Call &call, exec::Interrupt *interrupt)
{
    return guarded(call.deadline, interrupt, [&](const Turn &turn) {
        Answer answer = perform(*turn.bound, call, interrupt);
        if (answer.ok() && turn.met(Fault::Kind::Truncate))
            answer.bytes.resize(answer.bytes.size() / 2);
        if (answer.ok() && turn.met(Fault::Kind::WrongType))
            answer.bytes.assign(3, 0xc1); // the one byte that MessagePack never uses; no field of protobuf either
        return answer;
    });
}

Answer LiveLink::callFunction(FunctionCall &call, exec::Interrupt *interrupt)
{
    return guarded(call.deadline, interrupt, [&](const Turn &turn) {
        Answer answer = perform(*turn.bound, call, interrupt);
        for (Number &result : call.results)
            if (turn.met(Fault::Kind::Truncate))
                result.bits = 0;
            else if (turn.met(Fault::Kind::WrongType))
                result.bits = result.type == Type::I32 || result.type == Type::F32 ? 0xffffffff : ~uint64_t(0);
        return answer;
    });
}

Answer LiveLink::perform(const BoundLink &bound, const Call &call, exec::Interrupt *interrupt)
{
    if (bound.slot) {
        auto [visit, sentence] = bound.slot->enter(call.deadline, interrupt);
        if (!visit)
            return Answer::unavailable(std::move(sentence));
        const Entered entered("the provider " + bound.slot->name());
        try {
            return visit->provider().call(call);
        } catch (const std::exception &thrown) {
            return Answer::unavailable("the provider " + bound.slot->name() + " threw: " + thrown.what());
        } catch (...) {
            return Answer::unavailable("the provider " + bound.slot->name() + " threw something");
        }
    }
    if (const auto *to = std::get_if<ToScript>(&bound.link.target))
        return answerFrom(*to->script, call);
    if (bound.actor)
        return bound.actor(call, interrupt);
    return Answer::unavailable(toString(bound.link.target) + " serves no capability");
}

Answer LiveLink::perform(const BoundLink &bound, FunctionCall &call, exec::Interrupt *interrupt)
{
    const Link &link = bound.link;
    std::optional<std::string> sentence;
    const auto trapped = [](std::optional<std::string> why) {
        return why ? Answer{{}, Failure::Trap, std::move(*why)} : Answer();
    };
    if (const auto *to = std::get_if<ToScript>(&link.target))
        return trapped(answerFrom(*to->script, call, link.key.capability + "." + link.key.name));
    if (const auto *to = std::get_if<ToExport>(&link.target))
        return trapped(to->module->call(to->function, call, interrupt));
    const auto *to = std::get_if<ToProvider>(&link.target);
    if (!to || !bound.slot)
        return Answer::unavailable(toString(link.target) + " serves no plain import");
    auto [visit, why] = bound.slot->enter(call.deadline, interrupt);
    if (!visit)
        return Answer::unavailable(std::move(why));
    const std::string &wanted = to->function.empty() ? link.key.name : to->function;
    const auto &functions = visit->loaded().functions();
    const auto found = std::find_if(functions.begin(), functions.end(),
                                    [&](const Function &function) { return function.name == wanted; });
    if (found == functions.end())
        return Answer::unavailable("the provider " + bound.slot->name() + " has no function " + wanted);
    const Entered entered("the provider " + bound.slot->name());
    try {
        return trapped(found->call(call));
    } catch (const std::exception &thrown) {
        return Answer::unavailable("the provider " + bound.slot->name() + " threw: " + thrown.what());
    } catch (...) {
        return Answer::unavailable("the provider " + bound.slot->name() + " threw something");
    }
}

LinkState LiveLink::state() const
{
    LinkState made;
    const std::lock_guard lock(m_mutex);
    made.link = m_bound->link;
    made.breaker = m_breaker.state(steady_clock::now());
    made.calls = m_calls;
    made.failures = m_failures;
    made.sentence = m_sentence;
    if (std::holds_alternative<Unbound>(made.link.target))
        made.sentence = unboundSentence(made.link);
    else if (m_bound->slot && !m_bound->slot->provider())
        made.sentence = m_bound->slot->enter({}, nullptr).sentence;
    else if (m_bound->slot && m_bound->slot->hanging())
        made.sentence = "calls hang in the provider " + m_bound->slot->name();
    made.ok = made.sentence.empty() && made.breaker != BreakerState::Open;
    return made;
}

} // namespace watchglass::host
