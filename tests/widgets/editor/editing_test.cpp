// SPDX-License-Identifier: GPL-3.0-or-later
/// Typing: every change is told exactly, and the help while typing does what hands expect.
#include <QClipboard>
#include <QRandomGenerator>

#include "tests/widgets/editor/editor_kit.h"

using namespace watchglass;
using test::EditorKit;

class EditingTest : public QObject
{
    Q_OBJECT
private slots:
    void editsReplayToTheText()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 6; ++round) {
            EditorKit kit(test::talk);
            QCOMPARE(kit.shadow, test::talk.toStdString());
            for (int step = 0; step < 120; ++step) {
                randomStep(kit, random);
                QCOMPARE(QByteArray::fromStdString(kit.shadow), kit.editor->utf8());
            }
        }
    }

    void setUtf8IsToldAndCannotBeUndone()
    {
        EditorKit kit("old");
        kit.editor->setUtf8(QByteArrayLiteral("(module) ;; \xc3\xa9\xe2\x82\xac"));
        QCOMPARE(QByteArray::fromStdString(kit.shadow), kit.editor->utf8());
        kit.editor->undo();
        QCOMPARE(kit.editor->utf8(), QByteArrayLiteral("(module) ;; \xc3\xa9\xe2\x82\xac"));
    }

    void editsBesideWideCharactersCountBytes()
    {
        EditorKit kit(QByteArrayLiteral(";; \xe2\x82\xac\n"));
        kit.caretTo(6);
        std::vector<wat::TextEdit> edits;
        connect(kit.editor, &CodeEditor::edited, kit.editor, [&](const wat::TextEdit &edit) { edits.push_back(edit); });
        kit.keys(QStringLiteral("x"));
        QCOMPARE(edits.size(), size_t(1));
        QCOMPARE(edits[0].range.begin, 6u);
        QCOMPARE(edits[0].range.end, 6u);
        QCOMPARE(edits[0].replacement, std::string("x"));
    }

    void applyEditsIsOneUndoStepAndKeepsTheCaret()
    {
        EditorKit kit("aa bb cc");
        kit.caretTo(4);
        kit.editor->applyEdits({{{6, 8}, "CCCC"}, {{0, 2}, "A"}});
        QCOMPARE(kit.editor->utf8(), QByteArray("A bb CCCC"));
        QCOMPARE(kit.editor->caret(), 3u);
        kit.editor->undo();
        QCOMPARE(kit.editor->utf8(), QByteArray("aa bb cc"));
    }

    void parenthesesCloseAndAreTypedOver()
    {
        EditorKit kit;
        kit.keys(QStringLiteral("(module)"));
        QCOMPARE(kit.editor->utf8(), QByteArray("(module)"));
        kit.keys(QStringLiteral("("));
        QCOMPARE(kit.editor->utf8(), QByteArray("(module)()"));
        kit.key(Qt::Key_Backspace);
        QCOMPARE(kit.editor->utf8(), QByteArray("(module)"));
        kit.keys(QStringLiteral(")"));
        QCOMPARE(kit.editor->utf8(), QByteArray("(module))")); // one that was not ours is never swallowed
    }

    void nothingClosesInsideComments()
    {
        EditorKit kit(";; a ");
        kit.caretTo(5);
        kit.keys(QStringLiteral("("));
        QCOMPARE(kit.editor->utf8(), QByteArray(";; a ("));
    }

    void enterIndents_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<int>("column");
        QTest::newRow("open form") << QByteArray("(module") << 2;
        QTest::newRow("same level") << QByteArray("(module\n  (func))\n  (memory 1)") << 2;
        QTest::newRow("closes a form above") << QByteArray("(module\n  (func\n    nop)") << 2;
        QTest::newRow("block without parentheses") << QByteArray("    block $b") << 6;
        QTest::newRow("closed block") << QByteArray("  block nop end") << 2;
        QTest::newRow("else") << QByteArray("  if nop else") << 4;
        QTest::newRow("parenthesis in a comment") << QByteArray("  nop ;; (") << 2;
    }
    void enterIndents()
    {
        QFETCH(QByteArray, before);
        QFETCH(int, column);
        EditorKit kit(before);
        kit.caretTo(quint32(before.size()));
        kit.key(Qt::Key_Return);
        QCOMPARE(kit.editor->utf8(), before + "\n" + QByteArray(column, ' '));
    }

    void endMovesUnderItsOpener()
    {
        EditorKit kit("  block\n    nop\n    ");
        kit.caretTo(quint32(kit.editor->utf8().size()));
        kit.keys(QStringLiteral("end"));
        QCOMPARE(kit.editor->utf8(), QByteArray("  block\n    nop\n  end"));
    }

    void commentTogglesBothWays()
    {
        EditorKit kit("  nop\n\n    drop\n");
        kit.editor->select({0, 13});
        kit.editor->toggleComment();
        QCOMPARE(kit.editor->utf8(), QByteArray("  ;; nop\n\n  ;;   drop\n"));
        kit.editor->select({0, 20});
        kit.editor->toggleComment();
        QCOMPARE(kit.editor->utf8(), QByteArray("  nop\n\n    drop\n"));
        kit.editor->undo();
        QCOMPARE(kit.editor->utf8(), QByteArray("  ;; nop\n\n  ;;   drop\n"));
    }

    void readOnlyTextStays()
    {
        EditorKit kit(test::talk);
        kit.editor->setReadOnly(true);
        kit.keys(QStringLiteral("x("));
        kit.key(Qt::Key_Return);
        kit.editor->toggleComment();
        kit.editor->moderniseAll();
        QCOMPARE(kit.editor->utf8(), test::talk);
        kit.editor->setUtf8(QByteArray("(module)")); // what the program itself shows still changes
        QCOMPARE(kit.editor->utf8(), QByteArray("(module)"));
    }

private:
    static void randomStep(EditorKit &kit, QRandomGenerator &random)
    {
        using Q = QsciScintillaBase;
        static const QString typed = QStringLiteral("(i32.add $x)\" ;;é€)end loop");
        const quint32 length = quint32(kit.editor->utf8().size());
        switch (random.bounded(10)) {
        case 0:
            kit.editor->undo();
            break;
        case 1:
            kit.editor->redo();
            break;
        case 2:
            QApplication::clipboard()->setText(QStringLiteral("(func $p€\n  nop)\n"));
            kit.editor->paste();
            break;
        case 3:
            kit.key(Qt::Key_Backspace);
            break;
        case 4:
            kit.key(Qt::Key_Return);
            break;
        case 5:
            kit.editor->SendScintilla(Q::SCI_GOTOPOS, ulong(random.bounded(length + 1)));
            break;
        case 6:
            kit.editor->SendScintilla(Q::SCI_SETSEL, ulong(random.bounded(length + 1)),
                                      long(random.bounded(length + 1)));
            break;
        case 7:
            kit.key(Qt::Key_Delete);
            break;
        default:
            kit.keys(typed.mid(random.bounded(typed.size()), 1));
            break;
        }
    }
};

QTEST_MAIN(EditingTest)
#include "editing_test.moc"
