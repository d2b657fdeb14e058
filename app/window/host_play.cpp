// SPDX-License-Identifier: GPL-3.0-or-later
/// Scenarios, played on the board.
#include <QFileInfo>
#include <QTimer>

#include "app/window/host_desk.h"

namespace watchglass {

namespace {

constexpr int lookMilliseconds = 250;
constexpr uint64_t playKey = 2;

} // namespace

void HostStore::playScenario(const QString &path)
{
    const QString file = QFileInfo(path).fileName();
    perform({.text = tr("play %1").arg(file), .startsOver = true}, [this, path, file](Desk &desk) -> Result {
        scenario::ScenarioResult read = scenario::readScenario(path.toStdString());
        if (!read.scenario)
            return {wrongFile(file, read.errors), {}};
        clear(desk);
        const auto told = [this](const scenario::Event &event) {
            QMetaObject::invokeMethod(this, [this, event] { takeEvent(event); });
        };
        desk.player = std::make_shared<scenario::Player>(*desk.host, read.scenario, told);
        desk.played = desk.host;
        Result result;
        result.sentence = tr("%1 is played").arg(file);
        result.then = [player = desk.player, title = QString::fromStdString(read.scenario->title)](HostStore &store) {
            store.follow(player, title);
        };
        return result;
    });
}

/// Of what is repeated many times only the charts get a mark.
void HostStore::takeEvent(const scenario::Event &event)
{
    const QString text = QString::fromStdString(event.text);
    emit marked(text, event.isProblem);
    if (event.isProblem || !event.repeated)
        emit done(text);
}

void HostStore::follow(std::shared_ptr<scenario::Player> player, const QString &title)
{
    m_player = player;
    emit playingChanged();
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this, timer, title, player = std::move(player)] {
        m_watcher.submit(playKey, [this, timer, title, player] {
            const auto progress = player->progress();
            const auto outcome = player->outcome();
            QMetaObject::invokeMethod(timer, [this, timer, title, player, progress, outcome] {
                if (progress->load)
                    emit progressed(progress->load);
                if (!outcome)
                    return;
                timer->deleteLater();
                if (m_player == player)
                    endPlaying(title, *outcome);
            });
        });
    });
    timer->start(lookMilliseconds);
}

void HostStore::endPlaying(const QString &title, const scenario::Outcome &outcome)
{
    m_player.reset();
    emit playingChanged();
    if (!outcome.phases.empty() && outcome.phases.back().second)
        emit progressed(outcome.phases.back().second);
    QStringList broken;
    for (const scenario::Outcome::Verdict &verdict : outcome.verdicts) {
        const QString text = QString::fromStdString(verdict.text + " (" + verdict.values + ")");
        emit done(verdict.holds ? tr("holds: %1").arg(text) : tr("does not hold: %1").arg(text));
        if (!verdict.holds)
            broken += text;
    }
    if (!outcome.problem.empty())
        return emit refused(QString::fromStdString(outcome.problem));
    const QString sentence = outcome.stopped  ? tr("%1: it was stopped.").arg(title)
                             : outcome.good() ? tr("%1: everything holds.").arg(title)
                             : !broken.isEmpty()
                                 ? tr("%1: this does not hold: %2.").arg(title, broken.join(QStringLiteral("; ")))
                                 : tr("%1: some steps could not be done; see Calls.").arg(title);
    emit played(outcome.good(), sentence);
}

void HostStore::stopScenario()
{
    if (m_player)
        m_player->stop();
}

} // namespace watchglass
