// SPDX-License-Identifier: GPL-3.0-or-later
/// The stripe that tells which lines changed, and the line from a wrong value to who wanted another.
#include "tests/widgets/editor/editor_kit.h"
#include "widgets/editor/change_stripe.h"
#include "widgets/editor/line_changes.h"
#include "widgets/editor/producer_lines.h"

using namespace watchglass;
using editor::ChangedLines;
using test::EditorKit;
using Changes = std::vector<ChangedLines>;

namespace {

Changes between(const char *before, const char *now, int most = 400)
{
    return editor::changedLines(editor::lineHashes(before), editor::lineHashes(now), most);
}

/// The columns of the stripe in a picture of the editor.
QRgb stripePixel(EditorKit &kit, int line, bool right)
{
    const QImage picture = kit.editor->viewport()->grab().toImage();
    int x = 0;
    for (int margin = 0; margin < editor::StripeMargin; ++margin)
        x += int(kit.editor->SendScintilla(QsciScintillaBase::SCI_GETMARGINWIDTHN, ulong(margin)));
    const int width =
        int(kit.editor->SendScintilla(QsciScintillaBase::SCI_GETMARGINWIDTHN, ulong(editor::StripeMargin)));
    const quint32 begin = quint32(kit.editor->SendScintilla(QsciScintillaBase::SCI_POSITIONFROMLINE, ulong(line)));
    return picture.pixel(x + (right ? width - 1 : 0), kit.point(begin).y());
}

} // namespace

class ChangesTest : public QObject
{
    Q_OBJECT
private slots:
    void linesThatDiffer()
    {
        QCOMPARE(between("a\nb\nc", "a\nb\nc"), Changes());
        QCOMPARE(between("a\nb\nc", "a\nX\nc"), (Changes{{1, 2}}));
        QCOMPARE(between("a\nb\nc", "a\nc"), (Changes{{1, 1}}));
        QCOMPARE(between("a\nb", "n\na\nb\nm"), (Changes{{0, 1}, {3, 4}}));
        QCOMPARE(between("a\nb\nc\nd\ne", "a\nX\nc\ne"), (Changes{{1, 2}, {3, 3}}));
        QCOMPARE(between("a\nb", "b\na\nb"), (Changes{{0, 1}}));
        QCOMPARE(between("a\r\nb\r\n", "a\nb\n"), Changes()); // another end of line is no other line
    }

