// SPDX-License-Identifier: GPL-3.0-or-later
/// What lines cost, beside them, and how that follows the text.
#include "tests/widgets/editor/editor_kit.h"

using namespace watchglass;
using test::EditorKit;

class HeatTest : public QObject
{
    Q_OBJECT
    static long width(EditorKit &kit)
    {
        kit.settle();
        return kit.editor->SendScintilla(QsciScintillaBase::SCI_GETMARGINWIDTHN, ulong(editor::HeatColumns));
    }
    static std::vector<HeatLine> heat()
    {
        return {{3, 0.25, QStringLiteral("20.0 %"), QStringLiteral("a fifth")},
                {4, 1, QStringLiteral("80.0 %"), QStringLiteral("most")}};
    }
    /// Pixels of a colour in a line of the margin.
    static int inked(EditorKit &kit, int line, const QColor &color)
    {
        const QImage picture = kit.editor->viewport()->grab().toImage();
        int left = 0;
        for (int margin = 0; margin < editor::HeatColumns; ++margin)
            left += int(kit.editor->SendScintilla(QsciScintillaBase::SCI_GETMARGINWIDTHN, ulong(margin)));
        const quint32 begin = quint32(kit.editor->SendScintilla(QsciScintillaBase::SCI_POSITIONFROMLINE, ulong(line)));
        const int y = int(kit.editor->SendScintilla(QsciScintillaBase::SCI_POINTYFROMPOSITION, 0UL, long(begin)) +
                          kit.editor->SendScintilla(QsciScintillaBase::SCI_TEXTHEIGHT, ulong(line)) / 2);
        int count = 0;
        for (int x = left; x < left + width(kit); ++x)
            count += picture.pixelColor(x, y) == color;
        return count;
    }
private slots:
    void takesRoomOnlyWhenThereIsSomethingToShow()
    {
        EditorKit kit(test::talk);
        QCOMPARE(width(kit), 0);
        kit.editor->setHeat(heat());
        QVERIFY(width(kit) > 0);
        kit.editor->setLayer(CodeEditor::Layer::Heat, false);
        QCOMPARE(width(kit), 0);
        kit.editor->setLayer(CodeEditor::Layer::Heat, true);
        kit.editor->setHeat({});
        QCOMPARE(width(kit), 0);
    }

    void barsAreAsLongAsTheCost()
    {
        EditorKit kit(test::talk);
        kit.editor->setHeat(heat());
        kit.settle();
        const QColor color = kit.theme.color(Theme::Color::Heat);
        const int fifth = inked(kit, 2, color), most = inked(kit, 3, color);
        QVERIFY(fifth > 0);
        QVERIFY2(std::abs(most - 4 * fifth) <= 4, qPrintable(QStringLiteral("%1 %2").arg(fifth).arg(most)));
        QCOMPARE(inked(kit, 4, color), 0);
        std::vector<HeatLine> doubtful = heat();
        doubtful[1].doubtful = true;
        kit.editor->setHeat(doubtful);
        kit.settle();
        QVERIFY2(inked(kit, 3, color) < most / 2, "hatched");
    }

    void followsTheText()
    {
        EditorKit kit(test::talk);
        kit.editor->setHeat(heat());
        kit.editor->applyEdits({{{0, 0}, ";; one\n;; two\n"}});
        QCOMPARE(kit.editor->heat()[0].line, 5u);
        QCOMPARE(kit.editor->heat()[1].line, 6u);
        QVERIFY(!kit.editor->heat()[0].changed);
        const quint32 begin = kit.editor->lineBegin(5);
        kit.editor->applyEdits({{{begin + 2, begin + 2}, "(; here ;)"}});
        QVERIFY(kit.editor->heat()[0].changed);
        QVERIFY(!kit.editor->heat()[1].changed);
        kit.editor->applyEdits({{{kit.editor->lineBegin(5) + 3, kit.editor->lineBegin(7)}, {}}});
        QCOMPARE(kit.editor->heat().size(), size_t(1)); // the other line went with its text
    }
};

QTEST_MAIN(HeatTest)
#include "heat_test.moc"
