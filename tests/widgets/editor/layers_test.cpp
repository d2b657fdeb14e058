// SPDX-License-Identifier: GPL-3.0-or-later
/// What lies over and beside the text: colours, underlines, margins, folds, notes.
#include "engine/wat/lexer.h"
#include "tests/widgets/editor/editor_kit.h"

using namespace watchglass;
using test::EditorKit;
using wat::TokenRole;
using Q = QsciScintillaBase;

class LayersTest : public QObject
{
    Q_OBJECT
private slots:
    void anEditorAtRestPaintsNothing()
    {
        struct Counter : QObject {
            int paints = 0;
            bool eventFilter(QObject *, QEvent *event) override
            {
                paints += event->type() == QEvent::Paint;
                return false;
            }
        } counter;
        EditorKit kit(test::talk);
        kit.editor->setExecution(wat::TextRange{kit.at("i32.add"), kit.at("i32.add") + 7}, {});
        kit.settle();
        kit.editor->viewport()->installEventFilter(&counter);
        for (int round = 0; round < 200; ++round)
            QCoreApplication::processEvents();
        QVERIFY2(counter.paints <= 2, qPrintable(QString::number(counter.paints))); // the caret may blink meanwhile
    }

    void theTalksProgramIsColoured()
    {
        EditorKit kit(test::talk);
        QCOMPARE(kit.style(kit.at("module")), int(TokenRole::Form));
        QCOMPARE(kit.style(kit.at("get_local")), int(TokenRole::OldInstruction));
        QVERIFY(kit.marked(editor::OldSpelling, kit.at("get_local")));
        QCOMPARE(kit.markedText(editor::OldSpelling, kit.at("get_local")), QByteArray("get_local"));
        QCOMPARE(kit.style(kit.at("i32.add")), int(TokenRole::Instruction));
        QCOMPARE(kit.style(kit.at("i32)")), int(TokenRole::Type));
        QCOMPARE(kit.style(kit.at("$add")), int(TokenRole::Function));
        QCOMPARE(kit.style(kit.at("$lhs")), int(TokenRole::Parameter));
        QCOMPARE(kit.style(kit.at("\"add\"")), int(TokenRole::String));
        // The token alone cannot tell a parameter from a local; the analysis can.
        QCOMPARE(kit.markedText(editor::ParameterText, kit.at("$lhs", 1)), QByteArray("$lhs"));
    }

    void commentsOverLines()
    {
        EditorKit kit("(; one\n(; two ;)\nstill ;) nop\n;; line\n");
        QCOMPARE(kit.style(kit.at("still")), int(TokenRole::Comment));
        QCOMPARE(kit.style(kit.at("nop")), int(TokenRole::Instruction));
        QCOMPARE(kit.style(kit.at("line")), int(TokenRole::Comment));
        kit.caretTo(0);
        kit.key(Qt::Key_Delete); // the outer comment is gone: its text is text
        kit.settle();
        QVERIFY(kit.style(kit.at("still")) != int(TokenRole::Comment));
        kit.editor->undo();
        kit.settle();
        QCOMPARE(kit.style(kit.at("still")), int(TokenRole::Comment));
    }

    void stylesAfterEditsAreThoseOfAFreshText()
    {
        QByteArray lines;
        for (int i = 0; i < 300; ++i)
            lines += "  i32.const " + QByteArray::number(i) + " drop call\n  $f ;; (; " + QByteArray::number(i) + "\n";
        EditorKit kit("(func\n" + lines + ")\n");
        kit.editor->SendScintilla(Q::SCI_COLOURISE, 0UL, -1L);
        const quint32 edits[] = {40, 5000, 200, 9000, 41};
        for (quint32 at : edits) {
            kit.caretTo(at);
            kit.keys(QStringLiteral("(; "));
            kit.window.grab();
            if (at % 2 == 0)
                kit.editor->undo();
        }
        kit.editor->SendScintilla(Q::SCI_COLOURISE, ulong(kit.editor->SendScintilla(Q::SCI_GETENDSTYLED)), -1L);
        EditorKit fresh(kit.editor->utf8());
        fresh.editor->SendScintilla(Q::SCI_COLOURISE, 0UL, -1L);
        for (quint32 at = 0; at < quint32(kit.editor->utf8().size()); ++at)
            if (kit.style(at) != fresh.style(at))
                QFAIL(qPrintable(QStringLiteral("style differs at %1").arg(at)));
    }

