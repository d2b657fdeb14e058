// SPDX-License-Identifier: GPL-3.0-or-later
/// The actors and manifests that come with the program.
#pragma once

#include <QString>

namespace watchglass {

/// The manifest that serves the counter, copied with its actors into the user's own folder, so that they may be edited;
/// what was edited there stays. Empty with a sentence when that cannot be.
QString counterManifest(QString *problem);

} // namespace watchglass
