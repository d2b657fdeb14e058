// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/machine_views.h"

#include <algorithm>
#include <set>

#include "engine/base/interactive.h"
#include "engine/debug/stand_ins.h"
#include "engine/native/internal_code.h"
#include "engine/native/machine_code.h"
#include "widgets/views/data_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

using native::InternalInstruction;
using Line = MachineText::Line;

QString counted(size_t number, const QString &one, const QString &many)
{
    return number == 1 ? one : many.arg(number);
}

QString summaryOf(const QString &name, size_t instructions, const native::InternalCode &code)
{
    const QString wasm = counted(instructions, MachineViews::tr("1 instruction"), MachineViews::tr("%1 instructions"));
    if (!code.isFast)
        return MachineViews::tr("%1: %2; too many locals and operands for fast code, so each has a cell of its own")
            .arg(name, wasm);
    QString text = MachineViews::tr("%1: %2 in %3")
                       .arg(name, wasm,
                            counted(code.instructions.size(), MachineViews::tr("1 internal one"),
                                    MachineViews::tr("%1 internal ones")));
    if (!code.pinnedInteger.empty())
        text += MachineViews::tr("; %1 is held in a register").arg(views::text(code.pinnedInteger));
    if (!code.pinnedNumber.empty())
        text += MachineViews::tr("; %1 is held in a floating-point register").arg(views::text(code.pinnedNumber));
    return text;
}

/// The machine code of an internal instruction; in full once for each handler.
QStringList machineLines(const InternalInstruction &cell, std::set<native::Handler> &shown)
{
    const native::MachineCode code = native::machineCode(cell.handler);
    if (!code.problem.empty())
        return {views::text(code.problem)};
    const QString size = MachineViews::tr("%1 instructions, %2 bytes").arg(code.instructions.size()).arg(code.bytes);
    if (!shown.insert(cell.handler).second)
        return {MachineViews::tr("as above: %1").arg(size)};
    const auto entry = reinterpret_cast<uint64_t>(cell.handler);
    QStringList lines;
    for (const native::MachineInstruction &row : code.instructions) {
        const QString operands =
            row.target ? QStringLiteral("+%1").arg(*row.target - entry) : views::text(row.operands);
        lines += QStringLiteral("%1  %2 %3")
                     .arg(QStringLiteral("+%1").arg(row.address - entry), 5)
                     .arg(views::text(row.mnemonic), -8)
                     .arg(operands);
    }
    return lines;
}

QString internalLine(const InternalInstruction &cell)
{
    QString text = views::text(cell.name);
    if (!cell.operands.empty())
        text += QStringLiteral("  ") + views::text(cell.operands);
    if (cell.asWatched)
        text += MachineViews::tr("  (as in watched code)");
    return text;
}

Line wasmLine(const wat::ListingRow &row, uint32_t outermost, quint32 group, bool folded)
{
    Line line;
    line.group = group;
    line.offset = row.offset;
    line.wasm = QString(int(row.indent - outermost), QLatin1Char(' ')) + views::text(row.text);
    line.folded = folded;
    return line;
}

} // namespace

