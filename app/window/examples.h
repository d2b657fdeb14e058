// SPDX-License-Identifier: GPL-3.0-or-later
/// The runnable examples that come with the program (resources/examples).
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

namespace watchglass {

struct Example {
    QString id, title, promise; ///< the promise is one line: what it shows
    QString invoke;             ///< export to call
    QStringList arguments;
};

QVector<Example> examples(); ///< in the present language
std::optional<Example> findExample(const QString &id);
QByteArray exampleText(const QString &id);

} // namespace watchglass
