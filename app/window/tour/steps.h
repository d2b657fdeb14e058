// SPDX-License-Identifier: GPL-3.0-or-later
/// The tour as data: what to do, how a hand does it, and the claim that is true afterwards.
#pragma once

#include <QString>
#include <QVector>

#include <functional>

#include "app/window/tour/hand.h"

namespace watchglass {

struct TourStep {
    QString id;    ///< name of its picture
    QString title; ///< a few words
    QString text;  ///< what the user is asked to do, and what to look at
    QString claim; ///< what is true afterwards
    std::function<void(Hand &)> play;
    std::function<bool()> done;        ///< reads the claim back from the models
    std::function<QWidget *()> target; ///< what the guide points at; may be null
    int reading = 0;                   ///< milliseconds a person gets to read a step that asks for no action
};

QVector<TourStep> tourSteps(MainWindow &window);

} // namespace watchglass
