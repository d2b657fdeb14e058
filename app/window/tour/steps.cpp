// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tour/steps.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCoreApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QTabWidget>

#include <algorithm>

#include "app/window/examples.h"
#include "app/window/host_views.h"
#include "app/window/main_window.h"
#include "app/window/profile_store.h"
#include "app/window/tabs.h"
#include "widgets/host/board_card.h"
#include "widgets/host/board_view.h"

namespace watchglass {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("Tour", text);
}

/// What the steps ask about, in the words of the story.
class Story
{
public:
    explicit Story(MainWindow &window) : m_window(window) {}

    Document *document() const { return m_window.tabs().current(); }
    CodeEditor *editor() const { return document() ? document()->editor() : nullptr; }
    bool textHas(const char *words) const { return editor() && editor()->utf8().contains(words); }
    /// Whether the words are painted each in a style of its own.
    bool stylesDiffer(std::initializer_list<const char *> words) const
    {
        QVector<int> seen;
        for (const char *word : words) {
            const long at = long(editor()->utf8().indexOf(word));
            const int style = int(editor()->SendScintilla(QsciScintilla::SCI_GETSTYLEAT, (unsigned long)at));
            if (at < 0 || seen.contains(style))
                return false;
            seen.append(style);
        }
        return true;
    }
    bool assembled() const
    {
        return document() && document()->assemblyIsCurrent() && document()->assembly()->runnable();
    }
    const session::Snapshot *stop() const { return m_window.debugger().snapshot().get(); }
    bool paused(session::StopReason reason) const
    {
        return m_window.debugger().state() == Debugger::State::Paused && stop()->reason == reason;
    }
    bool finishedWith(int value) const
    {
        return stop() && stop()->reason == session::StopReason::Finished && stop()->results.size() == 1 &&
               stop()->results[0] == exec::Value::i32(value);
    }
    /// The innermost frame's operands, bottom first, are these – in the session's state and in the dock.
    bool operandsAre(std::vector<int> values) const
    {
        if (m_window.debugger().state() != Debugger::State::Paused)
            return false;
        const auto &operands = stop()->frames[0].operands;
        if (operands.size() != values.size())
            return false;
        for (size_t i = 0; i < values.size(); ++i)
            if (operands[i].value != exec::Value::i32(values[i]))
                return false;
        const QString shown = dockText(&m_window, QStringLiteral("operands"));
        return values.empty() || shown.contains(QStringLiteral("\t%1\t").arg(values.back()));
    }
    bool localIs(const char *name, int value) const
    {
        const QString shown = dockText(&m_window, QStringLiteral("locals"));
        for (const QString &line : shown.split(QLatin1Char('\n')))
            if (line.startsWith(QLatin1String(name)) && line.contains(QStringLiteral("\t%1").arg(value)))
                return true;
        return false;
    }
    /// The newest profile counted something that often.
    bool countedSome(uint64_t times) const
    {
        const ProfileRun *run = m_window.profiles().current();
        if (!run || !run->profile->exact)
            return false;
        const auto &samples = run->profile->samples;
        return std::any_of(samples.begin(), samples.end(),
                           [times](const profile::Sample &sample) { return sample.weight == times; });
    }
    /// A card of the board is that import's, and says so.
    bool importStands(const char *name, const char *words) const
    {
        for (const BoardCard *card : m_window.hostViews().board().findChildren<BoardCard *>())
            if (card->id().kind == BoardId::Kind::Link && card->id().key.name == name)
                return card->look().text.contains(QLatin1String(words));
        return false;
    }
    QVector<QLineEdit *> argumentFields() const
    {
        QVector<QLineEdit *> visible;
        if (auto *dock = m_window.findChild<QDockWidget *>(QStringLiteral("run")))
            for (QLineEdit *field : dock->findChildren<QLineEdit *>())
                if (field->isVisible() && !field->isReadOnly())
                    visible.append(field);
        return visible;
    }

private:
    MainWindow &m_window;
};
} // namespace

