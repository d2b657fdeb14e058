// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/board_picture.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <set>

#include "engine/host/claims/claims.h"
#include "engine/host/module_exports.h"
#include "engine/host/wapc_functions.h"
#include "engine/wasi/wasi.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("Board", text);
}

QString count(quint64 number)
{
    return QLocale().toString(number);
}

QString callCount(quint64 number)
{
    return number == 1 ? say("1 call") : say("%1 calls").arg(count(number));
}

bool ofNumbers(const wasm::FuncType &type)
{
    return host::numberTypes(type.params) && host::numberTypes(type.results);
}

/// The imported functions that a link can answer, those of WASI last; nothing of waPC.
std::vector<BoardPort> importsOf(const std::string &actor, const wasm::Module &module, bool program)
{
    std::vector<BoardPort> plain, wasi;
    std::set<host::LinkKey> known;
    for (const wasm::Import &import : module.imports) {
        if (import.kind != wasm::ExternKind::Func || host::providesWapc(module, import))
            continue;
        const wasm::FuncType &type = module.funcType(import.index);
        const host::LinkKey key{actor, import.module, import.name};
        if (!ofNumbers(type) || !known.insert(key).second)
            continue;
        const auto known = host::wasiImport(module, import);
        const bool served = known && wasi::provides(module, *known);
        if (served && !program)
            continue; // every guest has them, and nobody wants to see that
        BoardPort port{key, type, std::nullopt, views::text(host::pathOf(import)),
                       served    ? say("WASI")
                       : program ? say("zero")
                                 : QString()};
        (served ? wasi : plain).push_back(std::move(port));
    }
    plain.insert(plain.end(), wasi.begin(), wasi.end());
    return plain;
}

/// What a token grants and nobody serves yet.
void addGranted(const host::ActorModule &module, std::vector<BoardPort> &ports, const std::string &actor)
{
    const claims::ModuleClaims *claims = module.claims ? module.claims->module() : nullptr;
    if (!claims || !claims->capabilities)
        return;
    for (const std::string &capability : *claims->capabilities) {
        const bool there = std::any_of(ports.begin(), ports.end(),
                                       [&](const BoardPort &port) { return port.key.capability == capability; });
        if (!there)
            ports.push_back({{actor, capability}, std::nullopt, std::nullopt, views::text(capability), {}});
    }
}

void addLinks(std::vector<BoardPort> &ports, const std::string &actor, const std::vector<host::LinkState> &links)
{
    for (const host::LinkState &state : links) {
        const host::LinkKey &key = state.link.key;
        if (key.actor != actor)
            continue;
        const auto port =
            std::find_if(ports.begin(), ports.end(), [&](const BoardPort &one) { return one.key == key; });
        if (port != ports.end())
            port->state = state;
        else
            ports.push_back({key, std::nullopt, state, views::text(toString(key)), {}});
    }
}

} // namespace

const BoardActor *BoardPicture::actor(const std::string &name) const
{
    const auto found =
        std::find_if(actors.begin(), actors.end(), [&](const BoardActor &one) { return one.state.name == name; });
    return found == actors.end() ? nullptr : &*found;
}

const BoardPort *BoardPicture::port(const host::LinkKey &key) const
{
    if (const BoardActor *owner = actor(key.actor))
        for (const BoardPort &port : owner->ports)
            if (port.key == key)
                return &port;
    return nullptr;
}

const host::ProviderState *BoardPicture::provider(const std::string &name) const
{
    const auto found = std::find_if(providers.begin(), providers.end(),
                                    [&](const host::ProviderState &one) { return one.name == name; });
    return found == providers.end() ? nullptr : &*found;
}

BoardPicture pictureOf(host::Board board, const std::optional<BoardProgram> &program)
{
    BoardPicture picture;
    for (host::ActorState &state : board.actors) {
        BoardActor actor{views::text(state.name), false, std::move(state), {}};
        if (actor.state.running) {
            actor.ports = importsOf(actor.state.name, *actor.state.running->module, false);
            addLinks(actor.ports, actor.state.name, board.links);
            addGranted(*actor.state.running, actor.ports, actor.state.name);
        }
        picture.actors.push_back(std::move(actor));
    }
    if (program && program->module) {
        BoardActor made{views::text(program->name), true, {}, importsOf(program->name, *program->module, true)};
        made.state.name = made.state.module = program->name;
        addLinks(made.ports, program->name, board.links);
        if (!made.ports.empty())
            picture.actors.push_back(std::move(made));
    }
    picture.providers = std::move(board.providers);
    return picture;
}

