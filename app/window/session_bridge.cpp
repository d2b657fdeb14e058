// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/session_bridge.h"

namespace watchglass {

SessionBridge::SessionBridge(QObject *parent) : QObject(parent)
{
    m_session = std::make_unique<session::Session>([this] {
        if (!m_pending.exchange(true))
            QMetaObject::invokeMethod(
                this, [this] { drain(); }, Qt::QueuedConnection);
    });
}

SessionBridge::~SessionBridge()
{
    m_session.reset(); // ends the guest's thread before anything it may wake is gone
}

void SessionBridge::drain()
{
    m_pending = false;
    for (const session::Event &each : m_session->take())
        emit arrived(each);
}

} // namespace watchglass
