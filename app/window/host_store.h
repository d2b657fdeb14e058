// SPDX-License-Identifier: GPL-3.0-or-later
/// The window's host: what is on its board, and everything that is done to it. Deeds take their time on a thread of
/// their own, one after the other; what came of each is told, and most can be undone.
#pragma once

#include <QHash>
#include <QObject>

#include <atomic>
#include <map>
#include <mutex>

#include "app/window/host_feed.h"
#include "app/window/worker.h"
#include "engine/host/load/generator.h"
#include "engine/host/scenario/files.h"
#include "engine/host/scenario/player.h"
#include "engine/session/session.h"
#include "widgets/host/board_picture.h"
#include "widgets/host/host_wishes.h"

class QTimer;

namespace watchglass {

class TrustStore;

class HostStore : public QObject
{
    Q_OBJECT
public:
    explicit HostStore(const TrustStore &trust, QObject *parent = nullptr);
    ~HostStore() override;

    /// As it was a moment ago; never null.
    std::shared_ptr<const BoardPicture> picture() const { return m_picture; }
    /// All that are installed.
    std::shared_ptr<const std::vector<HostPlugin>> plugins() const { return m_plugins; }
    HostFeed &feed() { return m_feed; }
    /// Looks at the board several times a second, until it is told otherwise.
    void setWatching(bool watching);

    /// What the module in front imports stands on the board, too. A null module: nothing does.
    void setProgram(const QString &name, std::shared_ptr<const wasm::Module> module);
    /// For session::Program.
    std::function<session::LinkedImport(const wasm::Module &, const wasm::Import &)> linksOf(const QString &program);

    // Deeds
    using ModuleSource = std::function<scenario::ModuleRead()>; ///< asked off the window's thread
    static ModuleSource fromFile(const QString &path);
    void openManifest(const QString &path); ///< in the place of all that is there
    void playScenario(const QString &path); ///< likewise; it goes on by itself until it ends or is stopped
    void stopScenario();
    bool playing() const { return m_player != nullptr; }
    void addActor(const QString &name, ModuleSource source);
    void removeActor(const QString &name);
    void swapActor(const QString &name, ModuleSource source, bool insist = false);
    void undoSwap(const QString &name);
    void kill(const QString &actor, quint64 call); ///< 0 = all its calls
    void call(const CallWish &wish);
    void addProvider(const QString &name, const QString &library);
    void replaceProvider(const QString &name, const QString &library, bool copyContent);
    void removeProvider(const QString &name); ///< its place stays for the next one; an empty place goes
    void link(const LinkWish &wish);
    void unbind(const host::LinkKey &key);
    void removeLink(const host::LinkKey &key);
    void setFaults(const host::LinkKey &key, std::vector<host::Fault> faults);
    /// A load whose proof is to know of deeds; null: there is none.
    void setLoad(std::shared_ptr<load::Generator> load);
    bool canUndo() const { return m_canUndo; }
    void undo(); ///< the last deed

    /// What was typed for a link's script or function, so that it can be gone on with.
    TypedLink typed(const host::LinkKey &key) const { return m_typed.value(key); }

signals:
    void changed();                                     ///< the picture
    void done(const QString &sentence);                 ///< a deed, for chart, log and status
    void marked(const QString &sentence, bool warning); ///< a deed that traffic may feel
    void refused(const QString &sentence);              ///< a deed, and why
    void swapRefused(const QString &actor, const QString &sentence, const std::function<void()> &insist);
    void answered(quint64 wish, const watchglass::CallAnswer &answer);
    void undoChanged();
    void playingChanged();
    void progressed(const std::shared_ptr<const watchglass::load::Report> &report); ///< of a scenario's load
    void played(bool good, const QString &sentence);

private:
    /// What deeds work on; of the worker's thread.
    struct Desk;
    struct Result {
        std::optional<std::string> problem;
        QString sentence;                           ///< of what was done
        std::function<Result(Desk &)> undo = {};    ///< empty: it cannot be
        bool undoStartsOver = false;                ///< that brings a store without content (About::startsOver)
        std::function<void(HostStore &)> then = {}; ///< on the window's thread
    };
    using Deed = std::function<Result(Desk &)>;
    /// What kind of change it is, for charts and for the proof of a load.
    struct About {
        load::Mark::Kind kind = load::Mark::Kind::Other;
        QString text;            ///< while it is under way
        bool startsOver = false; ///< a store comes without the content of the last
        bool undoing = false;    ///< the last deed is taken back; kind and startsOver are those of its undo
    };
    struct Undo {
        Deed deed;
        load::Mark::Kind kind;
        bool startsOver;
    };
    void perform(About about, Deed deed);
    void finish(Result result);
    void look();
    std::shared_ptr<const BoardPicture> draw();
    std::shared_ptr<host::Host> host();
    static std::string wrongFile(const QString &file, const std::vector<std::string> &errors);
    static void clear(Desk &desk); ///< nothing is on the board any more
    void takeEvent(const scenario::Event &event);
    void follow(std::shared_ptr<scenario::Player> player, const QString &title);
    void endPlaying(const QString &title, const scenario::Outcome &outcome);
    static Result relink(Desk &desk, const host::LinkKey &key, const std::optional<host::Link> &link,
                         const std::optional<wasm::FuncType> &type, const QString &sentence);
    static Result linkAs(Desk &desk, const LinkWish &wish);

    const TrustStore &m_trust;
    HostFeed m_feed;
    std::shared_ptr<const BoardPicture> m_picture = std::make_shared<BoardPicture>();
    std::shared_ptr<const std::vector<HostPlugin>> m_plugins = std::make_shared<std::vector<HostPlugin>>();
    QHash<host::LinkKey, TypedLink> m_typed;
    QTimer *m_timer;
    std::shared_ptr<scenario::Player> m_player; ///< of the scenario that is played; its last owner is the desk
    bool m_canUndo = false, m_looking = false, m_watching = false;
    quint64 m_deeds = 0;

    mutable std::mutex m_mutex; ///< of the next three
    std::shared_ptr<load::Generator> m_load;
    std::shared_ptr<host::Host> m_host;
    std::optional<BoardProgram> m_program;

    /// For answers that come when the store may be gone.
    struct Alive {
        std::mutex mutex;
        bool there = true;
    };
    std::shared_ptr<Alive> m_alive = std::make_shared<Alive>();
    std::unique_ptr<Desk> m_desk;
    Worker m_worker;  ///< for deeds
    Worker m_watcher; ///< for what must not wait for deeds
};

} // namespace watchglass
