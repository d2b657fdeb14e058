// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QLineEdit>
#include <QTreeView>

#include "tests/app/window/window_kit.h"
#include "widgets/views/hex_area.h"

namespace watchglass::test {

namespace {
constexpr auto add = R"((module
  (func $add (export "add") (param $a i32) (param $b i32) (result i32)
    local.get $a
    local.get $b
    i32.add)
)
)";
}

class Debugging : public WindowTest
{
protected:
    Debugger &debugger() { return window->debugger(); }
    bool paused() { return debugger().state() == Debugger::State::Paused; }
    void invoke(Document *document, const char *name, std::vector<exec::Value> arguments)
    {
        debugger().invoke(document, {QLatin1String(name), std::move(arguments), false});
    }
};

TEST_F(Debugging, ABreakpointMovesWithTheTextAboveItAndIsLostWithItsInstruction)
{
    Document *document = openText(add);
    ASSERT_TRUE(window->breakpoints().toggle(document, offsetOf(document, "i32.add")));
    const auto &breakpoint = [&]() -> const UserBreakpoint & { return window->breakpoints().all()[0]; };

    document->editor()->applyEdits({{{0, 0}, ";; a line above\n"}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent() && breakpoint().offset; }));
    EXPECT_EQ(breakpoint().anchor, offsetOf(document, "i32.add"));

    const quint32 at = offsetOf(document, "i32.add");
    document->editor()->applyEdits({{{at, at + 7}, "i32.sub"}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    EXPECT_FALSE(breakpoint().lost) << "another instruction in its place keeps it";

    document->editor()->applyEdits({{{offsetOf(document, "local.get $a"), at + 7}, "i32.const 1"}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent() && document->assembly()->module; }));
    EXPECT_TRUE(breakpoint().lost);
    EXPECT_FALSE(breakpoint().offset);

    document->editor()->undo();
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent() && !breakpoint().lost; }));
    EXPECT_EQ(breakpoint().anchor, offsetOf(document, "i32.sub"));
}

TEST_F(Debugging, AWasiProgramWritesToTheConsole)
{
    Document *document = openText(R"((module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\09\00\00\00")
  (data (i32.const 16) "one\r\nzw\c3\b6")
  (func (export "say") (param $fd i32)
    (drop (call $write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))))
)");
    std::vector<std::pair<Debugger::Kind, QString>> lines;
    QObject::connect(&debugger(), &Debugger::logged, window.get(),
                     [&](Debugger::Kind kind, const QString &text, qint64) { lines.emplace_back(kind, text); });
    using Kind = Debugger::Kind;
    invoke(document, "say", {exec::Value::i32(1)});
    ASSERT_TRUE(wait([&] { return !lines.empty() && lines.back().first == Kind::Result; }));
    const std::vector<std::pair<Kind, QString>> expected = {
        {Kind::Run, QStringLiteral("say(1)")},
        {Kind::Output, QStringLiteral("one")},
        {Kind::Import, QStringLiteral("fd_write(fd=1, from=9 bytes in 1) -> count=9")},
        {Kind::Output, QStringLiteral("zwö")},
        {Kind::Result, QStringLiteral("say returned")}};
    EXPECT_EQ(lines, expected);
    const auto *console = window->findChild<QDockWidget *>(QStringLiteral("console"));
    EXPECT_FALSE(console->visibleRegion().isEmpty()) << "what a program writes is seen without a click";
    window->findChild<QDockWidget *>(QStringLiteral("problems"))->raise();
    ASSERT_TRUE(wait([&] { return console->visibleRegion().isEmpty(); }));
    lines.clear();
    invoke(document, "say", {exec::Value::i32(2)});
    ASSERT_TRUE(wait([&] { return !lines.empty() && lines.back().first == Kind::Result; }));
    EXPECT_TRUE(wait([&] { return !console->visibleRegion().isEmpty(); }));
    EXPECT_EQ(lines.at(1).first, Kind::ErrorOutput);
}

TEST_F(Debugging, StopsInsideShowsPlacesAndFinishes)
{
    Document *document = openText(add);
    window->breakpoints().toggle(document, offsetOf(document, "i32.add"));
    invoke(document, "add", {exec::Value::i32(20), exec::Value::i32(22)});
    ASSERT_TRUE(wait([&] { return paused(); }));
    const std::optional<TextPlace> place = debugger().placeOf(debugger().snapshot()->frames[0].offset);
    ASSERT_TRUE(place);
    EXPECT_EQ(place->line, 5u);
    EXPECT_EQ(debugger().address(QStringLiteral("$a+8")), std::optional<quint64>(28));
    debugger().resume();
    ASSERT_TRUE(wait([&] { return debugger().state() == Debugger::State::Idle; }));
    EXPECT_EQ(debugger().snapshot()->results, std::vector{exec::Value::i32(42)});
}

