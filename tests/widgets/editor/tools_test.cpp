// SPDX-License-Identifier: GPL-3.0-or-later
/// Completion, hover, definition, references, rename, quick fixes, find and replace – with keys and mouse.
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QToolButton>

#include "tests/widgets/editor/editor_kit.h"
#include "widgets/editor/completion.h"
#include "widgets/editor/hover_popup.h"
#include "widgets/editor/rename_field.h"
#include "widgets/editor/text_search.h"

using namespace watchglass;
using test::EditorKit;

namespace {

template <typename T>
T *named(EditorKit &kit, const QString &name)
{
    for (T *widget : kit.window.findChildren<T *>())
        if (widget->accessibleName() == name)
            return widget;
    return nullptr;
}

const QByteArray modern = "(module\n"
                          "  (func $double (param $n i32) (result i32)\n"
                          "    (i32.add (local.get $n) (local.get $n)))\n"
                          "  (func $twice (param $n i32) (result i32)\n"
                          "    (call $double (call $double (local.get $n))))\n"
                          ")\n";

} // namespace

class ToolsTest : public QObject
{
    Q_OBJECT
private slots:
    void tabGoesRoundInTheFindBar()
    {
        EditorKit kit(test::talk);
        const QByteArray before = kit.editor->utf8();
        kit.editor->showFind(true);
        QStringList names;
        for (int i = 0; i < 11; ++i) {
            names += QApplication::focusWidget()->accessibleName();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(kit.editor->utf8(), before); // the editor took none of them
        QCOMPARE(QStringList(names.mid(0, 3)),
                 (QStringList{QStringLiteral("Find"), QStringLiteral("Replace with"), QStringLiteral("Match case")}));
        QCOMPARE(names[10], names[0]);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
        QCOMPARE(QApplication::focusWidget()->accessibleName(), names[0]);
    }

    void moderniseIsOneUndoStep()
    {
        EditorKit kit(test::talk);
        QSignalSpy said(kit.editor, &CodeEditor::message);
        kit.caretTo(kit.at("$rhs", 1));
        const quint32 before = kit.editor->caret();
        kit.editor->moderniseAll();
        QCOMPARE(kit.at("get_local"), quint32(-1));
        QCOMPARE(kit.editor->utf8().count("local.get"), 2);
        QCOMPARE(kit.editor->caret(), before); // get_local and local.get are equally long
        QVERIFY(said.last()[0].toString().contains(QStringLiteral("2")));
        kit.editor->undo();
        QCOMPARE(kit.editor->utf8(), test::talk);
    }

    void quickFixMendsOneNameUnderTheCaret()
    {
        EditorKit kit(test::talk);
        kit.caretTo(kit.at("get_local") + 2);
        kit.editor->quickFix();
        auto *list = named<QListView>(kit, QStringLiteral("Quick fixes"));
        QVERIFY(list && list->isVisible());
        QVERIFY(list->model()->rowCount() >= 2); // this one, and all of them
        kit.key(Qt::Key_Return);
        QCOMPARE(kit.editor->utf8().count("local.get"), 1);
        QCOMPARE(kit.editor->utf8().count("get_local"), 1);
        QVERIFY(!list->isVisible());
    }

    void aWishWaitsForTheAnalysis()
    {
        EditorKit kit(test::talk);
        kit.keys(QStringLiteral(" "));
        kit.editor->moderniseAll();
        QVERIFY(kit.editor->utf8().contains("get_local"));
        kit.analyse();
        QVERIFY(!kit.editor->utf8().contains("get_local"));
    }

    void completionInsertsWhatIsChosen()
    {
        EditorKit kit("(module\n  (func $fun (param $left i32)\n    local.get )\n)\n");
        kit.caretTo(kit.at("local.get") + 10);
        kit.keys(QStringLiteral("$"));
        kit.settle();
        auto *list = named<QListView>(kit, QStringLiteral("Completions"));
        QVERIFY(list->isVisible());
        kit.key(Qt::Key_Tab);
        QVERIFY(kit.editor->utf8().contains("local.get $left)"));
        QVERIFY(!list->isVisible());
        kit.editor->undo();
        QVERIFY(!kit.editor->utf8().contains("$left)"));
    }

    void completionNarrowsAndNeverStealsTyping()
    {
        EditorKit kit("(module\n  (func\n    ))\n");
        kit.caretTo(kit.at("    )") + 4);
        kit.keys(QStringLiteral("i32.ro"));
        kit.settle();
        auto *list = named<QListView>(kit, QStringLiteral("Completions"));
        QVERIFY(list->isVisible());
        const int wide = list->model()->rowCount();
        kit.keys(QStringLiteral("t"));
        QVERIFY(list->isVisible());
        QVERIFY(list->model()->rowCount() <= wide);
        QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("i32.rotl"));
        kit.keys(QStringLiteral("l"));
        kit.key(Qt::Key_Return); // the word is whole: Enter is a new line
        QVERIFY(kit.editor->utf8().contains("i32.rotl\n"));
        kit.keys(QStringLiteral("i64.mu"));
        kit.settle();
        QVERIFY(list->isVisible());
        kit.key(Qt::Key_Escape);
        QVERIFY(!list->isVisible());
        QVERIFY(kit.editor->utf8().contains("i64.mu)"));
    }