    void aKeystrokeDoesNotStyleTheRest()
    {
        EditorKit kit("(module\n" + QByteArray("  (func (drop (i32.const 1)))\n").repeated(5000) + ")\n");
        kit.editor->SendScintilla(Q::SCI_COLOURISE, 0UL, -1L);
        const long length = kit.editor->SendScintilla(Q::SCI_GETLENGTH);
        QSignalSpy asked(kit.editor, &CodeEditor::SCN_STYLENEEDED);
        kit.caretTo(kit.at("drop"));
        kit.keys(QStringLiteral("x"));
        kit.window.grab();
        QVERIFY(asked.count() <= 3);
        QVERIFY(asked.isEmpty() || asked.last()[0].toLongLong() < length / 10); // as far as the screen
        QCOMPARE(kit.editor->SendScintilla(Q::SCI_GETENDSTYLED), length + 1);   // and the rest still holds
    }

    void theFirstKeystrokeStylesTheScreenOnly()
    {
        EditorKit kit("(module\n" + QByteArray("  (func (drop (i32.const 1)))\n").repeated(5000) + ")\n");
        kit.caretTo(kit.at("drop"));
        kit.keys(QStringLiteral("x"));
        kit.window.grab();
        const long length = kit.editor->SendScintilla(Q::SCI_GETLENGTH);
        QVERIFY(kit.editor->SendScintilla(Q::SCI_GETENDSTYLED) < length / 10);
    }

    void diagnosticsAreUnderlinedWhereTheyAre()
    {
        EditorKit kit("(module\n  (func (result i32)\n    f64.const 1\n    local.get $nobody))\n");
        QVERIFY(!kit.editor->analysis()->diagnostics.empty());
        const quint32 at = kit.at("$nobody");
        QVERIFY(kit.marked(editor::ErrorMark, at));
        QVERIFY(!kit.marked(editor::ErrorMark, 1));
        // Text typed before it does not leave the underline behind, even before the next analysis.
        kit.caretTo(0);
        kit.keys(QStringLiteral(" "));
        QCoreApplication::processEvents();
        QVERIFY(kit.marked(editor::ErrorMark, at + 1));
        QVERIFY(!kit.marked(editor::ErrorMark, at + 1 + 7));
    }

    void theAssemblerAddsOnlyWhatIsNew()
    {
        EditorKit kit("(module\n  (func local.get $nobody drop)\n  (func nop))\n");
        const quint32 nobody = kit.at("$nobody"), nop = kit.at("nop");
        const auto said = [](quint32 at, quint32 size) {
            wat::Diagnostic diagnostic;
            diagnostic.source = wat::DiagnosticSource::Wabt;
            diagnostic.severity = wat::Severity::Warning;
            diagnostic.range = {at, at + size};
            diagnostic.message = "wabt says so";
            return diagnostic;
        };
        kit.editor->setAssemblerDiagnostics({said(nobody, 7), said(nop, 3)});
        kit.settle();
        QVERIFY(!kit.marked(editor::WarningMark, nobody));
        QCOMPARE(kit.markedText(editor::WarningMark, nop), QByteArray("nop"));
        kit.editor->setAssemblerDiagnostics({});
        kit.settle();
        QVERIFY(!kit.marked(editor::WarningMark, nop));
        QVERIFY(kit.marked(editor::ErrorMark, nobody));
    }

    void anOldAnalysisIsIgnored()
    {
        EditorKit kit(test::talk);
        const auto old = kit.editor->analysis();
        kit.keys(QStringLiteral(" "));
        kit.analyse();
        const auto now = kit.editor->analysis();
        kit.editor->setAnalysis(old);
        QCOMPARE(kit.editor->analysis(), now);
    }

