// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/breakpoint_store.h"

#include <algorithm>

namespace watchglass {

namespace {
/// The instruction a place means: the one there, else – before the first word of a line, too – the first that runs of
/// its line.
const wat::Mapping *instructionAt(const Assembly &assembly, quint32 textOffset)
{
    if (!assembly.map)
        return nullptr;
    const quint32 line = assembly.lines->at(textOffset).line;
    const wat::Mapping *mapping = assembly.map->atText(textOffset);
    const std::string_view text = *assembly.text;
    const size_t word = text.find_first_not_of(" \t(", assembly.lines->lineStart(line));
    const bool before = mapping && word != std::string_view::npos && textOffset < word;
    return mapping && !before ? mapping : assembly.map->onLine(line);
}
} // namespace

BreakpointStore::BreakpointStore(QObject *parent) : QObject(parent) {}

const UserBreakpoint *BreakpointStore::find(quint64 id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [id](const auto &b) { return b.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

void BreakpointStore::follow(Document *document)
{
    connect(document, &Document::edited, this, [this, document](const wat::TextEdit &edit) { move(document, edit); });
    connect(document, &Document::assemblyChanged, this, [this, document] { resolve(document); });
    connect(document, &QObject::destroyed, this, [this] {
        m_all.removeIf([](const UserBreakpoint &b) { return b.document.isNull(); });
        emit changed();
    });
}

const UserBreakpoint *BreakpointStore::at(Document *document, quint32 textOffset) const
{
    if (!document->assemblyIsCurrent())
        return nullptr;
    const wat::Mapping *mapping = instructionAt(*document->assembly(), textOffset);
    const auto there = std::find_if(m_all.begin(), m_all.end(), [&](const UserBreakpoint &b) {
        return mapping && b.document == document && !b.lost && b.anchor == mapping->text.begin;
    });
    return there == m_all.end() ? nullptr : &*there;
}

bool BreakpointStore::toggle(Document *document, quint32 textOffset)
{
    const UserBreakpoint *there = at(document, textOffset);
    if (!there)
        return set(document, textOffset, {});
    remove({there->id});
    return true;
}

bool BreakpointStore::set(Document *document, quint32 textOffset, const BreakpointTerms &terms, bool enabled)
{
    if (const UserBreakpoint *there = at(document, textOffset)) {
        setTerms(there->id, terms, enabled);
        return true;
    }
    const wat::Mapping *mapping =
        document->assemblyIsCurrent() ? instructionAt(*document->assembly(), textOffset) : nullptr;
    if (!mapping)
        return false;
    UserBreakpoint added;
    added.document = document;
    added.enabled = enabled;
    added.anchor = mapping->text.begin;
    added.range = mapping->text;
    added.offset = mapping->offset;
    added.terms = terms;
    restore(added);
    return true;
}

void BreakpointStore::restore(const UserBreakpoint &breakpoint)
{
    m_all.append(breakpoint);
    m_all.last().id = m_nextId++;
    checkTerms(m_all.last());
    emit changed();
}

void BreakpointStore::setTerms(quint64 id, const BreakpointTerms &terms, bool enabled)
{
    for (UserBreakpoint &breakpoint : m_all)
        if (breakpoint.id == id) {
            breakpoint.terms = terms;
            breakpoint.enabled = enabled;
            checkTerms(breakpoint);
        }
    emit changed();
}

void BreakpointStore::setEnabled(const QVector<quint64> &ids, bool enabled)
{
    for (UserBreakpoint &breakpoint : m_all)
        if (ids.contains(breakpoint.id))
            breakpoint.enabled = enabled;
    emit changed();
}

TermsCheck BreakpointStore::check(Document *document, quint32 textOffset)
{
    const std::shared_ptr<const Assembly> assembly = document->assembly();
    const wat::Mapping *mapping = assembly && assembly->module ? instructionAt(*assembly, textOffset) : nullptr;
    if (!mapping)
        return {};
    return [assembly, offset = mapping->offset](const QString &text, bool isLog) -> std::optional<debug::TextProblem> {
        const auto problemOf = [](auto made) {
            auto *problem = std::get_if<debug::TextProblem>(&made);
            return problem ? std::optional(std::move(*problem)) : std::nullopt;
        };
        const std::string utf8 = text.toStdString();
        const wasm::Module &module = *assembly->module;
        return isLog ? problemOf(debug::LogTemplate::compile(utf8, module, *assembly->names, offset))
                     : problemOf(debug::Expression::compile(utf8, module, *assembly->names, offset));
    };
}

/// As soon as the text assembles, without waiting for a run.
void BreakpointStore::checkTerms(UserBreakpoint &breakpoint) const
{
    breakpoint.problem.clear();
    if (!breakpoint.offset || !breakpoint.document)
        return;
    const TermsCheck check = BreakpointStore::check(breakpoint.document, breakpoint.anchor);
    if (!breakpoint.terms.condition.isEmpty() && check)
        if (const auto problem = check(breakpoint.terms.condition, false))
            breakpoint.problem = tr("Condition: %1").arg(QString::fromStdString(problem->message));
    if (breakpoint.problem.isEmpty() && breakpoint.terms.logs() && check)
        if (const auto problem = check(breakpoint.terms.log, true))
            breakpoint.problem = tr("Log: %1").arg(QString::fromStdString(problem->message));
}

void BreakpointStore::setProblems(const std::vector<debug::BreakpointProblem> &problems)
{
    for (UserBreakpoint &breakpoint : m_all)
        for (const debug::BreakpointProblem &problem : problems)
            if (problem.id == breakpoint.id)
                breakpoint.problem = (problem.inLog ? tr("Log: %1") : tr("Condition: %1"))
                                         .arg(QString::fromStdString(problem.problem.message));
    emit hitsChanged();
}

void BreakpointStore::remove(const QVector<quint64> &ids)
{
    m_removed.clear();
    m_all.removeIf([&](const UserBreakpoint &breakpoint) {
        if (!ids.contains(breakpoint.id))
            return false;
        m_removed.append(breakpoint);
        return true;
    });
    emit changed();
}

void BreakpointStore::undoRemove()
{
    m_all += m_removed;
    m_removed.clear();
    emit changed();
}

void BreakpointStore::setHits(const std::map<uint64_t, uint64_t> &counts)
{
    for (UserBreakpoint &breakpoint : m_all) {
        const auto count = counts.find(breakpoint.id);
        breakpoint.hits = count == counts.end() ? 0 : count->second;
    }
    emit hitsChanged();
}

std::vector<session::Breakpoint> BreakpointStore::forModule(const wasm::Module *module) const
{
    std::vector<session::Breakpoint> out;
    for (const UserBreakpoint &b : m_all)
        if (b.offset && b.document && b.document->assembly() && b.document->assembly()->module.get() == module)
            out.push_back({b.id,
                           *b.offset,
                           b.enabled,
                           b.terms.condition.toStdString(),
                           {b.terms.hits, b.terms.count},
                           b.terms.log.toStdString()});
    return out;
}

void BreakpointStore::move(Document *document, const wat::TextEdit &edit)
{
    const qint64 shift = qint64(edit.replacement.size()) - edit.range.size();
    bool moved = false;
    for (UserBreakpoint &breakpoint : m_all) {
        if (breakpoint.document != document || breakpoint.anchor < edit.range.begin)
            continue;
        moved = true;
        const bool deleted = breakpoint.range.size() == 0;
        if (deleted && edit.range.begin == breakpoint.anchor && edit.replacement.size() > breakpoint.behind) {
            breakpoint.anchor += breakpoint.behind; // most likely the undo of the deletion
            breakpoint.behind = 0;
            breakpoint.range = {breakpoint.anchor, breakpoint.anchor + 1};
        } else if (breakpoint.anchor >= edit.range.end) {
            breakpoint.anchor = quint32(breakpoint.anchor + shift);
            breakpoint.range.begin = quint32(breakpoint.range.begin + shift);
            breakpoint.range.end = quint32(breakpoint.range.end + shift);
        } else { // its instruction was inside what was replaced: resolve decides once the new text is assembled
            if (!deleted || edit.range.begin != breakpoint.anchor)
                breakpoint.behind = breakpoint.anchor - edit.range.begin;
            breakpoint.anchor = edit.range.begin;
            breakpoint.range = {edit.range.begin, edit.range.begin};
        }
    }
    if (moved)
        emit changed();
}

void BreakpointStore::resolve(Document *document)
{
    const std::shared_ptr<const Assembly> assembly = document->assembly();
    for (UserBreakpoint &breakpoint : m_all) {
        if (breakpoint.document != document)
            continue;
        breakpoint.offset.reset();
        if (!assembly->map)
            continue; // the text does not assemble at the moment; the place is kept
        const wat::Mapping *mapping = assembly->map->atText(breakpoint.anchor);
        // What is written in an instruction's place keeps its breakpoint; text deleted from before it takes it along.
        breakpoint.lost = breakpoint.behind > 0 || !mapping || mapping->text.begin != breakpoint.anchor;
        if (breakpoint.lost)
            continue;
        breakpoint.range = mapping->text;
        breakpoint.offset = mapping->offset;
        checkTerms(breakpoint);
    }
    emit changed();
}

} // namespace watchglass
