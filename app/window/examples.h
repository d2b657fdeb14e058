// SPDX-License-Identifier: GPL-3.0-or-later
/// The runnable examples that come with the program (resources/examples).
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

namespace watchglass {

struct Example {
    QString id, title, promise; ///< the promise is one line: what it shows
    QString invoke;             ///< export to call
    QStringList arguments;
};

const QVector<Example> &examples();
const Example *findExample(const QString &id);
QByteArray exampleText(const QString &id);

} // namespace watchglass