    void byteOffsetsStandInTheMargin()
    {
        EditorKit kit(test::talk);
        const quint32 lhs = kit.at("get_local"), add = kit.at("i32.add");
        auto map = std::make_shared<wat::SourceMap>(
            std::vector<wat::Mapping>{{0x24, 2, {lhs, lhs + 9}, 3, 0}, {0x28, 1, {add, add + 7}, 5, 0}});
        kit.editor->setAssembled(map, std::make_shared<wasm::Bytes>(64));
        kit.settle();
        QCOMPARE(offsetOn(kit, 2), QByteArray("0x24"));
        QCOMPARE(offsetOn(kit, 3), QByteArray());
        QCOMPARE(offsetOn(kit, 4), QByteArray("0x28"));
        QVERIFY(kit.editor->SendScintilla(Q::SCI_GETMARGINWIDTHN, ulong(editor::OffsetMargin)) > 0);
        kit.editor->setLayer(CodeEditor::Layer::ByteOffsets, false);
        kit.settle();
        QCOMPARE(offsetOn(kit, 2), QByteArray());
        QCOMPARE(int(kit.editor->SendScintilla(Q::SCI_GETMARGINWIDTHN, ulong(editor::OffsetMargin))), 0);
    }

    void aClickInTheMarginAsksForABreakpoint()
    {
        EditorKit kit(test::talk);
        QSignalSpy toggled(kit.editor, &CodeEditor::breakpointToggleRequested);
        QSignalSpy menu(kit.editor, &CodeEditor::breakpointMenuRequested);
        const int y = kit.point(kit.at("i32.add")).y() + kit.lineHeight() / 2;
        kit.click({5, y});
        QCOMPARE(toggled.count(), 1);
        QCOMPARE(toggled[0][0].toUInt(), kit.at("i32.add"));
        QContextMenuEvent event(QContextMenuEvent::Mouse, {5, y}, kit.editor->viewport()->mapToGlobal(QPoint(5, y)));
        QCoreApplication::sendEvent(kit.editor->viewport(), &event);
        QCOMPARE(menu.count(), 1);
        QCOMPARE(menu[0][0].toUInt(), kit.at("i32.add"));
    }

    void aMarkInsideALineIsADotThatCanBeClicked()
    {
        EditorKit kit("(func (param i32)\n  (drop (i32.add (local.get 0) (i32.const 1))))\n");
        const quint32 at = kit.at("i32.const");
        BreakpointMark mark;
        mark.id = 3;
        mark.range = {at, at + 9};
        kit.editor->setBreakpoints({mark});
        kit.settle();
        QCOMPARE(kit.markedText(editor::BreakpointMarkBox, at), QByteArray("i32.const"));
        QSignalSpy toggled(kit.editor, &CodeEditor::breakpointToggleRequested);
        kit.click(kit.point(at) + QPoint(0, 2));
        QCOMPARE(toggled.count(), 1);
        QCOMPARE(toggled[0][0].toUInt(), at);
    }

    void executionIsMarkedAndTravelsWithTheText()
    {
        EditorKit kit(test::talk);
        const quint32 at = kit.at("i32.add"), caller = kit.at("get_local");
        kit.editor->setExecution(wat::TextRange{at, at + 7}, {{caller, caller + 9}});
        kit.settle();
        QCOMPARE(kit.markedText(editor::ExecutionBox, at), QByteArray("i32.add"));
        QVERIFY(kit.editor->SendScintilla(Q::SCI_MARKERGET, 4UL) & (1 << editor::ExecutionLineMark));
        QVERIFY(kit.editor->SendScintilla(Q::SCI_MARKERGET, 2UL) & (1 << editor::CallerLineMark));
        kit.caretTo(0);
        kit.keys(QStringLiteral(";"));
        kit.key(Qt::Key_Return);
        kit.settle();
        QVERIFY(kit.editor->SendScintilla(Q::SCI_MARKERGET, 5UL) & (1 << editor::ExecutionLineMark));
        kit.editor->setExecution(std::nullopt, {});
        kit.settle();
        QVERIFY(!(kit.editor->SendScintilla(Q::SCI_MARKERGET, 5UL) & (1 << editor::ExecutionLineMark)));
        QVERIFY(!kit.marked(editor::ExecutionBox, at + 2));
    }

    void aTrapStandsBelowItsLine()
    {
        EditorKit kit(test::talk);
        const quint32 at = kit.at("i32.add");
        kit.editor->setTrap(TrapBox{{at, at + 7}, QStringLiteral("Trap: reads 4 bytes at 65534")});
        QByteArray text(int(kit.editor->SendScintilla(Q::SCI_ANNOTATIONGETTEXT, 4UL)), 0);
        kit.editor->SendScintilla(Q::SCI_ANNOTATIONGETTEXT, 4UL, static_cast<void *>(text.data()));
        QCOMPARE(text, QByteArray("Trap: reads 4 bytes at 65534"));
        kit.editor->setTrap(std::nullopt);
        QCOMPARE(int(kit.editor->SendScintilla(Q::SCI_ANNOTATIONGETTEXT, 4UL)), 0);
    }

