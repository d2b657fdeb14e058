// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace watchglass::exec {

Interrupt::~Interrupt()
{
    if (const int event = m_event; event >= 0)
        close(event);
}

int Interrupt::descriptor()
{
    int event = m_event;
    if (event < 0) {
        event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        m_event = event;
    } else {
        eventfd_t rung;
        eventfd_read(event, &rung);
    }
    return event;
}

void Interrupt::ring() const
{
    if (const int event = m_event; event >= 0)
        eventfd_write(event, 1);
}

} // namespace watchglass::exec
