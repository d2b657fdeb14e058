// SPDX-License-Identifier: GPL-3.0-or-later
/// Finding and replacing in UTF-8 text; no widget.
#pragma once

#include <QRegularExpression>
#include <QString>

#include <vector>

#include "engine/wat/text.h"

namespace watchglass::editor {

struct SearchQuery {
    QString pattern;
    bool regex = false, matchCase = false, wholeWord = false;
    bool operator==(const SearchQuery &) const = default;
};

struct SearchResult {
    std::vector<wat::TextRange> hits; ///< sorted, none empty
    QString refusal;                  ///< why the pattern is no regular expression
};
SearchResult search(const QByteArray &utf8, const SearchQuery &query);

/// The edits that replace every hit: `\1` … `\9` and `\0` stand for captures, `\n` and `\t` for the characters, when
/// the query is a regular expression.
std::vector<wat::TextEdit> replacements(const QByteArray &utf8, const SearchQuery &query, const QString &with);

} // namespace watchglass::editor
