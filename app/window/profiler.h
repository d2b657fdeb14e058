// SPDX-License-Identifier: GPL-3.0-or-later
/// Measures what the debugger runs: samples or exact counts, of one call or from now on; what comes of it goes to the
/// store.
#pragma once

#include <QObject>
#include <QTimer>

#include <deque>

#include "app/window/debugger.h"
#include "app/window/profile_store.h"
#include "widgets/views/run_panel.h"

namespace watchglass {

class Profiler : public QObject
{
    Q_OBJECT
public:
    enum class State { Off, Sampling, Counting };
    Q_ENUM(State)

    Profiler(Debugger &debugger, RunPanel &panel, ProfileStore &store, QObject *parent);

    State state() const { return m_state; }
    /// Makes the call of the Run dock, stops nowhere, and measures just it.
    void profileCall(State how);
    void start(State how); ///< also while the program runs
    void stop() { end(true); }

    const exec::SamplerOptions &options() const { return m_options; }
    void setHertz(double hertz); ///< of what is started from now on
    void setClock(exec::SampleClock clock);
    /// While samples are taken: how many, and at what cost.
    const exec::SamplingProgress &progress() const { return m_progress; }
    QString how() const; ///< "250 Hz, wall time"

signals:
    void stateChanged();
    void progressChanged();
    void optionsChanged();
    void said(const QString &sentence);

private:
    void begin(State how);
    void end(bool wanted);
    void take(const std::shared_ptr<const profile::Profile> &profile);
    void setState(State state);

    Debugger &m_debugger;
    RunPanel &m_panel;
    ProfileStore &m_store;
    State m_state = State::Off;
    exec::SamplerOptions m_options;
    exec::SamplingProgress m_progress;
    QString m_call;
    bool m_oneCall = false;            ///< ends with the call under way
    bool m_called = false;             ///< it is under way: what is told before is about the call before
    std::deque<ProfileRun> m_expected; ///< what the profiles on their way are of; without a name: of nothing
    QTimer m_pace;
};

} // namespace watchglass
