// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/host_store.h"

#include <QFileInfo>
#include <QTimer>

#include <fstream>
#include <sstream>

#include "app/window/host_desk.h"
#include "app/window/trust_store.h"
#include "engine/host/loader.h"
#include "engine/host/trust.h"

namespace watchglass {

namespace {

constexpr int lookMilliseconds = 150;
constexpr uint64_t lookKey = 0, pluginsKey = 1;

/// Those whose manifest can be read; the others are told when somebody asks for them by name.
std::vector<HostPlugin> readPlugins()
{
    std::vector<HostPlugin> all;
    for (const std::filesystem::path &path : host::allProviders()) {
        std::ifstream file(host::manifestOf(path), std::ios::binary);
        std::stringstream json;
        json << file.rdbuf();
        if (host::ManifestResult read = host::readManifest(json.str()); read.manifest)
            all.push_back({QString::fromStdString(path.stem().string()), QString::fromStdString(path.string()),
                           std::move(*read.manifest)});
    }
    return all;
}

} // namespace

HostStore::HostStore(const TrustStore &trust, QObject *parent)
    : QObject(parent), m_trust(trust), m_timer(new QTimer(this)), m_desk(std::make_unique<Desk>())
{
    m_timer->setInterval(lookMilliseconds);
    connect(m_timer, &QTimer::timeout, this, &HostStore::look);
    m_watcher.submit(pluginsKey, [this] {
        auto read = std::make_shared<const std::vector<HostPlugin>>(readPlugins());
        QMetaObject::invokeMethod(this, [this, read = std::move(read)] {
            m_plugins = read;
            emit changed();
        });
    });
}

HostStore::~HostStore()
{
    const std::lock_guard lock(m_alive->mutex);
    m_alive->there = false;
}

/// Made when it is first needed. Any thread.
std::shared_ptr<host::Host> HostStore::host()
{
    const std::lock_guard lock(m_mutex);
    if (!m_host) {
        m_host = std::make_shared<host::Host>(m_feed.listeners());
        applyTrust(*m_host, {true, *m_trust.trust()});
    }
    return m_host;
}

void HostStore::setWatching(bool watching)
{
    m_watching = watching;
    if (watching) {
        m_timer->start();
        look();
    } else {
        m_timer->stop();
    }
}

void HostStore::setProgram(const QString &name, std::shared_ptr<const wasm::Module> module)
{
    {
        const std::lock_guard lock(m_mutex);
        m_program.reset();
        if (module)
            m_program = BoardProgram{name.toStdString(), std::move(module)};
    }
    look();
}

std::function<session::LinkedImport(const wasm::Module &, const wasm::Import &)>
HostStore::linksOf(const QString &program)
{
    return [weak = std::weak_ptr(host()), name = program.toStdString()](
               const wasm::Module &module, const wasm::Import &import) -> session::LinkedImport {
        const auto host = weak.lock();
        return host ? host->linkedImport(name, module, import) : nullptr;
    };
}

std::shared_ptr<const BoardPicture> HostStore::draw()
{
    std::shared_ptr<host::Host> host;
    std::optional<BoardProgram> program;
    {
        const std::lock_guard lock(m_mutex);
        host = m_host;
        program = m_program;
    }
    return std::make_shared<const BoardPicture>(pictureOf(host ? host->board() : host::Board(), program));
}

/// One look at a time: a host that is slow to answer is not asked more often.
void HostStore::look()
{
    m_watcher.submit(lookKey, [this] {
        QMetaObject::invokeMethod(this, [this, picture = draw()] {
            m_picture = picture;
            emit changed();
        });
    });
}

void HostStore::setLoad(std::shared_ptr<load::Generator> load)
{
    const std::lock_guard lock(m_mutex);
    m_load = std::move(load);
}

void HostStore::perform(About about, Deed deed)
{
    m_watcher.forget(lookKey);
    m_worker.submit(++m_deeds, [this, about = std::move(about), deed = std::move(deed)]() mutable {
        m_desk->host = host();
        if (about.undoing && !m_desk->undos.empty()) {
            about.kind = m_desk->undos.back().kind;
            about.startsOver = m_desk->undos.back().startsOver;
        }
        std::shared_ptr<load::Generator> load;
        {
            const std::lock_guard lock(m_mutex);
            load = m_load;
        }
        const uint64_t mark = load ? load->begin(about.kind, about.text.toStdString(), about.startsOver) : 0;
        Result result = deed(*m_desk);
        if (load)
            load->finish(mark, result.problem.value_or(result.then ? "it was refused" : ""),
                         result.sentence.toStdString());
        if (result.undo && !result.problem && !about.undoing)
            m_desk->undos.push_back({std::move(result.undo), about.kind, result.undoStartsOver});
        m_desk->host.reset();
        const bool canUndo = !m_desk->undos.empty();
        QMetaObject::invokeMethod(
            this, [this, kind = about.kind, result = std::move(result), canUndo, picture = draw()]() mutable {
                m_picture = picture;
                emit changed();
                if (!result.problem && !result.sentence.isEmpty())
                    emit marked(result.sentence, kind == load::Mark::Kind::Fault || kind == load::Mark::Kind::Link);
                finish(std::move(result));
                if (std::exchange(m_canUndo, canUndo) != canUndo)
                    emit undoChanged();
            });
    });
}

void HostStore::finish(Result result)
{
    if (result.then)
        result.then(*this);
    if (result.problem)
        emit refused(QString::fromStdString(*result.problem));
    else if (!result.sentence.isEmpty())
        emit done(result.sentence);
}

void HostStore::undo()
{
    perform({.text = tr("undo"), .undoing = true}, [](Desk &desk) -> Result {
        if (desk.undos.empty())
            return {"there is nothing to undo", {}};
        const Deed undo = std::move(desk.undos.back().deed);
        desk.undos.pop_back();
        return undo(desk);
    });
}

} // namespace watchglass
