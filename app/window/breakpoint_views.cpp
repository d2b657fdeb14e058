// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/breakpoint_views.h"

#include <algorithm>

#include "widgets/views/breakpoints_view.h"
#include "widgets/views/globals_view.h"
#include "widgets/views/locals_view.h"
#include "widgets/views/memory_view.h"
#include "widgets/views/watch_words.h"

namespace watchglass {

namespace {
/// Without the parentheses that close what was opened before this text.
QString balanced(const QString &text)
{
    int depth = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        depth += text[i] == QLatin1Char('(') ? 1 : text[i] == QLatin1Char(')') ? -1 : 0;
        if (depth < 0)
            return text.first(i);
    }
    return text;
}
} // namespace

BreakpointViews::BreakpointViews(const Parts &parts, Documents &documents, Tabs &tabs, BreakpointStore &breakpoints,
                                 WatchpointStore &watchpoints, Debugger &debugger, Workspaces &workspaces,
                                 QObject *parent)
    : QObject(parent), m_list(parts.list), m_documents(documents), m_tabs(tabs), m_breakpoints(breakpoints),
      m_watchpoints(watchpoints), m_debugger(debugger), m_workspaces(workspaces), m_memory(parts.memory)
{
    connectList();
    connectWatching(parts);
    show();
}

void BreakpointViews::connectList()
{
    connect(&m_list, &BreakpointsView::activated, this, &BreakpointViews::goTo);
    connect(&m_list, &BreakpointsView::editRequested, this, &BreakpointViews::editRequested);
    connect(&m_list, &BreakpointsView::watchWanted, this, &BreakpointViews::watchWanted);
    // Each store takes what is its own.
    connect(&m_list, &BreakpointsView::enabledChanged, &m_breakpoints, &BreakpointStore::setEnabled);
    connect(&m_list, &BreakpointsView::enabledChanged, &m_watchpoints, &WatchpointStore::setEnabled);
    connect(&m_list, &BreakpointsView::removeRequested, &m_breakpoints, &BreakpointStore::remove);
    connect(&m_list, &BreakpointsView::removeRequested, &m_watchpoints, &WatchpointStore::remove);
    m_soon.setSingleShot(true);
    m_soon.setInterval(30);
    connect(&m_soon, &QTimer::timeout, this, &BreakpointViews::show);
    const auto soon = qOverload<>(&QTimer::start);
    connect(&m_breakpoints, &BreakpointStore::changed, &m_soon, soon);
    connect(&m_breakpoints, &BreakpointStore::hitsChanged, &m_soon, soon);
    connect(&m_watchpoints, &WatchpointStore::changed, &m_soon, soon);
    connect(&m_watchpoints, &WatchpointStore::hitsChanged, &m_soon, soon);
}

void BreakpointViews::connectWatching(const Parts &parts)
{
    connect(&m_memory, &MemoryView::watchRequested, this,
            [this](quint32 memory, quint64 begin, quint64 end, WatchOn on) {
                watch({.on = on, .index = memory, .begin = begin, .end = end}, {});
            });
    connect(&parts.globals, &GlobalsView::watchRequested, this, [this](quint32 index, const QString &name, WatchOn on) {
        watch({.of = session::Watchpoint::Of::Global, .on = on, .index = index}, name);
    });
    connect(&parts.locals, &LocalsView::watchRequested, this,
            [this](quint64 frame, quint32 index, const QString &name, WatchOn on) {
                watch({.of = session::Watchpoint::Of::Local, .on = on, .index = index, .frameId = frame}, name);
            });
    m_memory.setWatched([this](quint32 memory, quint64 address) {
        return m_watchpoints.watches(m_debugger.document(), memory, address);
    });
    connect(&m_watchpoints, &WatchpointStore::changed, m_memory.area()->viewport(),
            [this] { m_memory.area()->viewport()->update(); });
}

/// Views show the state of the program that is debugged.
void BreakpointViews::watch(const session::Watchpoint &what, const QString &name)
{
    if (Document *document = m_debugger.document()) {
        m_watchpoints.add(document, what, name);
        m_workspaces.raise(QStringLiteral("breakpoints"));
    }
}

void BreakpointViews::goTo(quint64 id)
{
    if (const UserBreakpoint *breakpoint = m_breakpoints.find(id))
        return m_tabs.goTo(breakpoint->document, breakpoint->range);
    const UserWatchpoint *watchpoint = m_watchpoints.find(id);
    if (!watchpoint)
        return;
    if (watchpoint->what.of == session::Watchpoint::Of::Memory) {
        m_workspaces.raise(QStringLiteral("memory"));
        m_memory.showAddress(watchpoint->what.index, watchpoint->what.begin);
    } else if (!watchpoint->seen.isEmpty()) {
        emit offsetActivated(watchpoint->seenAt);
    } else {
        const bool local = watchpoint->what.of == session::Watchpoint::Of::Local;
        m_workspaces.raise(local ? QStringLiteral("locals") : QStringLiteral("globals"));
    }
}

void BreakpointViews::show()
{
    std::vector<BreakpointRow> rows;
    QHash<Document *, std::vector<BreakpointMark>> marks;
    for (Document *document : m_documents.all())
        marks.insert(document, {});
    // The name of the text is only of use where there are several.
    const auto &all = m_breakpoints.all();
    const bool several = std::any_of(all.begin(), all.end(),
                                     [&](const UserBreakpoint &each) { return each.document != all[0].document; });
    for (const UserBreakpoint &breakpoint : all) {
        if (!breakpoint.document)
            continue;
        const CodeEditor &editor = *breakpoint.document->editor();
        const quint32 line = editor.lineAt(breakpoint.anchor);
        BreakpointRow row;
        row.id = breakpoint.id;
        row.place =
            several ? QStringLiteral("%1:%2").arg(breakpoint.document->title()).arg(line) : tr("line %1").arg(line);
        const std::shared_ptr<const Assembly> assembly = breakpoint.document->assembly();
        const wat::Mapping *first = assembly && assembly->map ? assembly->map->onLine(line) : nullptr;
        const bool whole = first && first->offset == breakpoint.offset; // else it stands inside its line
        row.text = balanced(editor.lineText(line, whole ? 0 : breakpoint.anchor).trimmed());
        row.enabled = breakpoint.enabled;
        row.lost = breakpoint.lost;
        row.hits = breakpoint.hits;
        row.terms = breakpoint.terms;
        row.problem = breakpoint.problem;
        rows.push_back(std::move(row));
        marks[breakpoint.document].push_back({breakpoint.id,
                                              {breakpoint.anchor, std::max(breakpoint.anchor, breakpoint.range.end)},
                                              breakpoint.enabled,
                                              breakpoint.lost,
                                              breakpoint.terms,
                                              breakpoint.problem});
    }
    for (const UserWatchpoint &watchpoint : m_watchpoints.all()) {
        BreakpointRow row;
        row.id = watchpoint.what.id;
        row.place = watchpoint.where();
        row.text = watchWords(watchpoint.what.on);
        row.enabled = watchpoint.what.enabled;
        row.lost = watchpoint.lost;
        row.hits = watchpoint.hits;
        row.data = true;
        row.seen = watchpoint.seen;
        rows.push_back(std::move(row));
    }
    m_list.setBreakpoints(std::move(rows));
    for (auto each = marks.begin(); each != marks.end(); ++each)
        each.key()->editor()->setBreakpoints(std::move(each.value()));
}

} // namespace watchglass
