// SPDX-License-Identifier: GPL-3.0-or-later
/// The guided tour: the same steps, played with key and mouse events and checked (without a display), or shown to the
/// user one by one, each waiting for the user's own click. No widget knows it.
#pragma once

#include <QString>

namespace watchglass {

class MainWindow;

/// Plays every step in a window of its own with fresh settings, reads each claim back from the models, saves a picture
/// per step into `pictures`, prints what it does. 0 when every claim is true.
int playTour(const QString &pictures);

/// Starts the tour in the user's window.
void startTour(MainWindow &window);

} // namespace watchglass