    void foldsFollowTheAnalysis()
    {
        EditorKit kit(test::talk);
        const auto header = [&](int line) {
            return bool(kit.editor->SendScintilla(Q::SCI_GETFOLDLEVEL, ulong(line)) & Q::SC_FOLDLEVELHEADERFLAG);
        };
        QVERIFY(header(0));
        QVERIFY(header(1));
        QVERIFY(!header(2));
        int x = 0;
        for (int margin = 0; margin < editor::FoldMargin; ++margin)
            x += int(kit.editor->SendScintilla(Q::SCI_GETMARGINWIDTHN, ulong(margin)));
        kit.click({x + 4, kit.point(kit.at("(func")).y() + 4});
        QVERIFY(!kit.editor->SendScintilla(Q::SCI_GETLINEVISIBLE, 3UL));
        QVERIFY(kit.editor->SendScintilla(Q::SCI_GETLINEVISIBLE, 5UL));
        kit.editor->select({kit.at("i32.add"), kit.at("i32.add") + 7}); // showing a place opens its fold
        QVERIFY(kit.editor->SendScintilla(Q::SCI_GETLINEVISIBLE, 3UL));
        kit.key(Qt::Key_BraceLeft, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!kit.editor->SendScintilla(Q::SCI_GETLINEVISIBLE, 3UL));
        kit.editor->foldAll(false);
        QVERIFY(kit.editor->SendScintilla(Q::SCI_GETLINEVISIBLE, 3UL));
    }

    void everyOccurrenceAndTheBlockAreShown()
    {
        EditorKit kit(
            "(func (param $n i32)\n  block $out\n    local.get $n\n    br_if $out\n    local.get $n drop\n  end\n)\n");
        kit.caretTo(kit.at("$n", 1) + 1);
        kit.settle();
        QVERIFY(kit.marked(editor::Occurrence, kit.at("$n")));
        QVERIFY(kit.marked(editor::Occurrence, kit.at("$n", 2)));
        kit.caretTo(kit.at("block") + 1);
        kit.settle();
        QCOMPARE(kit.markedText(editor::BlockMatch, kit.at("end")), QByteArray("end"));
        QCOMPARE(kit.markedText(editor::BlockMatch, kit.at("$out")), QByteArray("$out"));
    }

    void layersChangeThePictureAndNotTheText()
    {
        EditorKit kit(test::talk);
        kit.editor->setLiveValues({{3, QStringLiteral("$lhs = 2")}});
        kit.settle();
        const QImage with = kit.window.grab().toImage();
        kit.editor->setLayer(CodeEditor::Layer::LiveValues, false);
        kit.settle();
        const QImage without = kit.window.grab().toImage();
        QVERIFY(with != without);
        kit.editor->setLayer(CodeEditor::Layer::StackHints, false);
        kit.settle();
        QVERIFY(without != kit.window.grab().toImage());
        QCOMPARE(kit.editor->utf8(), test::talk);
    }

    void themeChangesLive()
    {
        EditorKit kit(test::talk);
        kit.theme.setScheme(Theme::Scheme::Dark);
        kit.settle();
        const QImage picture = kit.window.grab().toImage();
        QCOMPARE(picture.pixelColor(700, 400), kit.theme.color(Theme::Color::EditorBase));
    }

    void everyPartHasAnAccessibleName()
    {
        EditorKit kit(test::talk);
        kit.editor->showFind(true);
        for (const QWidget *widget : kit.window.findChildren<QWidget *>())
            if (widget->focusPolicy() != Qt::NoFocus)
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }

private:
    static QByteArray offsetOn(EditorKit &kit, int line)
    {
        QByteArray text(int(kit.editor->SendScintilla(Q::SCI_MARGINGETTEXT, ulong(line))), 0);
        if (!text.isEmpty())
            kit.editor->SendScintilla(Q::SCI_MARGINGETTEXT, ulong(line), static_cast<void *>(text.data()));
        return text.trimmed();
    }
};

QTEST_MAIN(LayersTest)
#include "layers_test.moc"
