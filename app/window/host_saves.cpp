// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/host_saves.h"

namespace watchglass {

HostSaves::HostSaves(HostStore &store, Documents &documents, MessageBar &messages, QObject *parent)
    : QObject(parent), m_store(store), m_messages(messages)
{
    connect(&documents, &Documents::settled, this, &HostSaves::saved);
}

std::string HostSaves::moduleName(const Document &document)
{
    return (document.path().isEmpty() ? document.title() : document.path()).toStdString();
}

HostStore::ModuleSource HostSaves::sourceOf(const Document &document, QString *problem)
{
    const auto assembly = document.assembly();
    if (!assembly || !assembly->runnable() || !document.assemblyIsCurrent()) {
        *problem = tr("%1 does not assemble to a module that can run; see Problems.").arg(document.title());
        return {};
    }
    return [assembly, name = moduleName(document)] {
        host::ActorModuleResult made = host::actorModule(name, assembly->module, assembly->names);
        return scenario::ModuleRead{std::move(made.actor), std::move(made.error)};
    };
}

/// It is swapped once it is assembled.
void HostSaves::saved(Document *document)
{
    const std::string name = moduleName(*document);
    const bool runs = std::any_of(m_store.picture()->actors.begin(), m_store.picture()->actors.end(),
                                  [&](const BoardActor &actor) { return actor.state.module == name; });
    if (!runs)
        return;
    if (document->assemblyIsCurrent())
        return swap(document);
    connect(
        document, &Document::assemblyChanged, this, [this, document] { saved(document); }, Qt::SingleShotConnection);
}

void HostSaves::swap(Document *document)
{
    const std::string name = moduleName(*document);
    for (const BoardActor &actor : m_store.picture()->actors) {
        if (actor.program || actor.state.module != name || !actor.state.running)
            continue;
        QString problem;
        const auto source = sourceOf(*document, &problem);
        if (!source) {
            m_messages.note(tr("%1 goes on with the module it has: %2").arg(actor.name, problem));
            continue;
        }
        if (*document->assembly()->module->bytes != *actor.state.running->module->bytes)
            m_store.swapActor(actor.name, source);
    }
}

} // namespace watchglass
