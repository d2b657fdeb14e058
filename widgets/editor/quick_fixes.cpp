// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/quick_fixes.h"

namespace watchglass::editor {

namespace {

constexpr int allOldNames = -1; ///< the row that is no fix of one place

} // namespace

QuickFixes::QuickFixes(EditorContext &context)
    : m(context), m_list(new PickList(context, CodeEditor::tr("Quick fixes")))
{
    connect(m_list, &PickList::picked, this, &QuickFixes::apply);
}

QuickFixes::~QuickFixes()
{
    delete m_list; // it may belong to the window by now
}

void QuickFixes::open()
{
    const quint32 caret = m.sci.caret();
    std::vector<ShownDiagnostic> here = m.diagnosticsIn({caret, caret});
    const auto fixable = [](const ShownDiagnostic &shown) { return !shown.what->fixes.empty(); };
    if (std::none_of(here.begin(), here.end(), fixable)) { // nothing right here: whatever the line has
        const int line = m.sci.lineAt(caret);
        here = m.diagnosticsIn({m.sci.lineBegin(line), m.sci.lineEnd(line)});
    }
    m_fixes.clear();
    bool old = false;
    std::vector<PickRow> rows;
    const auto add = [&](const QString &title, const QString &detail, wat::Fix fix) {
        rows.push_back({title, detail, QStringLiteral("lamp"), Theme::Color::Warning, int(m_fixes.size())});
        m_fixes.push_back(std::move(fix));
    };
    for (const ShownDiagnostic &shown : here) {
        old |= shown.what->source == wat::DiagnosticSource::OldName;
        for (const wat::Fix &fix : shown.what->fixes)
            add(QString::fromStdString(fix.title), QString::fromStdString(shown.what->message), fix);
    }
    if (const int count = int(m.analysis->oldNames.size()); old && count > 1)
        rows.push_back({CodeEditor::tr("Modernise all %n old names", nullptr, count),
                        {},
                        QStringLiteral("lamp"),
                        Theme::Color::Warning,
                        allOldNames});
    if (rows.empty())
        emit m.editor.message(CodeEditor::tr("No fix for this place"));
    m_list->pick(std::move(rows), caret);
}

void QuickFixes::close()
{
    if (m_list)
        m_list->hide();
}

void QuickFixes::apply(int index)
{
    if (index == allOldNames)
        m.editor.moderniseAll();
    else
        m.editor.applyEdits(m_fixes[size_t(index)].edits);
}

} // namespace watchglass::editor
