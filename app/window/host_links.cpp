// SPDX-License-Identifier: GPL-3.0-or-later
/// What can be done to links.
#include "app/window/host_desk.h"
#include "app/window/typed_module.h"
#include "engine/host/scenario/host_file.h"
#include "engine/host/script_text.h"

namespace watchglass {

namespace {

QString nameOf(const host::LinkKey &key, bool plain)
{
    return QString::fromStdString(plain ? key.capability + "." + key.name : toString(key));
}

/// The function of a typed module that is meant: the one of the import's name, or the only one.
std::string functionOf(const host::ModuleExports &module, const wasm::Module *parts, const LinkWish &wish)
{
    if (module.typeOf(wish.key.name) || !parts)
        return wish.key.name;
    std::vector<std::string> functions;
    for (const wasm::Export &each : parts->exports)
        if (each.kind == wasm::ExternKind::Func)
            functions.push_back(each.name);
    return functions.size() == 1 ? functions.front() : wish.key.name;
}

} // namespace

/// Makes a link what it was; none when there was none.
HostStore::Result HostStore::relink(Desk &desk, const host::LinkKey &key, const std::optional<host::Link> &link,
                                    const std::optional<wasm::FuncType> &type, const QString &sentence)
{
    if (!link)
        return {desk.host->removeLink(key), sentence};
    return {type ? desk.host->setImport(*link, *type) : desk.host->setLink(*link), sentence};
}

HostStore::Result HostStore::linkAs(Desk &desk, const LinkWish &wish)
{
    const std::optional<host::Link> before = desk.host->link(wish.key);
    host::Link link = before.value_or(host::Link{wish.key, {}});
    const QString name = nameOf(wish.key, wish.type.has_value());
    link.values = wish.values;
    link.breaker = wish.breaker;
    link.rate = wish.rate;
    switch (wish.kind) {
    case LinkWish::Kind::Provider:
        link.target = host::ToProvider{wish.provider, wish.function};
        for (const host::ProviderState &provider : desk.host->board().providers)
            if (provider.name == wish.provider && provider.manifest)
                if (const auto wrong = scenario::wrongSettings(wish.values, *provider.manifest); !wrong.empty())
                    return {wrong.front().sentence, {}};
        break;
    case LinkWish::Kind::Script: {
        const host::ScriptRead read = host::readScript(wish.text.toStdString(), wish.type);
        if (!read.script)
            return {"line " + std::to_string(read.line) + " of the script: " + read.error, {}};
        link.target = host::ToScript{read.script};
        break;
    }
    case LinkWish::Kind::Typed: {
        const auto made = readTypedModule(desk.assembler, "the text typed here", wish.text.toStdString());
        if (!made.module)
            return {made.error, {}};
        link.target = host::ToExport{made.module, functionOf(*made.module, made.module->module().get(), wish)};
        break;
    }
    case LinkWish::Kind::Export: {
        const auto made = host::ModuleExports::make(wish.exported->document.toStdString(), wish.exported->module);
        if (!made.module)
            return {made.error, {}};
        link.target = host::ToExport{made.module, wish.exported->function.toStdString()};
        break;
    }
    case LinkWish::Kind::Actor:
        link.target = host::ToActor{wish.actor};
        break;
    }
    const QString to = QString::fromStdString(toString(link.target));
    Result result = relink(desk, wish.key, link, wish.type, tr("%1 is linked to %2").arg(name, to));
    result.undo = [key = wish.key, before, type = wish.type, name](Desk &at) {
        return relink(at, key, before, type, tr("%1 is linked as before").arg(name));
    };
    result.undoStartsOver = !scenario::bringsCalls(wish.key.capability);
    return result;
}

void HostStore::link(const LinkWish &wish)
{
    TypedLink &typed = m_typed[wish.key];
    typed.kind = wish.kind;
    if (wish.kind == LinkWish::Kind::Script)
        typed.script = wish.text;
    if (wish.kind == LinkWish::Kind::Typed)
        typed.wat = wish.text;
    perform({load::Mark::Kind::Link, tr("link %1").arg(QString::fromStdString(toString(wish.key))),
             !scenario::bringsCalls(wish.key.capability)},
            [wish](Desk &desk) { return linkAs(desk, wish); });
}

void HostStore::unbind(const host::LinkKey &key)
{
    const BoardPort *port = m_picture->port(key);
    perform({load::Mark::Kind::Link, tr("unbind %1").arg(QString::fromStdString(toString(key)))},
            [key, type = port ? port->type : std::nullopt](Desk &desk) -> Result {
                const auto before = desk.host->link(key);
                const QString name = nameOf(key, type.has_value());
                if (!before) { // nobody served it, and now that is said
                    return {type ? desk.host->setImport({key, host::Unbound{}}, *type)
                                 : desk.host->setLink({key, host::Unbound{}}),
                            tr("%1 is linked to nobody").arg(name), [key, name](Desk &at) {
                                return relink(at, key, std::nullopt, std::nullopt, tr("%1 is as before").arg(name));
                            }};
                }
                return {desk.host->unbind(key), tr("%1 is linked to nobody").arg(name),
                        [key, before, type, name](Desk &at) {
                            return relink(at, key, before, type, tr("%1 is linked as before").arg(name));
                        }};
            });
}

void HostStore::removeLink(const host::LinkKey &key)
{
    const BoardPort *port = m_picture->port(key);
    perform({load::Mark::Kind::Link, tr("remove the link %1").arg(QString::fromStdString(toString(key)))},
            [key, type = port ? port->type : std::nullopt](Desk &desk) -> Result {
                const auto before = desk.host->link(key);
                const QString name = nameOf(key, type.has_value());
                return {desk.host->removeLink(key), tr("the link of %1 is gone").arg(name),
                        [key, before, type, name](Desk &at) {
                            return relink(at, key, before, type, tr("%1 is linked as before").arg(name));
                        }};
            });
}

void HostStore::setFaults(const host::LinkKey &key, std::vector<host::Fault> faults)
{
    const BoardPort *port = m_picture->port(key);
    const QString name = nameOf(key, port && port->plain());
    perform({load::Mark::Kind::Fault, tr("faults of %1").arg(name)},
            [key, faults = std::move(faults), name](Desk &desk) -> Result {
                const auto before = desk.host->link(key);
                QStringList texts;
                for (const host::Fault &fault : faults)
                    texts += faultText(fault);
                const QString sentence = faults.empty()
                                             ? tr("%1 has no faults").arg(name)
                                             : tr("%1 has faults: %2").arg(name, texts.join(QStringLiteral("; ")));
                return {desk.host->setFaults(key, faults), sentence,
                        [key, name, old = before ? before->faults : std::vector<host::Fault>()](Desk &at) -> Result {
                            return {at.host->setFaults(key, old), tr("%1 has the faults of before").arg(name)};
                        }};
            });
}

} // namespace watchglass
