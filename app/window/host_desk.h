// SPDX-License-Identifier: GPL-3.0-or-later
/// What the deeds of a HostStore work on; only its worker's thread touches it.
#pragma once

#include "app/window/host_store.h"
#include "engine/wat/assembler.h"

namespace watchglass {

struct HostStore::Desk {
    std::shared_ptr<host::Host> host;                    ///< while a deed is done
    wat::Assembler assembler;                            ///< of what is typed in place
    std::map<std::string, host::ActorSettings> settings; ///< of actors, as they were added
    std::vector<Undo> undos;
    std::shared_ptr<host::Host> played; ///< by the player, which ends before
    std::shared_ptr<scenario::Player> player;
};

} // namespace watchglass
