// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/profiler.h"

#include <QSettings>

namespace watchglass {

namespace {
const QString hertzSetting = QStringLiteral("profiler/hertz"), clockSetting = QStringLiteral("profiler/cpuClock");
constexpr int paceMilliseconds = 250;
} // namespace

Profiler::Profiler(Debugger &debugger, RunPanel &panel, ProfileStore &store, QObject *parent)
    : QObject(parent), m_debugger(debugger), m_panel(panel), m_store(store)
{
    const QSettings settings;
    m_options.hertz = std::clamp(settings.value(hertzSetting, m_options.hertz).toDouble(), 10.0, 10'000.0);
    m_options.clock = settings.value(clockSetting, false).toBool() ? exec::SampleClock::Cpu : exec::SampleClock::Wall;
    m_pace.setInterval(paceMilliseconds);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (m_debugger.state() == Debugger::State::Running)
            m_debugger.session().readSampling();
    });
    connect(&debugger, &Debugger::samplingRead, this, [this](const exec::SamplingProgress &progress) {
        m_progress = progress;
        emit progressChanged();
    });
    connect(&debugger, &Debugger::profiled, this, &Profiler::take);
    connect(&debugger, &Debugger::logged, this, [this](Debugger::Kind kind, const QString &text) {
        if (kind == Debugger::Kind::Run)
            m_call = text;
    });
    connect(&debugger, &Debugger::stateChanged, this,
            [this] { m_called = m_called || m_debugger.state() == Debugger::State::Running; });
    connect(&debugger, &Debugger::stopped, this, [this] {
        const session::Snapshot &at = *m_debugger.snapshot();
        if (m_oneCall && m_called && (at.frames.empty() || at.reason == session::StopReason::Trap))
            stop();
    });
    connect(&debugger, &Debugger::refused, this, [this] {
        if (m_oneCall && m_debugger.state() != Debugger::State::Running)
            end(false);
    });
}

QString Profiler::how() const
{
    if (m_state == State::Counting)
        return tr("every instruction counted");
    return m_options.clock == exec::SampleClock::Cpu ? tr("%1 Hz, CPU time").arg(m_options.hertz)
                                                     : tr("%1 Hz, wall time").arg(m_options.hertz);
}

void Profiler::setHertz(double hertz)
{
    m_options.hertz = hertz;
    QSettings().setValue(hertzSetting, hertz);
    emit optionsChanged();
}

void Profiler::setClock(exec::SampleClock clock)
{
    m_options.clock = clock;
    QSettings().setValue(clockSetting, clock == exec::SampleClock::Cpu);
    emit optionsChanged();
}

void Profiler::profileCall(State how)
{
    stop();
    begin(how); // before the call, so that nothing of it is missed
    m_oneCall = true;
    bool called = false;
    const auto watching = connect(&m_panel, &RunPanel::invokeRequested, this, [&called] { called = true; });
    m_debugger.ignoreBreakpointsOnce();
    m_panel.run(false); // it says which field is not right
    disconnect(watching);
    if (called)
        return;
    m_debugger.ignoreBreakpointsOnce(false);
    end(false);
}

void Profiler::start(State how)
{
    stop();
    begin(how);
}

void Profiler::begin(State how)
{
    m_oneCall = m_called = false;
    m_progress = {};
    setState(how);
    if (how == State::Sampling)
        m_debugger.session().startSampling(m_options);
    else
        m_debugger.session().startCounting();
}

void Profiler::end(bool wanted)
{
    if (m_state == State::Off)
        return;
    ProfileRun run;
    if (wanted)
        run.name = !m_call.isEmpty() ? m_call : m_debugger.document() ? m_debugger.document()->title() : tr("Run");
    run.how = how();
    run.program = m_debugger.program();
    run.document = m_debugger.document();
    m_expected.push_back(std::move(run));
    if (m_state == State::Sampling)
        m_debugger.session().stopSampling();
    else
        m_debugger.session().stopCounting();
    setState(State::Off);
}

void Profiler::take(const std::shared_ptr<const profile::Profile> &profile)
{
    if (m_expected.empty())
        return;
    ProfileRun run = std::move(m_expected.front());
    m_expected.pop_front();
    if (run.name.isEmpty())
        return;
    if (profile->samples.empty())
        return emit said(profile->exact
                             ? tr("No instruction was executed while they were counted.")
                             : tr("No sample was taken: nothing ran for long enough. A higher rate sees shorter runs, "
                                  "and counting sees every instruction."));
    run.profile = profile;
    m_store.add(std::move(run));
}

void Profiler::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    if (state == State::Sampling)
        m_pace.start();
    else
        m_pace.stop();
    emit stateChanged();
}

} // namespace watchglass
