// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/shipped_host.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace watchglass {

namespace {

const QString manifest = QStringLiteral("counter.json"), actors = QStringLiteral("actors");

/// Beside the installed program, or where it was built.
QString shippedFolder()
{
    const QString installed = QCoreApplication::applicationDirPath() + QStringLiteral("/../share/watchglass/host");
    for (const QString &folder : {installed, QStringLiteral(WATCHGLASS_HOST_BUILT)})
        if (QFileInfo::exists(folder + QLatin1Char('/') + manifest))
            return QDir::cleanPath(folder);
    return {};
}

/// What is there already is the user's.
bool copyAll(const QString &from, const QString &to)
{
    if (!QDir().mkpath(to))
        return false;
    for (const QFileInfo &file : QDir(from).entryInfoList({QStringLiteral("*.wat"), manifest}, QDir::Files)) {
        const QString target = to + QLatin1Char('/') + file.fileName();
        if (QFileInfo::exists(target))
            continue;
        if (!QFile::copy(file.filePath(), target) ||
            !QFile::setPermissions(target, QFile::permissions(target) | QFile::WriteOwner))
            return false;
    }
    return true;
}

} // namespace

QString counterManifest(QString *problem)
{
    const QString shipped = shippedFolder();
    if (shipped.isEmpty()) {
        *problem = QCoreApplication::translate("ShippedHost", "The counter was not installed with this program.");
        return {};
    }
    const QString own = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/host");
    if (!copyAll(shipped, own) || !copyAll(shipped + QLatin1Char('/') + actors, own + QLatin1Char('/') + actors)) {
        *problem = QCoreApplication::translate("ShippedHost", "The counter cannot be copied to %1.").arg(own);
        return {};
    }
    return own + QLatin1Char('/') + manifest;
}

} // namespace watchglass
