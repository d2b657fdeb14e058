// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/host_load.h"

#include <QTimer>

#include "widgets/host/load_view.h"

namespace watchglass {

namespace {

constexpr int lookMilliseconds = 250;
constexpr uint64_t startKey = 0, lookKey = 1;

quint16 portOf(const BoardPicture &picture)
{
    for (const BoardActor &actor : picture.actors)
        for (const BoardPort &port : actor.ports) {
            if (!port.state || port.key.capability.find("http") == std::string::npos)
                continue;
            const auto value = port.state->link.values.find("PORT");
            return value == port.state->link.values.end() ? 8080
                                                          : quint16(QString::fromStdString(value->second).toUInt());
        }
    return 0;
}

} // namespace

HostLoad::HostLoad(HostStore &store, LoadView &view, QObject *parent)
    : QObject(parent), m_store(store), m_view(view), m_timer(new QTimer(this))
{
    m_timer->setInterval(lookMilliseconds);
    connect(m_timer, &QTimer::timeout, this, &HostLoad::look);
    connect(&view, &LoadView::startWanted, this, &HostLoad::start);
    connect(&view, &LoadView::stopWanted, this, [this] {
        if (running())
            m_generator->stop();
        else
            m_store.stopScenario(); // whose load it is
    });
    connect(&store, &HostStore::progressed, this, [this](const auto &report) {
        if (!running())
            m_view.setReport(report);
    });
    const auto now = [] { return std::chrono::system_clock::now(); };
    connect(&store.feed(), &HostFeed::called, this,
            [this](const HostFeed::Calls &calls) { m_view.traffic().add(calls); });
    connect(&store, &HostStore::marked, this,
            [this, now](const QString &text, bool warning) { m_view.traffic().addMark(text, warning, now()); });
    connect(&store, &HostStore::changed, this, [this, now] {
        quint64 waiting = 0;
        for (const BoardActor &actor : m_store.picture()->actors)
            waiting += actor.state.waiting + actor.state.underWay.size();
        m_view.traffic().addWaiting(waiting, now());
        m_view.traffic().advance(now());
        m_view.offerPort(portOf(*m_store.picture()));
    });
}

HostLoad::~HostLoad()
{
    m_store.setLoad(nullptr);
}

bool HostLoad::running() const
{
    return m_generator && m_generator->running();
}

void HostLoad::start(const load::Settings &settings)
{
    m_worker.submit(startKey, [this, settings] {
        load::Generator::Made made = load::Generator::start(settings);
        std::shared_ptr<load::Generator> generator = std::move(made.generator);
        QMetaObject::invokeMethod(this, [this, generator, error = QString::fromStdString(made.error)] {
            if (!generator)
                return m_view.say(error);
            m_generator = generator;
            m_store.setLoad(generator);
            m_timer->start();
            look();
        });
    });
}

void HostLoad::look()
{
    m_worker.submit(lookKey, [this, generator = m_generator] {
        auto report = generator->report();
        QMetaObject::invokeMethod(this, [this, generator, report = std::move(report)] {
            if (generator != m_generator)
                return;
            m_view.setReport(report);
            if (report->running)
                return;
            m_timer->stop();
            m_store.setLoad(nullptr);
        });
    });
}

} // namespace watchglass
