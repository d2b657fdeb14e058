// SPDX-License-Identifier: GPL-3.0-or-later
/// Where in a recorded run the program stands: a slider over all its moments, and the moment in numbers.
#pragma once

#include <QSlider>
#include <QTimer>
#include <QWidget>

#include <optional>

#include "engine/session/snapshot.h"
#include "widgets/theme.h"

class QAction;
class QHBoxLayout;
class QLabel;

namespace watchglass {

/// A slider whose arrow keys are moments, however many a pixel stands for; a click goes there.
class TimeSlider : public QSlider
{
    Q_OBJECT
public:
    explicit TimeSlider(QWidget *parent);

signals:
    void stepped(int moments);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

class TimeBar : public QWidget
{
    Q_OBJECT
public:
    explicit TimeBar(const Theme &theme, QWidget *parent = nullptr);
    /// A button for an action, left of the slider.
    void addButton(QAction *action);
    /// Without one the slider is off: `why` says so as its tool tip, `instead` stands in the place of the moment.
    void setMoment(std::optional<session::Moment> moment, const QString &why = {}, const QString &instead = {});
    /// What is under way, instead of the moment: "going back, about 3 s". Empty: nothing.
    void setBusy(const QString &text);
    TimeSlider *slider() const { return m_slider; }
    QString text() const;
    /// "12,408 of 1,203,992"
    static QString momentText(const session::Moment &moment);

signals:
    /// At most some 25 times a second while the slider is dragged.
    void momentWanted(quint64 moment);

private:
    void show();
    void want(quint64 moment);
    quint64 momentAt(int position) const;
    const Theme &m_theme;
    TimeSlider *m_slider;
    QLabel *m_label;
    QHBoxLayout *m_buttons;
    std::optional<session::Moment> m_moment;
    QString m_why, m_instead, m_busy;
    std::optional<quint64> m_wanted; ///< not told yet
    std::optional<quint64> m_asked;  ///< and not yet there
    QTimer m_pace;
};

} // namespace watchglass
