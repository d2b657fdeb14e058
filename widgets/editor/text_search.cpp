// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/text_search.h"

namespace watchglass::editor {

namespace {

QRegularExpression expression(const SearchQuery &query)
{
    QString pattern = query.regex ? query.pattern : QRegularExpression::escape(query.pattern);
    if (query.wholeWord) // words as WAT has them: `i32.add` and `$x` are whole
        pattern = QStringLiteral("(?<![^\\s()\"])(?:%1)(?![^\\s()\";])").arg(pattern);
    QRegularExpression::PatternOptions options = QRegularExpression::MultilineOption;
    if (!query.matchCase)
        options |= QRegularExpression::CaseInsensitiveOption;
    return QRegularExpression(pattern, options);
}

/// Bytes of a piece of UTF-16 in UTF-8.
qsizetype utf8Size(QStringView text)
{
    qsizetype size = 0;
    for (const QChar c : text)
        size += c.unicode() < 0x80 ? 1 : c.unicode() < 0x800 || c.isSurrogate() ? 2 : 3;
    return size;
}

/// Calls `found(range, match)` for each hit that is not empty.
template <typename Found>
void eachHit(const QByteArray &utf8, const QRegularExpression &wanted, Found found)
{
    const QString text = QString::fromUtf8(utf8);
    qsizetype seen = 0, bytes = 0;
    const auto bytesAt = [&](qsizetype at) {
        bytes += utf8Size(QStringView(text).mid(seen, at - seen));
        seen = at;
        return quint32(bytes);
    };
    for (auto hits = wanted.globalMatch(text); hits.hasNext();) {
        const QRegularExpressionMatch hit = hits.next();
        if (hit.capturedLength() == 0)
            continue;
        const quint32 begin = bytesAt(hit.capturedStart());
        found(wat::TextRange{begin, bytesAt(hit.capturedEnd())}, hit);
    }
}

QString expanded(const QString &with, const QRegularExpressionMatch &match)
{
    QString result;
    for (qsizetype i = 0; i < with.size(); ++i) {
        if (with[i] != u'\\' || i + 1 == with.size()) {
            result += with[i];
            continue;
        }
        const QChar next = with[++i];
        if (next.isDigit())
            result += match.captured(next.digitValue());
        else
            result += next == u'n' ? QChar(u'\n') : next == u't' ? QChar(u'\t') : next;
    }
    return result;
}

} // namespace

SearchResult search(const QByteArray &utf8, const SearchQuery &query)
{
    SearchResult result;
    if (query.pattern.isEmpty())
        return result;
    const QRegularExpression wanted = expression(query);
    if (!wanted.isValid()) {
        result.refusal = wanted.errorString();
        return result;
    }
    eachHit(utf8, wanted, [&](wat::TextRange range, const auto &) { result.hits.push_back(range); });
    return result;
}

std::vector<wat::TextEdit> replacements(const QByteArray &utf8, const SearchQuery &query, const QString &with)
{
    std::vector<wat::TextEdit> edits;
    const QRegularExpression wanted = expression(query);
    if (!query.pattern.isEmpty() && wanted.isValid())
        eachHit(utf8, wanted, [&](wat::TextRange range, const QRegularExpressionMatch &match) {
            edits.push_back({range, (query.regex ? expanded(with, match) : with).toStdString()});
        });
    return edits;
}

} // namespace watchglass::editor
