// SPDX-License-Identifier: GPL-3.0-or-later
/// What the board shows, as a value: actors and the program in front with all that they import, and the providers.
#pragma once

#include <QHash>
#include <QMetaType>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

#include "engine/host/host.h"

namespace watchglass {

/// Something on the board.
struct BoardId {
    enum class Kind { None, Actor, Link, Provider } kind = Kind::None;
    host::LinkKey key = {}; ///< of a link; of an actor only its name
    std::string provider = {};

    auto operator<=>(const BoardId &) const = default;
};

/// What an actor or a program imports, linked or not.
struct BoardPort {
    host::LinkKey key;
    std::optional<wasm::FuncType> type;   ///< of a plain import
    std::optional<host::LinkState> state; ///< missing: there is no link
    QString title;                        ///< "env.log", "wascc:keyvalue"
    QString elsewhere;                    ///< who answers while there is no link: "WASI", "zero"; empty = nobody
    bool plain() const { return type.has_value(); }
};

struct BoardActor {
    QString name;
    bool program = false; ///< the document in front, run by its session
    host::ActorState state;
    std::vector<BoardPort> ports;
};

/// A module that is run or debugged beside the host.
struct BoardProgram {
    std::string name;
    std::shared_ptr<const wasm::Module> module;
};

struct BoardPicture {
    std::vector<BoardActor> actors;
    std::vector<host::ProviderState> providers;

    bool empty() const { return actors.empty() && providers.empty(); }
    const BoardActor *actor(const std::string &name) const;
    const BoardPort *port(const host::LinkKey &key) const;
    const host::ProviderState *provider(const std::string &name) const;
};

/// Off the window's thread. Links of programs that are not in front are left out.
BoardPicture pictureOf(host::Board board, const std::optional<BoardProgram> &program);

/// How something does: a shape and a colour, never the colour alone.
enum class BoardMood { Calm, Good, Warning, Bad };
BoardMood moodOf(const BoardActor &actor);
BoardMood moodOf(const BoardPort &port);
BoardMood moodOf(const host::ProviderState &provider);
/// Whom a port leads to, in few words: "store", "a script", "nobody".
QString targetText(const BoardPort &port);
/// One line about it.
QString stateText(const BoardActor &actor);
QString stateText(const BoardPort &port);
QString stateText(const host::ProviderState &provider);
/// "error, every 3rd call"
QString faultText(const host::Fault &fault);

} // namespace watchglass
