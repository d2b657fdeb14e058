// SPDX-License-Identifier: GPL-3.0-or-later
/// Feeds the Load dock: what goes through the host, and the load that the user asked for. What is done to the host
/// meanwhile is marked in both.
#pragma once

#include <QObject>

#include "app/window/host_store.h"
#include "engine/host/load/generator.h"

class QTimer;

namespace watchglass {

class LoadView;

class HostLoad : public QObject
{
    Q_OBJECT
public:
    HostLoad(HostStore &store, LoadView &view, QObject *parent);
    ~HostLoad() override;

    bool running() const;

private:
    void start(const load::Settings &settings);
    void look();

    HostStore &m_store;
    LoadView &m_view;
    std::shared_ptr<load::Generator> m_generator;
    QTimer *m_timer;
    Worker m_worker; ///< makes and reads reports; last: it ends before what its jobs are about
};

} // namespace watchglass