    void aKeptLineIsEqualAndInOrder()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 300; ++round) {
            editor::LineHashes before(random.bounded(12)), now(random.bounded(12));
            for (auto *lines : {&before, &now})
                for (uint64_t &line : *lines)
                    line = random.bounded(4);
            const Changes changes = editor::changedLines(before, now);
            size_t at = 0;
            for (int line = 0; line < int(now.size()); ++line) {
                const ChangedLines *change = editor::changeAt(changes, line);
                if (change && change->begin < change->end)
                    continue;
                while (at < before.size() && before[at] != now[size_t(line)])
                    ++at;
                QVERIFY(at++ < before.size());
            }
            QCOMPARE(changes.empty(), before == now);
        }
    }

    void textsWithFewLinesInCommonAreStillTold()
    {
        QByteArray old, now;
        for (int i = 0; i < 2000; ++i) {
            old += QByteArray::number(i) + "\n";
            now += QByteArray::number(i % 2 ? i : -i - 1) + "\n";
        }
        const Changes changes = between(old, now, 50);
        QVERIFY(editor::changeAt(changes, 10));
        QVERIFY(!editor::changeAt(changes, 11));
    }

    void theStripeFollowsTypingSavingAndUndo()
    {
        EditorKit kit("(module\n  (func)\n  (memory 1)\n)\n");
        kit.editor->setSavedText(kit.editor->utf8());
        kit.settle();
        const QRgb margin = stripePixel(kit, 1, false);
        kit.caretTo(kit.at("(func") + 6);
        kit.keys(QStringLiteral(" ;; new"));
        kit.settle();
        QVERIFY(stripePixel(kit, 1, false) != margin);
        QCOMPARE(stripePixel(kit, 2, false), margin);
        kit.key(Qt::Key_Home);
        kit.key(Qt::Key_Return); // the changed line goes down
        kit.settle();
        QVERIFY(stripePixel(kit, 2, false) != margin);
        QCOMPARE(stripePixel(kit, 3, false), margin);
        while (kit.editor->isUndoAvailable())
            kit.editor->undo();
        kit.settle();
        QCOMPARE(stripePixel(kit, 1, false), margin);
        kit.keys(QStringLiteral("x"));
        kit.editor->setSavedText(kit.editor->utf8());
        kit.settle();
        for (int line = 0; line < 4; ++line)
            QCOMPARE(stripePixel(kit, line, false), margin);
    }

    void theStripeTellsWhatDoesNotRun()
    {
        EditorKit kit("(module\n  (func)\n)\n");
        kit.editor->setSavedText(kit.editor->utf8());
        kit.settle();
        const QRgb margin = stripePixel(kit, 1, true);
        kit.editor->setRunningText(std::make_shared<std::string>("(module\n  (func nop)\n)\n"));
        kit.settle();
        QVERIFY(stripePixel(kit, 1, true) != margin);
        QCOMPARE(stripePixel(kit, 1, false), margin);
        kit.editor->setRunningText(nullptr);
        kit.settle();
        QCOMPARE(stripePixel(kit, 1, true), margin);
    }

    void aWrongValueIsJoinedToWhoWantedAnother()
    {
        EditorKit kit("(func (result i32)\n  f64.const 1\n  i32.const 2\n  nop\n  i32.add)\n"
                      "(func (result i32) (i32.eqz (f32.const 2)))\n");
        editor::EditorContext context(*kit.editor, kit.theme);
        context.takeAnalysis(kit.editor->analysis());
        editor::ProducerLines lines(context);
        lines.refresh();
        QCOMPARE(lines.joints().size(), size_t(2));
        const auto text = [&](wat::TextRange range) { return kit.editor->utf8().mid(range.begin, range.size()); };
        QCOMPARE(text(lines.joints()[0].producer), QByteArray("f64.const 1"));
        QCOMPARE(text(lines.joints()[0].consumer), QByteArray("i32.add"));
        QPolygonF way = lines.path(lines.joints()[0]);
        QVERIFY(way[1].x() < kit.point(kit.at("nop")).x()); // beside the text, not through it
        QCOMPARE(way.last().y(), kit.point(kit.at("i32.add")).y() + kit.lineHeight() / 2.0);
        way = lines.path(lines.joints()[1]);
        QCOMPARE(way.size(), 2);
        QCOMPARE(way[0].y(), way[1].y());

        context.layers[size_t(CodeEditor::Layer::Diagnostics)] = false;
        lines.refresh();
        QVERIFY(lines.joints().empty());
    }

    void theTextDoesNotMoveAsideWhileItDoesNotAssemble()
    {
        EditorKit kit(test::talk);
        const auto width = [&] {
            return kit.editor->SendScintilla(QsciScintillaBase::SCI_GETMARGINWIDTHN, ulong(editor::OffsetMargin));
        };
        QCOMPARE(width(), 0L); // nothing was ever assembled
        const quint32 add = kit.at("i32.add");
        kit.editor->setAssembled(
            std::make_shared<wat::SourceMap>(std::vector<wat::Mapping>{{0x27, 1, {add, add + 7}, 5, 0, 5}}), nullptr);
        kit.settle();
        const long shown = width();
        QVERIFY(shown > 0);
        kit.editor->setAssembled(nullptr, nullptr);
        kit.settle();
        QCOMPARE(width(), shown);
        kit.editor->setLayer(CodeEditor::Layer::ByteOffsets, false);
        kit.settle();
        QCOMPARE(width(), 0L);
    }

    void aClickOnTheNumberOfALineMeansItsBreakpoint()
    {
        EditorKit kit(test::talk);
        QSignalSpy wanted(kit.editor, &CodeEditor::breakpointToggleRequested);
        kit.click({kit.lineHeight() + 10, kit.point(kit.at("i32.add")).y() + 3});
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][0].toUInt(), kit.at("i32.add"));
        QVERIFY(!kit.editor->hasSelectedText());
    }
};

QTEST_MAIN(ChangesTest)
#include "changes_test.moc"
