// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/dock_help.h"

#include <QCoreApplication>
#include <QHash>

namespace watchglass {

QString dockHelp(const QString &id)
{
    static const QHash<QString, const char *> pages{
        {QStringLiteral("outline"),
         QT_TRANSLATE_NOOP("DockHelp", "Everything the text gives a name: functions, their parameters, locals and "
                                       "labels, and what the module has. Enter or a double click goes there; "
                                       "Ctrl+Shift+O starts a search.")},
        {QStringLiteral("module"),
         QT_TRANSLATE_NOOP("DockHelp", "The assembled module, section by section, with sizes in bytes. Enter or a "
                                       "double click goes to the text of an item.")},
        {QStringLiteral("claims"),
         QT_TRANSLATE_NOOP("DockHelp", "Who signed a binary module, what for and until when, who stands behind the "
                                       "signer, and whether to trust that. Up and Down go through the fields, Ctrl+C "
                                       "copies one. Whom you trust stands in the preferences.")},
        {QStringLiteral("breakpoints"),
         QT_TRANSLATE_NOOP("DockHelp",
                           "Where the program stops: at instructions, perhaps only when a condition is true, "
                           "or right after something touched watched data. A diamond writes to the "
                           "Console instead. The box switches one off and on, F2 edits it, Delete removes "
                           "it, Enter goes there. Hits count since the program was loaded. A hollow mark "
                           "has lost its instruction to an edit.")},
        {QStringLiteral("operands"),
         QT_TRANSLATE_NOOP("DockHelp", "The operand stack of the chosen frame, top first, with the line that made "
                                       "each value. F2 or a double click changes a value; Ctrl+Z takes that back.")},
        {QStringLiteral("labels"),
         QT_TRANSLATE_NOOP("DockHelp", "The blocks that are open where the program stands, innermost first: “br 0” "
                                       "goes to the first.")},
        {QStringLiteral("run"),
         QT_TRANSLATE_NOOP("DockHelp", "Calls an exported function. Arguments are remembered for each export. Imports "
                                       "without a host are answered as you choose here: by zero, by values, or by "
                                       "stopping there.")},
        {QStringLiteral("locals"),
         QT_TRANSLATE_NOOP("DockHelp", "Parameters and locals of the chosen frame. A bullet marks what changed since "
                                       "the last stop. F2 or a double click changes a value; Ctrl+Z takes that back.")},
        {QStringLiteral("globals"),
         QT_TRANSLATE_NOOP("DockHelp", "Globals of the running instance. F2 or a double click changes a mutable one; "
                                       "Ctrl+Z takes that back.")},
        {QStringLiteral("listing"),
         QT_TRANSLATE_NOOP("DockHelp", "The module's bytes beside what they mean. A row chosen here is shown in the "
                                       "text and among the bytes, and the other way round. After a measured run each "
                                       "instruction has its share.")},
        {QStringLiteral("memory"),
         QT_TRANSLATE_NOOP("DockHelp", "The bytes of a memory. Go to an address, or to $local, $global, each with +n "
                                       "or -n; type over bytes to change them, or change a typed value below. Bytes "
                                       "that changed since the last stop are underlined, those that are watched are "
                                       "framed; the menu starts to watch a selection. Ctrl+F searches.")},
        {QStringLiteral("tables"),
         QT_TRANSLATE_NOOP("DockHelp", "The elements of a table. F2 or a double click puts another function in; "
                                       "Ctrl+Z takes that back.")},
        {QStringLiteral("callStack"),
         QT_TRANSLATE_NOOP("DockHelp", "Who called whom, innermost first. The frame chosen here is the one that "
                                       "operands, locals and labels show.")},
        {QStringLiteral("problems"),
         QT_TRANSLATE_NOOP("DockHelp", "Everything that is wrong with the text, all at once, and who says so. Enter "
                                       "goes there; a fix that is offered is one click.")},
        {QStringLiteral("references"),
         QT_TRANSLATE_NOOP("DockHelp", "Every use of the identifier that was asked for with Shift+F12.")},
        {QStringLiteral("functions"),
         QT_TRANSLATE_NOOP("DockHelp", "What each function of the measured run cost: by itself, and with what it "
                                       "calls. Every share has its 95 % interval; a hatched bar rests on fewer than "
                                       "30 samples. Enter goes to the source, Shift+F4 comes back; the menu narrows "
                                       "down what is looked at, in all views.")},
        {QStringLiteral("machine"),
         QT_TRANSLATE_NOOP("DockHelp", "What the engine makes of the function at the caret: pale instructions left no "
                                       "code of their own; beside the others stands the internal instruction that does "
                                       "their work, and its machine code on this processor. A row chosen here is shown "
                                       "in the text, and the other way round; shares are those of the profile.")},
        {QStringLiteral("neighbours"),
         QT_TRANSLATE_NOOP("DockHelp", "The chosen function, above it who calls it and for how much of its time, below "
                                       "it whom it calls. Enter on a row puts that function into the middle.")},
        {QStringLiteral("flame"),
         QT_TRANSLATE_NOOP("DockHelp", "Each frame is as wide as the time it took with what it calls, and lies on its "
                                       "caller. The wheel zooms, dragging moves, Escape shows all; arrow keys walk, "
                                       "Space zooms to a frame, Enter goes to its source; Ctrl+F searches and tells "
                                       "the share of what was found; 1, 2 and 3 merge, turn around, or show time; R "
                                       "collapses recursion.")},
        {QStringLiteral("callTree"),
         QT_TRANSLATE_NOOP("DockHelp", "Who calls whom: callees below their callers, or callers below their callees. "
                                       "Recursion can be collapsed. Enter goes to the source.")},
        {QStringLiteral("runs"),
         QT_TRANSLATE_NOOP("DockHelp", "Every run that was measured, and profiles opened from files. The chosen one is "
                                       "looked at; a tick compares the others with that run. Delete removes one, the menu "
                                       "saves it.")},
        {QStringLiteral("comparison"),
         QT_TRANSLATE_NOOP("DockHelp", "What each function took of the run ticked as “Before” and of the one that is "
                                       "looked at, and whether the change is more than chance. The flame graph can be "
                                       "coloured by it: red became dearer, blue cheaper.")},
        {QStringLiteral("board"),
         QT_TRANSLATE_NOOP("DockHelp", "What is hosted: actors with all that they import, the module in front, and the "
                                       "providers that answer. Arrows walk it, Enter opens the details, Delete unbinds "
                                       "or removes, Ctrl+Z takes the last deed back. Drag a provider onto an import to "
                                       "link it, a module onto an actor to swap it; the menu does the same.")},
        {QStringLiteral("hostDetails"),
         QT_TRANSLATE_NOOP("DockHelp", "The thing chosen on the board: who answers a link – a provider, a script, WAT "
                                       "typed in place, another open module – its faults and circuit breaker; an actor "
                                       "and a call by hand; a provider and what may take its place.")},
        {QStringLiteral("hostCalls"),
         QT_TRANSLATE_NOOP("DockHelp", "Every call of actors, providers and linked imports, up to a million, and the "
                                       "deeds between them. The filter wants all its words somewhere in a call. A "
                                       "chosen call is shown with its payload, its answer, what was written into the "
                                       "guest, and the way to its cause. Ctrl+C copies.")},
        {QStringLiteral("hostLoad"),
         QT_TRANSLATE_NOOP("DockHelp", "Calls of actors a second, how long they took, how many waited, with a mark at "
                                       "every swap and fault; the arrow keys read it second by second. Beside it a "
                                       "load of real requests, and the proof of what became of each: around every "
                                       "change how many ended before, during and after it, and that none was lost.")},
        {QStringLiteral("console"),
         QT_TRANSLATE_NOOP("DockHelp",
                           "What was called, what it returned, what the program and log points wrote, every "
                           "call of an import, and every trap.")},
    };
    const char *page = pages.value(id);
    return page ? QCoreApplication::translate("DockHelp", page) : QString();
}

} // namespace watchglass
