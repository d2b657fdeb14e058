// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/guard.h"

#if WG_GUARDED
#include <csignal>
#include <ucontext.h>

// The linker marks where the guarded handlers begin and end.
extern "C" const char __start_wg_guarded[], __stop_wg_guarded[];
#endif

namespace watchglass::exec {

#if WG_GUARDED

namespace {

struct sigaction previous;

void pass(int signal, siginfo_t *info, void *context)
{
    if (previous.sa_flags & SA_SIGINFO) {
        previous.sa_sigaction(signal, info, context);
    } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
        previous.sa_handler(signal);
    } else { // on return the instruction faults again, with nobody there
        sigaction(signal, &previous, nullptr);
    }
}

void onFault(int signal, siginfo_t *info, void *context)
{
    auto &registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
    const auto at = uintptr_t(registers[REG_RIP]);
    if (at < uintptr_t(__start_wg_guarded) || at >= uintptr_t(__stop_wg_guarded))
        return pass(signal, info, context);
    registers[REG_RIP] = greg_t(reinterpret_cast<uintptr_t>(&trapAt<TrapKind::MemoryOutOfBounds>));
}

[[maybe_unused]] bool install()
{
    struct sigaction action {
    };
    action.sa_sigaction = onFault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGSEGV, &action, &previous) == 0;
}

} // namespace

bool guardsAccesses()
{
#ifdef __OPTIMIZE__
    static const bool installed = install();
    return installed;
#else
    return false; // handlers have frames and keep nothing in its register: nowhere to go on from in the midst of one
#endif
}

#else

bool guardsAccesses()
{
    return false;
}

#endif

} // namespace watchglass::exec
