// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/hover_text.h"

#include <bit>

namespace watchglass::editor {

using Color = Theme::Color;

namespace {

QString escaped(const std::string &text)
{
    return QString::fromStdString(text).toHtmlEscaped();
}

QString colored(const EditorContext &m, Color color, const QString &html)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(m.color(color).name(), html);
}

QString mono(const EditorContext &m, const QString &html)
{
    return QStringLiteral("<span style=\"font-family:'%1'\">%2</span>").arg(m.theme.monospace().family(), html);
}

QString paragraph(const QString &html)
{
    return html.isEmpty() ? html : QStringLiteral("<p style=\"margin:2px 0\">%1</p>").arg(html);
}

QString diagnosticHtml(const EditorContext &m, const wat::Diagnostic &what, int index)
{
    const Color color = what.severity == wat::Severity::Error     ? Color::Error
                        : what.severity == wat::Severity::Warning ? Color::Warning
                                                                  : Color::Hint;
    const QString who = what.source == wat::DiagnosticSource::Wabt ? QStringLiteral(" (wabt)") : QString();
    QString html = paragraph(colored(m, color, QStringLiteral("<b>%1</b>").arg(escaped(what.message))) % who);
    if (!m.analysisCurrent)
        return html; // its places and edits are of an older text
    for (const wat::Related &related : what.related) {
        const int line = m.sci.lineAt(related.range.begin) + 1;
        html += paragraph(QStringLiteral("<a href=\"go:%1\">%2</a> – %3")
                              .arg(related.range.begin)
                              .arg(CodeEditor::tr("line %1").arg(line), escaped(related.message)));
    }
    for (int fix = 0; fix < int(what.fixes.size()); ++fix)
        html += paragraph(QStringLiteral("<a href=\"fix:%1:%2\">%3</a>")
                              .arg(index)
                              .arg(fix)
                              .arg(escaped(what.fixes[size_t(fix)].title)));
    return html;
}

QString encodedHtml(const EditorContext &m, quint32 offset)
{
    if (!m.mapCurrent || !m.bytes)
        return {};
    const wat::Mapping *mapping = m.map->atText(offset);
    if (!mapping || !mapping->text.contains(offset) || mapping->offset + mapping->length > m.bytes->size())
        return {};
    constexpr quint32 most = 24;
    const QByteArray hex =
        QByteArray(reinterpret_cast<const char *>(m.bytes->data()) + mapping->offset, std::min(mapping->length, most))
            .toHex(' ');
    const QString dots = mapping->length > most ? QStringLiteral(" …") : QString();
    return CodeEditor::tr("Here: %1 at 0x%2")
        .arg(mono(m, QStringLiteral("<b>%1</b>").arg(QString::fromLatin1(hex) % dots)))
        .arg(mapping->offset, 0, 16);
}

QString wordHtml(const EditorContext &m, const wat::Hover &hover)
{
    QString html = paragraph(mono(m, QStringLiteral("<b>%1</b>").arg(escaped(hover.title))));
    if (!hover.signature.empty())
        html += paragraph(mono(m, colored(m, Color::Type, escaped(hover.signature))));
    html += paragraph(escaped(hover.sentence));
    if (!hover.traps.empty())
        html += paragraph(colored(m, Color::Warning, CodeEditor::tr("Traps when: %1").arg(escaped(hover.traps))));
    if (!hover.detail.empty())
        html += paragraph(escaped(hover.detail).replace(u'\n', QStringLiteral("<br>")));
    return html + paragraph(encodedHtml(m, hover.range.begin));
}

} // namespace

HoverText hoverText(const EditorContext &m, quint32 offset, wat::TextRange diagnosticsOf)
{
    HoverText result;
    result.range = diagnosticsOf;
    for (const ShownDiagnostic &shown : m.diagnosticsIn(diagnosticsOf))
        result.diagnostics.push_back(*shown.what);
    for (int i = 0; i < int(result.diagnostics.size()); ++i)
        result.html += diagnosticHtml(m, result.diagnostics[size_t(i)], i);
    if (!m.analysisCurrent)
        return result;
    if (const std::optional<wat::Hover> hover = wat::hover(*m.analysis, offset)) {
        result.range = hover->range;
        result.html += wordHtml(m, *hover);
    }
    const wat::Token token = m.analysis->tree.tokenAt(offset);
    if (token.kind == wat::TokenKind::Number) {
        const std::string_view literal = m.sci.text(token.range.begin, token.range.end);
        result.range = token.range;
        result.html += paragraph(mono(m, numberNotations(literal)));
    }
    return result;
}

QString numberNotations(std::string_view literal)
{
    QByteArray text(literal.data(), qsizetype(literal.size()));
    text.replace('_', "");
    const bool negative = text.startsWith('-');
    if (negative || text.startsWith('+'))
        text.remove(0, 1);
    bool whole = false;
    const bool hex = text.startsWith("0x");
    const quint64 magnitude = hex ? text.mid(2).toULongLong(&whole, 16) : text.toULongLong(&whole, 10);
    if (!whole) {
        bool real = false;
        const double value = text.toDouble(&real) * (negative ? -1 : 1);
        if (!real || hex)
            return {};
        return QStringLiteral("f32 0x%1<br>f64 0x%2")
            .arg(std::bit_cast<quint32>(float(value)), 8, 16, QLatin1Char('0'))
            .arg(std::bit_cast<quint64>(value), 16, 16, QLatin1Char('0'));
    }
    const quint64 bits = negative ? 0 - magnitude : magnitude;
    const bool narrow = negative ? magnitude <= 0x80000000u : magnitude <= 0xffffffffu;
    const quint64 shown = narrow ? quint32(bits) : bits;
    QString lines = CodeEditor::tr("decimal %1").arg(narrow ? qint64(qint32(bits)) : qint64(bits));
    if (!negative && (narrow ? bool(bits >> 31) : bool(bits >> 63)))
        lines += CodeEditor::tr(" (unsigned %1)").arg(bits);
    lines += CodeEditor::tr("<br>hex 0x%1<br>binary %2").arg(shown, 0, 16).arg(shown, 0, 2);
    return lines + (narrow ? CodeEditor::tr("<br>as f32 %1").arg(double(std::bit_cast<float>(quint32(bits))))
                           : CodeEditor::tr("<br>as f64 %1").arg(std::bit_cast<double>(bits)));
}

} // namespace watchglass::editor