TEST_F(Debugging, AnEditedTextStillShowsWhereTheProgramStands)
{
    Document *document = openText(add);
    window->breakpoints().toggle(document, offsetOf(document, "local.get $b"));
    invoke(document, "add", {exec::Value::i32(1), exec::Value::i32(2)});
    ASSERT_TRUE(wait([&] { return paused(); }));
    EXPECT_TRUE(debugger().textIsCurrent());
    EXPECT_EQ(debugger().version(), 1);

    document->editor()->applyEdits({{{0, 0}, ";; a comment\n"}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    EXPECT_TRUE(debugger().textIsCurrent()) << "a comment is no other code";

    document->editor()->applyEdits({{{offsetOf(document, "local.get $a"), offsetOf(document, "local.get $a") + 12},
                                     "i32.const 1 drop\n    local.get $a"}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    EXPECT_FALSE(debugger().textIsCurrent());
    const auto place = [&] { return debugger().placeOf(debugger().snapshot()->frames[0].offset); };
    ASSERT_TRUE(place());
    EXPECT_EQ(place()->line, 6u);
    EXPECT_EQ(place()->range.begin, offsetOf(document, "local.get $b"));
    debugger().step(session::StepKind::Instruction);
    ASSERT_TRUE(wait([&] { return place() && place()->range.begin == offsetOf(document, "i32.add"); }));

    const quint32 at = offsetOf(document, "i32.add");
    document->editor()->applyEdits({{{at, at + 7}, "i32.sub"}});
    EXPECT_FALSE(place()) << "the instruction it stands before is no longer in the text";
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    debugger().restart();
    ASSERT_TRUE(wait([&] { return paused() && debugger().textIsCurrent(); }));
    EXPECT_EQ(debugger().version(), 2);
}

TEST_F(Debugging, LabelsHaveTheNamesOfTheText)
{
    Document *document = openText("(module (func (export \"f\") (block $outer (loop $inner nop))))");
    window->breakpoints().toggle(document, offsetOf(document, "nop"));
    invoke(document, "f", {});
    ASSERT_TRUE(wait([&] { return paused(); }));
    const std::vector<session::LabelInfo> &labels = debugger().snapshot()->frames[0].labels;
    ASSERT_EQ(labels.size(), 3u);
    EXPECT_EQ(labels[1].name, "$outer");
    EXPECT_EQ(labels[2].name, "$inner");
}

TEST_F(Debugging, KeysOfADockAreNotTheEditors)
{
    Document *document = openText(R"((module (memory 1) (func (export "f") (param $p i32) nop)))");
    window->breakpoints().toggle(document, offsetOf(document, "nop"));
    invoke(document, "f", {exec::Value::i32(7)});
    ASSERT_TRUE(wait([&] { return paused(); }));
    const auto inDock = [&](const char *id, auto *kind) {
        return window->findChild<QDockWidget *>(QLatin1String(id))
            ->findChild<std::remove_pointer_t<decltype(kind)> *>();
    };
    auto *locals = inDock("locals", static_cast<QTreeView *>(nullptr));
    ASSERT_TRUE(wait([&] { return locals->model()->rowCount() == 1; }));
    document->editor()->selectAll();
    locals->setFocus();
    locals->setCurrentIndex(locals->model()->index(0, 0));
    QTest::keyClick(locals, Qt::Key_C, Qt::ControlModifier);
    EXPECT_TRUE(QApplication::clipboard()->text().startsWith(QStringLiteral("$p\ti32\t7")));
    QTest::keyClick(locals, Qt::Key_F2);
    EXPECT_TRUE(wait([&] { return locals->findChild<QLineEdit *>(); })) << "F2 edits the value, no name in the text";

    window->actions().action(QStringLiteral("view.dock.memory"))->trigger();
    auto *bytes = inDock("memory", static_cast<HexArea *>(nullptr));
    bytes->setFocus();
    QTest::keyClick(bytes, Qt::Key_F, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return QApplication::focusWidget() && QApplication::focusWidget() != bytes; }));
    EXPECT_TRUE(window->findChild<QDockWidget *>(QStringLiteral("memory"))->isAncestorOf(QApplication::focusWidget()));
}

TEST_F(Debugging, AnEndlessLoopIsPausedLookedAtAndStopped)
{
    Document *document = openText("(module (func (export \"spin\") (loop $l (br $l))))");
    invoke(document, "spin", {});
    ASSERT_TRUE(wait([&] { return debugger().state() == Debugger::State::Running; }));
    debugger().pause();
    ASSERT_TRUE(wait([&] { return paused(); }));
    EXPECT_EQ(debugger().snapshot()->reason, session::StopReason::Pause);
    debugger().stop();
    EXPECT_TRUE(wait([&] { return debugger().state() == Debugger::State::Idle; }));
}

TEST_F(Debugging, ATrapLeavesTheStackToLookAt)
{
    Document *document = openText("(module (memory 1) (func $inner (param i32) (result i32) (i32.load (local.get 0)))"
                                  " (func (export \"f\") (result i32) (call $inner (i32.const 65534))))");
    invoke(document, "f", {});
    ASSERT_TRUE(wait([&] { return paused(); }));
    EXPECT_EQ(debugger().snapshot()->reason, session::StopReason::Trap);
    EXPECT_EQ(debugger().snapshot()->frames.size(), 2u);
    EXPECT_NE(debugger().snapshot()->trap->message.find("65534"), std::string::npos);
    EXPECT_NE(debugger().snapshot()->trap->message.find("65536"), std::string::npos);
    EXPECT_EQ(window->size(), QSize(1280, 800)) << "a long sentence must not make the window grow";
}

} // namespace watchglass::test
