// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/output_lines.h"

namespace watchglass {

namespace {
constexpr qsizetype longest = 10'000; // bytes
}

QString OutputLines::take(qsizetype length)
{
    QByteArray line = m_begun.first(length);
    if (line.endsWith('\r'))
        line.chop(1);
    m_begun.remove(0, length);
    return QString::fromUtf8(line);
}

QStringList OutputLines::add(const QByteArray &bytes)
{
    QStringList lines;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype end = bytes.indexOf('\n', at);
        m_begun += bytes.sliced(at, (end < 0 ? bytes.size() : end) - at);
        while (m_begun.size() > longest)
            lines += take(longest);
        if (end < 0)
            break;
        lines += take(m_begun.size());
        at = end + 1;
    }
    return lines;
}

QStringList OutputLines::finish()
{
    return m_begun.isEmpty() ? QStringList() : QStringList(take(m_begun.size()));
}

} // namespace watchglass