BoardMood moodOf(const BoardActor &actor)
{
    if (actor.program)
        return BoardMood::Calm;
    return actor.state.sentence.empty() ? BoardMood::Good : BoardMood::Bad;
}

BoardMood moodOf(const BoardPort &port)
{
    if (!port.state)
        return BoardMood::Calm;
    if (std::holds_alternative<host::Unbound>(port.state->link.target) || !port.state->ok)
        return BoardMood::Bad;
    return port.state->breaker == host::BreakerState::HalfOpen || !port.state->link.faults.empty() ? BoardMood::Warning
                                                                                                   : BoardMood::Good;
}

BoardMood moodOf(const host::ProviderState &provider)
{
    return provider.ok ? BoardMood::Good : BoardMood::Bad;
}

QString targetText(const BoardPort &port)
{
    if (!port.state)
        return port.elsewhere.isEmpty() ? say("nobody") : port.elsewhere;
    const host::LinkTarget &target = port.state->link.target;
    if (const auto *to = std::get_if<host::ToProvider>(&target)) {
        QString text = views::text(to->provider);
        if (port.plain() && !to->function.empty() && to->function != port.key.name)
            text += QLatin1Char('.') + views::text(to->function);
        return text;
    }
    if (std::holds_alternative<host::Unbound>(target))
        return say("nobody");
    if (std::holds_alternative<host::ToScript>(target))
        return say("a script");
    return views::text(toString(target));
}

QString stateText(const BoardActor &actor)
{
    if (actor.program)
        return say("in the editor, run by its session");
    const host::ActorState &state = actor.state;
    QString text = say("%1, version %2").arg(QFileInfo(views::text(state.module)).fileName()).arg(state.version);
    if (!state.sentence.empty())
        return text + QStringLiteral(" – ") + views::text(state.sentence);
    text += QStringLiteral(" · ") + callCount(state.served);
    if (state.failed)
        text += QStringLiteral(", ") + say("%1 failed").arg(count(state.failed));
    if (const size_t busy = state.waiting + state.underWay.size())
        text += QStringLiteral(" · ") + say("%1 at work or waiting").arg(busy);
    return text;
}

QString stateText(const BoardPort &port)
{
    QString text = QStringLiteral("→ ") + targetText(port);
    if (!port.state)
        return text;
    if (port.state->calls)
        text += QStringLiteral(" · ") + callCount(port.state->calls);
    if (port.state->failures)
        text += QStringLiteral(", ") + say("%1 failed").arg(count(port.state->failures));
    if (!port.state->link.faults.empty())
        text += QStringLiteral(" · ") + faultText(port.state->link.faults.front());
    if (port.state->breaker != host::BreakerState::Closed)
        text += QStringLiteral(" · ") +
                say(port.state->breaker == host::BreakerState::Open ? "circuit open" : "circuit half-open");
    return text;
}

QString stateText(const host::ProviderState &provider)
{
    if (!provider.manifest)
        return say("nobody is there");
    QString text = views::text(provider.manifest->name) + QLatin1Char(' ') + views::text(provider.manifest->version);
    if (!provider.sentence.empty())
        text += QStringLiteral(" – ") + views::text(provider.sentence);
    return text;
}

QString faultText(const host::Fault &fault)
{
    static const char *const kinds[] = {"delay", "error", "trap", "drop", "truncated answer", "wrong type"};
    QString text = say(kinds[size_t(fault.kind)]);
    if (fault.kind == host::Fault::Kind::Delay)
        text += say(" of %1 ms").arg(fault.delay.count());
    if (fault.kind == host::Fault::Kind::Delay && fault.jitter.count())
        text += say(" ± %1").arg(fault.jitter.count());
    if (fault.every == 1 || (fault.every == 0 && fault.rate >= 1))
        text += say(", every call");
    else if (fault.every)
        text += say(", every call in %1").arg(fault.every);
    else
        text += say(", %1 % of the calls").arg(fault.rate * 100);
    if (fault.burst > 1)
        text += say(", %1 in a row").arg(fault.burst);
    return text;
}

} // namespace watchglass
