// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/watch_words.h"

#include <QCoreApplication>
#include <QMenu>

namespace watchglass {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("WatchWords", text);
}
} // namespace

QString watchWords(WatchOn on)
{
    switch (on) {
    case WatchOn::Change:
        return tr("changes");
    case WatchOn::Write:
        return tr("is written");
    case WatchOn::Read:
        return tr("is read");
    case WatchOn::Access:
        return tr("is read or written");
    }
    return {};
}

void addWatchMenu(QMenu &menu, bool reads, std::function<void(WatchOn)> choose)
{
    QMenu *sub = menu.addMenu(tr("&Break When This"));
    const auto add = [&](const QString &text, WatchOn on) { sub->addAction(text, sub, [choose, on] { choose(on); }); };
    add(tr("&Changes"), WatchOn::Change);
    add(tr("Is &Written"), WatchOn::Write);
    if (!reads)
        return;
    add(tr("Is &Read"), WatchOn::Read);
    add(tr("Is Read &or Written"), WatchOn::Access);
}

} // namespace watchglass
