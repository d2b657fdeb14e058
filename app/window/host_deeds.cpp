// SPDX-License-Identifier: GPL-3.0-or-later
/// What can be done to actors and providers.
#include <QFileInfo>

#include "app/window/host_desk.h"
#include "engine/host/loader.h"
#include "engine/host/scenario/host_file.h"

namespace watchglass {

namespace {

std::string text(const QString &name)
{
    return name.toStdString();
}

/// "counter.wat" of /home/me/counter.wat
QString fileOf(const std::string &module)
{
    return QFileInfo(QString::fromStdString(module)).fileName();
}

QString swapSentence(const QString &actor, const host::SwapReport &report)
{
    using std::chrono::duration_cast;
    return HostStore::tr("%1: %2 took the place of %3 in %4 µs, prepared in %5 ms; %6 calls waited, %7 finish with the "
                         "old one")
        .arg(actor, fileOf(report.now), fileOf(report.before))
        .arg(double(report.flip.count()) / 1000, 0, 'f', 1)
        .arg(double(report.preparing.count()) / 1e6, 0, 'f', 1)
        .arg(report.waiting)
        .arg(report.underWay);
}

std::optional<host::ProviderState> providerOf(const host::Host &host, const std::string &name)
{
    for (host::ProviderState &state : host.board().providers)
        if (state.name == name)
            return std::move(state);
    return std::nullopt;
}

} // namespace

HostStore::ModuleSource HostStore::fromFile(const QString &path)
{
    return [path] { return scenario::readActorFile(path.toStdString()); };
}

std::string HostStore::wrongFile(const QString &file, const std::vector<std::string> &errors)
{
    const QString more = errors.size() > 1 ? tr(" (and %1 more)").arg(errors.size() - 1) : QString();
    return text(file + QStringLiteral(": ") + QString::fromStdString(errors.front()) + more);
}

void HostStore::clear(Desk &desk)
{
    desk.player.reset();
    desk.played.reset();
    const host::Board before = desk.host->board();
    for (const host::ActorState &actor : before.actors)
        desk.host->removeActor(actor.name);
    for (const host::ProviderState &provider : before.providers) {
        desk.host->removeProvider(provider.name);
        desk.host->forgetProvider(provider.name);
    }
    desk.settings.clear();
    desk.undos.clear();
}

void HostStore::openManifest(const QString &path)
{
    perform({.text = tr("open %1").arg(QFileInfo(path).fileName()), .startsOver = true}, [path](Desk &desk) -> Result {
        scenario::HostFileResult read = scenario::readHostFile(path.toStdString());
        const QString file = QFileInfo(path).fileName();
        if (!read.errors.empty())
            return {wrongFile(file, read.errors), {}};
        clear(desk);
        host::Host &host = *desk.host;
        for (const scenario::ActorPart &part : read.file.actors)
            desk.settings[part.name] = part.settings;
        if (const auto problem = scenario::setUp(host, read.file))
            return {text(file) + ": " + *problem, {}};
        return {std::nullopt, tr("%1 is served").arg(file)};
    });
}

void HostStore::addActor(const QString &name, ModuleSource source)
{
    perform({.text = tr("add %1").arg(name)}, [name, source = std::move(source)](Desk &desk) -> Result {
        scenario::ModuleRead read = source();
        if (!read.module)
            return {read.error, {}};
        if (auto problem = desk.host->addActor(text(name), read.module))
            return {text(name) + ": " + *problem, {}};
        desk.settings[text(name)] = {};
        return {std::nullopt, tr("%1 serves").arg(name), [name](Desk &at) -> Result {
                    return {at.host->removeActor(text(name)), tr("%1 is gone again").arg(name)};
                }};
    });
}

void HostStore::removeActor(const QString &name)
{
    perform({load::Mark::Kind::Module, tr("remove %1").arg(name)}, [name](Desk &desk) -> Result {
        const host::Board before = desk.host->board();
        if (auto problem = desk.host->removeActor(text(name)))
            return {problem, {}};
        Deed undo;
        for (const host::ActorState &actor : before.actors)
            if (actor.name == text(name) && actor.running)
                undo = [name, module = actor.running, links = before.links](Desk &at) -> Result {
                    auto problem = at.host->addActor(text(name), module, at.settings[text(name)]);
                    for (const host::LinkState &state : links) {
                        if (problem || state.link.key.actor != text(name))
                            continue;
                        problem = at.host->setLink(state.link);
                    }
                    return {problem, tr("%1 serves again").arg(name)};
                };
        return {std::nullopt, tr("%1 was removed").arg(name), std::move(undo)};
    });
}

void HostStore::swapActor(const QString &name, ModuleSource source, bool insist)
{
    perform({load::Mark::Kind::Module, tr("swap %1").arg(name)}, [name, source, insist](Desk &desk) -> Result {
        scenario::ModuleRead read = source();
        host::SwapReport report;
        report.sentence = read.error;
        if (read.module)
            report = desk.host->swapActor(text(name), read.module, insist);
        if (report.ok())
            return {std::nullopt, swapSentence(name, report), [name](Desk &at) -> Result {
                        const host::SwapReport back = at.host->undoActor(text(name));
                        return {back.ok() ? std::nullopt : std::optional(back.sentence), swapSentence(name, back)};
                    }};
        const QString stays = report.now.empty() ? QString() : tr("; %1 stays").arg(fileOf(report.now));
        const QString sentence =
            tr("%1 was not swapped: %2").arg(name, QString::fromStdString(report.sentence)) + stays;
        // Its token is in the way when it would be taken without being asked about that.
        const bool token = read.module && !insist && read.module->claims;
        Result refused;
        if (!token) {
            refused.problem = text(sentence);
            return refused;
        }
        refused.then = [name, source, sentence](HostStore &store) {
            emit store.swapRefused(name, sentence, [&store, name, source] { store.swapActor(name, source, true); });
        };
        return refused;
    });
}

void HostStore::undoSwap(const QString &name)
{
    perform({load::Mark::Kind::Module, tr("swap %1 back").arg(name)}, [name](Desk &desk) -> Result {
        const host::SwapReport report = desk.host->undoActor(text(name));
        if (!report.ok())
            return {text(name) + ": " + report.sentence, {}};
        return {std::nullopt, swapSentence(name, report)};
    });
}

void HostStore::kill(const QString &actor, quint64 call)
{
    m_watcher.submit(++m_deeds + (1ull << 32), [this, actor, call] {
        const size_t killed = host()->kill(text(actor), call, "it was killed from the board");
        QMetaObject::invokeMethod(this, [this, killed, actor] {
            if (killed)
                emit done(tr("%1: %n call(s) killed", nullptr, int(killed)).arg(actor));
            else
                emit refused(tr("%1 is in the middle of no call.").arg(actor));
        });
    });
}

void HostStore::call(const CallWish &wish)
{
    const auto begun = std::chrono::steady_clock::now();
    m_watcher.submit(++m_deeds + (1ull << 32), [this, wish, begun] {
        host::ActorCall call{text(wish.actor), text(wish.operation), {wish.payload.begin(), wish.payload.end()}, {}, 0};
        host()->call(std::move(call), [alive = m_alive, this, id = wish.id, begun](host::Answer answer) {
            const std::lock_guard lock(alive->mutex);
            if (!alive->there)
                return;
            const CallAnswer told{std::move(answer), std::chrono::steady_clock::now() - begun};
            QMetaObject::invokeMethod(this, [this, id, told] { emit answered(id, told); });
        });
    });
}

void HostStore::addProvider(const QString &name, const QString &library)
{
    perform({load::Mark::Kind::Provider, tr("add %1").arg(name), true}, [name, library](Desk &desk) -> Result {
        if (const auto there = providerOf(*desk.host, text(name)); there && there->manifest)
            return {"there is a provider " + text(name) + " already", {}};
        if (auto problem = desk.host->putProvider(text(name), text(library)))
            return {problem, {}};
        return {std::nullopt, tr("the provider %1 serves").arg(name), [name](Desk &at) -> Result {
                    auto problem = at.host->removeProvider(text(name));
                    if (!problem)
                        at.host->forgetProvider(text(name)); // its place stays while links lead there
                    return {problem, tr("the provider %1 is gone again").arg(name)};
                }};
    });
}

void HostStore::replaceProvider(const QString &name, const QString &library, bool copyContent)
{
    perform({load::Mark::Kind::Provider, tr("replace %1").arg(name), !copyContent},
            [name, library, copyContent](Desk &desk) -> Result {
                const auto before = providerOf(*desk.host, text(name));
                host::ProviderChange change;
                change.copyContent = copyContent && before && before->manifest;
                if (auto problem = desk.host->putProvider(text(name), text(library), change))
                    return {problem, {}};
                const QString old = before ? QString::fromStdString(before->path) : QString();
                const QString word = QFileInfo(library).completeBaseName();
                const auto back = [name, old, copyContent](Desk &at) -> Result {
                    if (old.isEmpty())
                        return {at.host->removeProvider(text(name)), tr("nobody is in the place of %1").arg(name)};
                    host::ProviderChange change;
                    change.copyContent = copyContent;
                    return {at.host->putProvider(text(name), text(old), change),
                            tr("%1 is %2 again").arg(name, QFileInfo(old).completeBaseName())};
                };
                return {std::nullopt,
                        copyContent ? tr("%1 is %2 now, and has the content").arg(name, word)
                                    : tr("%1 is %2 now").arg(name, word),
                        back, !copyContent};
            });
}

void HostStore::removeProvider(const QString &name)
{
    perform({load::Mark::Kind::Provider, tr("take %1 away").arg(name)}, [name](Desk &desk) -> Result {
        const auto before = providerOf(*desk.host, text(name));
        if (before && !before->manifest)
            return {desk.host->forgetProvider(text(name)), tr("the place %1 is gone").arg(name)};
        if (auto problem = desk.host->removeProvider(text(name)))
            return {problem, {}};
        Deed undo;
        if (before && !before->path.empty())
            undo = [name, path = before->path](Desk &at) -> Result {
                return {at.host->putProvider(text(name), path), tr("%1 is back, with nothing in it").arg(name)};
            };
        return {std::nullopt, tr("%1 was taken away; its links wait for the next one").arg(name), std::move(undo),
                true};
    });
}

} // namespace watchglass
