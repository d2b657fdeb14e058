// SPDX-License-Identifier: GPL-3.0-or-later
/// Turns a session's wake-ups into Qt signals on the window's thread: the one place where the two meet.
#pragma once

#include <QObject>

#include <atomic>

#include "engine/session/session.h"

namespace watchglass {

class SessionBridge : public QObject
{
    Q_OBJECT
public:
    explicit SessionBridge(QObject *parent = nullptr);
    ~SessionBridge() override;

    session::Session &session() { return *m_session; }

signals:
    void arrived(const watchglass::session::Event &event);

private:
    void drain();

    std::atomic<bool> m_pending = false; ///< a drain is already posted
    std::unique_ptr<session::Session> m_session;
};

} // namespace watchglass
