// SPDX-License-Identifier: GPL-3.0-or-later
/// Makes lines of what a program writes in pieces.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace watchglass {

class OutputLines
{
public:
    /// The lines that these bytes complete. A line that has become very long is cut.
    QStringList add(const QByteArray &bytes);
    /// What is left when the program stops, when there is something.
    QStringList finish();

private:
    QString take(qsizetype length);
    QByteArray m_begun;
};

} // namespace watchglass