std::shared_ptr<const MachineText> MachineTexts::of(const std::shared_ptr<const Assembly> &assembly, uint32_t function,
                                                    QString &whyNone)
{
    longCall("MachineTexts::of");
    if (m_module != assembly->module) {
        m_module = assembly->module;
        m_instance.reset();
        const auto store = exec::Store::create();
        const auto unasked = [](uint32_t, exec::HostCall &) { return exec::HostResult{}; };
        debug::StandIns standIns = debug::standIns(*store, *m_module, unasked);
        const exec::InstantiateResult made = exec::instantiate(m_module, std::move(standIns.imports), {}, store);
        if (made.ok())
            m_instance = made.instance;
        else
            whyNone = views::text(made.trap ? made.trap->message : made.problem->message);
    }
    if (!m_instance)
        return nullptr;
    const wasm::Range range = m_module->functions[function].code;
    std::vector<wat::ListingRow> rows;
    for (wat::ListingRow &row : assembly->moduleText->disassembler().listing(function))
        if (row.offset >= range.begin && row.offset < range.end && row.length > 0)
            rows.push_back(std::move(row));
    const native::InternalCode code = native::internalCode(*m_instance->functions[function], *assembly->names);
    auto text = std::make_shared<MachineText>();
    text->function = assembly->functionNames.value(int(function));
    text->summary = summaryOf(text->function, rows.size(), code);
    uint32_t outermost = rows.empty() ? 0 : rows.front().indent;
    for (const wat::ListingRow &its : rows)
        outermost = std::min(outermost, its.indent);
    std::set<native::Handler> shown;
    quint32 group = 0;
    auto row = rows.begin();
    for (const InternalInstruction &cell : code.instructions) {
        const size_t first = text->lines.size();
        for (; row != rows.end() && row->offset <= cell.last; ++row)
            text->lines.push_back(wasmLine(*row, outermost, group, row->offset < cell.last));
        const QStringList machine = machineLines(cell, shown);
        for (size_t i = 0; i < std::max<size_t>(1, size_t(machine.size())); ++i) {
            if (first + i == text->lines.size()) {
                text->lines.emplace_back();
                text->lines.back().group = group;
            }
            Line &line = text->lines[first + i];
            line.internal = i == 0 ? internalLine(cell) : QString();
            line.machine = machine.value(qsizetype(i));
        }
        ++group;
    }
    for (; row != rows.end(); ++row)
        text->lines.push_back(wasmLine(*row, outermost, group, code.isFast));
    return text;
}

MachineViews::MachineViews(const Theme &theme, Documents &documents, Tabs &tabs, Workspaces &workspaces)
    : QObject(&tabs), m_tabs(tabs), m_view(new MachineView(theme))
{
    using W = Workspaces::Workspace;
    workspaces.add(QStringLiteral("machine"), tr("Machine"), m_view, {Qt::BottomDockWidgetArea, 0, {W::Profile}});
    connect(&tabs, &Tabs::currentDocumentChanged, this, &MachineViews::follow);
    connect(&documents, &Documents::opened, this, [this](Document *document) {
        connect(document, &Document::assemblyChanged, this, [this, document] {
            if (document == m_tabs.current())
                show();
        });
    });
    connect(m_view, &MachineView::shown, this, &MachineViews::show);
    connect(m_view, &MachineView::offsetSelected, this, [this](quint32 offset) {
        Document *document = m_tabs.current();
        const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
        if (!assembly || assembly->module != m_module || !document->assemblyIsCurrent() || !assembly->map)
            return;
        if (const wat::Mapping *mapping = assembly->map->atOffset(offset))
            document->editor()->select(mapping->text);
    });
}

void MachineViews::follow(Document *document)
{
    disconnect(m_caret);
    if (document)
        m_caret = connect(document->editor(), &CodeEditor::caretMoved, this, &MachineViews::show);
    show();
}

void MachineViews::show()
{
    if (!m_view->isVisible())
        return;
    Document *document = m_tabs.current();
    const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
    if (!assembly || !assembly->runnable() || !assembly->map || !document->assemblyIsCurrent()) {
        if (assembly && document->assemblyIsCurrent()) { // else another one is on its way
            m_function.reset();
            m_view->setText(nullptr, tr("The text does not assemble yet; see Problems."));
        }
        return;
    }
    const quint32 caret = document->editor()->caret();
    const wat::Mapping *at = assembly->map->atText(caret);
    if (!at)
        at = assembly->map->onLine(document->editor()->lineAt(caret));
    if (!at)
        return; // between functions the last one stays
    if (m_module == assembly->module && m_function == at->function)
        return m_view->showOffset(at->offset);
    m_module = assembly->module;
    m_function = at->function;
    constexpr uint64_t key = 0; // the newest question is the only one that matters
    m_worker.submit(key, [this, assembly, function = at->function, offset = at->offset] {
        QString whyNone;
        auto text = m_texts.of(assembly, function, whyNone);
        QMetaObject::invokeMethod(
            this,
            [this, assembly, function, offset, text, whyNone] {
                if (m_module != assembly->module || m_function != function)
                    return;
                m_view->setText(text, whyNone);
                m_view->showOffset(offset);
            },
            Qt::QueuedConnection);
    });
}

} // namespace watchglass