    void askedCompletionTakesTheWholeWord()
    {
        EditorKit kit("(module\n  (func i32.dv_s)\n)\n");
        kit.caretTo(kit.at("i32.dv_s") + 5);
        kit.key(Qt::Key_Space, Qt::ControlModifier);
        auto *list = named<QListView>(kit, QStringLiteral("Completions"));
        QVERIFY(list->isVisible());
        QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("i32.div_s"));
        kit.key(Qt::Key_Down);
        kit.key(Qt::Key_Up);
        kit.key(Qt::Key_Return);
        QVERIFY(kit.editor->utf8().contains("(func i32.div_s)"));
    }

    void fitness()
    {
        QCOMPARE(editor::fitness("i32.rotl", "i32.ro"), 0);
        QCOMPARE(editor::fitness("i32.rotl", "rot"), 1);
        QCOMPARE(editor::fitness("i32.rotl", "irl"), 2);
        QVERIFY(editor::fitness("i32.rotl", "x") < 0);
    }

    void renameChangesEveryPlaceInOneStep()
    {
        EditorKit kit(modern);
        kit.caretTo(kit.at("$double", 1) + 3);
        kit.editor->renameSymbol();
        auto *field = named<QLineEdit>(kit, QStringLiteral("New name"));
        QVERIFY(field->isVisible());
        QCOMPARE(field->text(), QStringLiteral("$double"));
        QTest::keyClicks(field, QStringLiteral("pair")); // the part after `$` is selected
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!field->isVisible());
        QCOMPARE(kit.editor->utf8(), QByteArray(modern).replace("$double", "$pair"));
        kit.editor->undo();
        QCOMPARE(kit.editor->utf8(), modern);
    }

    void aRefusedNameIsToldInPlace()
    {
        EditorKit kit(modern);
        kit.caretTo(kit.at("$double") + 1);
        kit.editor->renameSymbol();
        auto *field = named<QLineEdit>(kit, QStringLiteral("New name"));
        field->setText(QStringLiteral("$twice"));
        QTest::keyClick(field, Qt::Key_Return);
        auto *why = named<QLabel>(kit, QStringLiteral("Why the name cannot be"));
        QVERIFY(field->isVisible());
        QVERIFY(why->isVisible());
        QVERIFY(why->text().contains(QStringLiteral("$twice")));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
        QCOMPARE(kit.editor->utf8(), modern);
    }

    void definitionAndReferences()
    {
        EditorKit kit(modern);
        QSignalSpy jumped(kit.editor, &CodeEditor::jumped);
        QSignalSpy found(kit.editor, &CodeEditor::referencesFound);
        const quint32 use = kit.at("$double", 2);
        kit.click(kit.point(use + 2) + QPoint(1, 4), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(kit.editor->caret(), kit.at("$double"));
        QCOMPARE(jumped.count(), 1);
        kit.editor->showReferences();
        QCOMPARE(found.count(), 1);
        QCOMPARE(found[0][0].value<std::vector<wat::TextRange>>().size(), size_t(3));
        QCOMPARE(found[0][1].toString(), QStringLiteral("$double"));
        QSignalSpy said(kit.editor, &CodeEditor::message);
        kit.caretTo(0);
        kit.editor->goToDefinition();
        QCOMPARE(said.count(), 1);
    }

    void hoverExplainsTheInstruction()
    {
        EditorKit kit(modern);
        const quint32 at = kit.at("i32.add");
        const auto map = std::make_shared<wat::SourceMap>(std::vector<wat::Mapping>{{0x2a, 1, {at, at + 7}, 3, 0}});
        auto bytes = std::make_shared<wasm::Bytes>(64);
        (*bytes)[0x2a] = 0x6a;
        kit.editor->setAssembled(map, bytes);
        kit.settle();
        QTest::mouseMove(kit.editor->viewport(), kit.point(at) + QPoint(8, 6));
        auto *label = named<QLabel>(kit, QStringLiteral("Explanation"));
        QTRY_VERIFY(label->isVisible());
        QVERIFY(label->text().contains(QStringLiteral("i32.add")));
        QVERIFY(label->text().contains(QStringLiteral("6a")));
        QVERIFY(label->text().contains(QStringLiteral("0x2a")));
        kit.key(Qt::Key_Escape);
        QVERIFY(!label->isVisible());
    }

    void hoverIsReachableByKeyboard()
    {
        EditorKit kit("(func (result i32) i32.const 65)\n");
        kit.caretTo(kit.at("65"));
        kit.key(Qt::Key_Space, Qt::ControlModifier | Qt::ShiftModifier);
        auto *label = named<QLabel>(kit, QStringLiteral("Explanation"));
        QVERIFY(label->isVisible());
        QVERIFY(label->text().contains(QStringLiteral("0x41")));
        QVERIFY(label->text().contains(QStringLiteral("1000001")));
        QTest::keyClick(label, Qt::Key_Escape);
        QVERIFY(!label->isVisible());
        QVERIFY(kit.editor->hasFocus());
    }

    void numberNotations()
    {
        QVERIFY(editor::numberNotations("-1").contains(QStringLiteral("0xffffffff")));
        QVERIFY(editor::numberNotations("0x8000_0000").contains(QStringLiteral("2147483648")));
        QVERIFY(editor::numberNotations("1.5").contains(QStringLiteral("0x3fc00000")));
        QVERIFY(editor::numberNotations("-9223372036854775808").contains(QStringLiteral("0x8000000000000000")));
        QVERIFY(editor::numberNotations("nonsense").isEmpty());
    }

    void findCountsAndGoesRound()
    {
        EditorKit kit(modern);
        kit.editor->showFind(false);
        auto *find = named<QLineEdit>(kit, QStringLiteral("Find"));
        auto *count = named<QLabel>(kit, QStringLiteral("Number of hits"));
        QTest::keyClicks(find, QStringLiteral("$n"));
        QCOMPARE(count->text(), QStringLiteral("5 hits"));
        QTest::keyClick(find, Qt::Key_Return);
        QCOMPARE(count->text(), QStringLiteral("1 of 5"));
        QVERIFY(kit.marked(editor::SearchHit, kit.at("$n", 1)));
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(find, Qt::Key_Return);
        QCOMPARE(count->text(), QStringLiteral("1 of 5"));
        QTest::keyClick(find, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(count->text(), QStringLiteral("5 of 5"));
        QTest::keyClick(find, Qt::Key_Escape);
        QVERIFY(!find->isVisible());
        QVERIFY(!kit.marked(editor::SearchHit, kit.at("$n", 1)));
    }

    void replaceAllWithCapturesIsOneStep()
    {
        EditorKit kit(modern);
        kit.editor->showFind(true);
        QTest::keyClicks(named<QLineEdit>(kit, QStringLiteral("Find")), QStringLiteral("local\\.(\\w+)"));
        named<QToolButton>(kit, QStringLiteral("Regular expression"))->click();
        QTest::keyClicks(named<QLineEdit>(kit, QStringLiteral("Replace with")), QStringLiteral("\\1_local"));
        named<QToolButton>(kit, QStringLiteral("Replace all"))->click();
        QCOMPARE(kit.editor->utf8().count("get_local"), 3);
        kit.editor->undo();
        QCOMPARE(kit.editor->utf8(), modern);
    }

    void replaceOneGoesOn()
    {
        EditorKit kit("aa b aa b aa");
        kit.editor->showFind(true);
        auto *find = named<QLineEdit>(kit, QStringLiteral("Find"));
        auto *with = named<QLineEdit>(kit, QStringLiteral("Replace with"));
        QTest::keyClicks(find, QStringLiteral("aa"));
        with->setFocus();
        QTest::keyClicks(with, QStringLiteral("aaa"));
        QTest::keyClick(with, Qt::Key_Return); // chooses
        QTest::keyClick(with, Qt::Key_Return); // replaces
        QTest::keyClick(with, Qt::Key_Return);
        QCOMPARE(kit.editor->utf8(), QByteArray("aaa b aaa b aa"));
    }

    void searchCountsBytesAndWholeWords()
    {
        const QByteArray text = QByteArrayLiteral("\xe2\x82\xac add i32.add Add\n");
        editor::SearchQuery query;
        query.pattern = QStringLiteral("add");
        QCOMPARE(editor::search(text, query).hits.size(), size_t(3));
        query.wholeWord = true;
        QCOMPARE(editor::search(text, query).hits.size(), size_t(2));
        query.matchCase = true;
        const auto hits = editor::search(text, query).hits;
        QCOMPARE(hits.size(), size_t(1));
        QCOMPARE(hits[0].begin, 4u);
        query = {QStringLiteral("(("), true};
        QVERIFY(!editor::search(text, query).refusal.isEmpty());
    }
};

QTEST_MAIN(ToolsTest)
#include "tools_test.moc"
