// SPDX-License-Identifier: GPL-3.0-or-later
/// What a host tells while it serves – calls, lines of actors and providers – brought to the window's thread some 30
/// times a second, however many threads told it.
#pragma once

#include <QObject>

#include <memory>
#include <vector>

#include "engine/host/host.h"

namespace watchglass {

class HostFeed : public QObject
{
    Q_OBJECT
public:
    using Calls = std::vector<std::shared_ptr<const host::CallRecord>>;

    explicit HostFeed(QObject *parent = nullptr);
    ~HostFeed() override;

    /// To be given to a host, which may outlive the feed.
    host::HostListeners listeners() const;

signals:
    /// `lost`: calls that came too fast, before these.
    void called(const watchglass::HostFeed::Calls &calls, quint64 lost);
    void said(const QString &who, const QString &line, bool error);

private:
    void drain();

    struct Desk; ///< where the host's threads leave what they tell
    std::shared_ptr<Desk> m_desk;
};

} // namespace watchglass