QVector<TourStep> tourSteps(MainWindow &window)
{
    const Story story(window);
    MainWindow *w = &window;
    QVector<TourStep> steps;
    const auto dock = [w](const char *id) {
        return [w, id]() -> QWidget * { return w->findChild<QDockWidget *>(QLatin1String(id)); };
    };
    const auto editor = [story]() -> QWidget * { return story.editor(); };

    steps.append({QStringLiteral("new"), tr("A new text"), tr("Press Ctrl+N for a new, empty text."),
                  tr("a new text is open"), [](Hand &hand) { hand.keys(QKeySequence::New); },
                  [story] { return story.document() && story.editor()->utf8().isEmpty(); }, nullptr});
    steps.append({QStringLiteral("paste"), tr("Code of 2020"),
                  tr("Paste this program (it is in your clipboard, Ctrl+V): it is written as in 2020, with get_local."),
                  tr("the talk's program is in the editor, highlighted: forms, old instructions, functions, parameters "
                     "and types differ"),
                  [](Hand &hand) { hand.paste(QString::fromUtf8(exampleText(QStringLiteral("add-2020")))); },
                  [story] {
                      return story.textHas("get_local") &&
                             story.stylesDiffer({"module", "get_local", "$add", "$lhs", "i32", ";; The talk"});
                  },
                  editor});
    steps.append({QStringLiteral("explained"), tr("Explained"),
                  tr("Watchglass knows the old names. The strip above the text says how many there are."),
                  tr("2 old instruction names are found and explained, and the text assembles as it is"), [](Hand &) {},
                  [story, w] {
                      return story.document()->analysis() && story.document()->analysis()->oldNames.size() == 2 &&
                             story.assembled() && visibleButton(w, tr("Modernise all"));
                  },
                  [w]() -> QWidget * {
                      return visibleButton(w, tr("Modernise all"))
                                 ? visibleButton(w, tr("Modernise all"))->parentWidget()
                                 : nullptr;
                  },
                  6000});
    steps.append({QStringLiteral("modernised"), tr("One click"), tr("Click “Modernise all”."),
                  tr("one click made it local.get, and it assembles"),
                  [](Hand &hand) { hand.clickButton(tr("Modernise all")); },
                  [story] {
                      return story.textHas("local.get") && !story.textHas("get_local") && story.assembled() &&
                             story.document()->analysis()->diagnostics.empty();
                  },
                  [w]() -> QWidget * { return visibleButton(w, tr("Modernise all")); }});
    steps.append({QStringLiteral("called"), tr("Call it"),
                  tr("In the Run dock, type 2 and 2 as the arguments of add, and press Run."), tr("add 2 2 is 4"),
                  [story](Hand &hand) {
                      hand.clickTab(tr("Run"));
                      for (QLineEdit *field : story.argumentFields()) {
                          hand.click(field);
                          hand.keys(QKeySequence::SelectAll);
                          hand.type(field, QStringLiteral("2"));
                      }
                      hand.clickButton(tr("Run"));
                  },
                  [story] { return story.finishedWith(4); }, dock("run")});
    steps.append({QStringLiteral("breakpoint"), tr("Stop inside"),
                  tr("Click in the margin, left of the line number, beside “local.get $lhs”."),
                  tr("a breakpoint stands inside $add"),
                  [story](Hand &hand) { hand.clickMargin(story.editor(), QStringLiteral("local.get $lhs")); },
                  [w] { return w->breakpoints().all().size() == 1 && w->breakpoints().all()[0].offset; }, editor});
    steps.append({QStringLiteral("stopped"), tr("Run into it"), tr("Press F5: the same call, now watched."),
                  tr("the guest is stopped at the breakpoint inside $add, its locals are 2 and 2"),
                  [](Hand &hand) { hand.keys(QKeySequence(Qt::Key_F5)); },
                  [story] {
                      return story.paused(session::StopReason::Breakpoint) &&
                             story.stop()->frames[0].functionName == "$add" && story.operandsAre({}) &&
                             story.localIs("$lhs", 2) && story.localIs("$rhs", 2);
                  },
                  editor});
    const auto step = [&](const char *id, const QString &title, const QString &text, const QString &claim,
                          std::vector<int> operands) {
        steps.append({QLatin1String(id), title, text, claim,
                      [](Hand &hand) { hand.keys(QKeySequence(Qt::CTRL | Qt::Key_F11)); },
                      [story, operands] { return story.operandsAre(operands); }, dock("operands")});
    };
    step("step-1", tr("One instruction"),
         tr("Press Ctrl+F11: exactly one instruction. $lhs is now on the operand stack."),
         tr("after local.get $lhs the operand stack holds 2"), {2});
    step("step-2", tr("And one more"), tr("Press Ctrl+F11 again."), tr("after local.get $rhs it holds 2 2"), {2, 2});
    step("step-3", tr("The sum"), tr("Once more: i32.add takes both and leaves their sum."),
         tr("after i32.add it holds 4"), {4});
    steps.append({QStringLiteral("finished"), tr("On to the end"), tr("Press F5 to let it finish."),
                  tr("it returned 4"), [](Hand &hand) { hand.keys(QKeySequence(Qt::Key_F5)); },
                  [story] { return story.finishedWith(4); }, dock("run")});
    steps.append({QStringLiteral("memory-example"), tr("Now with memory"),
                  tr("Open the welcome page (Help ▸ Welcome Page) and choose the card “String, reversed”."),
                  tr("the example is open and assembled"),
                  [w](Hand &hand) {
                      hand.clickTab(tr("Welcome"));
                      Hand::waitFor(
                          [w] { return visibleButton(w, findExample(QStringLiteral("string-reverse"))->title); }, 5000);
                      hand.clickButton(findExample(QStringLiteral("string-reverse"))->title);
                  },
                  [story] { return story.textHas("stressed") && story.assembled(); }, nullptr});
    steps.append({QStringLiteral("memory-stopped"), tr("Before the swap"),
                  tr("Set a breakpoint beside the first i32.store8, then press F5."),
                  tr("stopped before the first byte changes"),
                  [story](Hand &hand) {
                      hand.clickMargin(story.editor(), QStringLiteral("(i32.store8 (local.get $left)"));
                      hand.keys(QKeySequence(Qt::Key_F5));
                  },
                  [story] { return story.paused(session::StopReason::Breakpoint) && story.textHas("stressed"); },
                  editor});
    steps.append({QStringLiteral("memory-changed"), tr("Bytes that change"),
                  tr("Press F10, and look at the Memory dock: the bytes written are underlined."),
                  tr("memory was written between the stops"),
                  [story](Hand &hand) {
                      hand.keys(QKeySequence(Qt::Key_F10));
                      Hand::waitFor([story] { return story.paused(session::StopReason::Step); });
                  },
                  [story] {
                      return story.paused(session::StopReason::Step) && !story.stop()->memories.empty() &&
                             !story.stop()->memories[0].writtenPages.empty();
                  },
                  dock("memory")});
    steps.append({QStringLiteral("memory-finished"), tr("The end"),
                  tr("Remove the breakpoint with a click on it and press F5."),
                  tr("the string is reversed: its first byte is 100, a 'd'"),
                  [story](Hand &hand) {
                      hand.clickMargin(story.editor(), QStringLiteral("(i32.store8 (local.get $left)"));
                      hand.keys(QKeySequence(Qt::Key_F5));
                  },
                  [story] { return story.finishedWith(100); }, nullptr});
    steps.append({QStringLiteral("counted"), tr("What ran how often"),
                  tr("Press Shift+F8: the same call once more, every instruction counted. The numbers stand beside the "
                     "lines, and the dearest function is in the Functions dock."),
                  tr("every instruction was counted: those of the loop ran 4 times, once for each pair of letters"),
                  [](Hand &hand) { hand.keys(QKeySequence(Qt::SHIFT | Qt::Key_F8)); },
                  [story, w] {
                      return story.countedSome(4) &&
                             w->actions().action(QStringLiteral("view.workspace.profile"))->isChecked();
                  },
                  editor});
    steps.append(
        {QStringLiteral("import"), tr("You are the host"),
         tr("Choose the card “You are the host” on the welcome page, and press Ctrl+4. What the module imports "
            "stands on the board: link it to a provider there, or to a text typed in place, let it fail, and "
            "change it while it runs. You have seen the heart of it: the rest is in the menus, and every "
            "command is behind Ctrl+Shift+P."),
         tr("its import stands on the board, and nobody is linked: it is answered by zero"),
         [w](Hand &hand) {
             hand.clickTab(tr("Welcome"));
             Hand::waitFor([w] { return visibleButton(w, findExample(QStringLiteral("host-import"))->title); }, 5000);
             hand.clickButton(findExample(QStringLiteral("host-import"))->title);
             hand.keys(QKeySequence(Qt::CTRL | Qt::Key_4));
         },
         [story] { return story.textHas("env") && story.importStands("temperature", "zero"); }, dock("board")});
    return steps;
}

} // namespace watchglass
