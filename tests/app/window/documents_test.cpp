// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QDirIterator>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTreeView>

#include <algorithm>

#include <sys/stat.h>

#include "tests/app/window/window_kit.h"
#include "widgets/message_bar.h"
#include "widgets/views/run_panel.h"

namespace watchglass::test {

namespace {
void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}
} // namespace

using Documents = WindowTest;

TEST_F(Documents, ATextIsAssembledWhileItIsTyped)
{
    Document *document = openText("(module)");
    document->editor()->setFocus();
    document->editor()->setCursorPosition(0, 7);
    QTest::keyClicks(document->editor(), QStringLiteral(" (memory 1)"));
    EXPECT_TRUE(wait([&] {
        return document->assemblyIsCurrent() && document->assembly()->module &&
               document->assembly()->module->memories.size() == 1;
    }));
}

TEST_F(Documents, AChangeByAnotherProgramIsReadAtOnceUnlessItWouldLoseWork)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.wat"));
    write(path, "(module)");
    Document *document = openFile(path);
    ASSERT_TRUE(document);
    write(path, "(module (memory 2))");
    EXPECT_TRUE(wait([&] { return document->editor()->utf8() == "(module (memory 2))"; }));

    document->editor()->setFocus();
    QTest::keyClicks(document->editor(), QStringLiteral(";"));
    const QByteArray mine = document->editor()->utf8();
    write(path, "(module (memory 3))");
    auto *bar = window->findChild<MessageBar *>();
    EXPECT_TRUE(wait([&] { return bar->isVisible(); }));
    EXPECT_EQ(document->editor()->utf8(), mine);
}

TEST_F(Documents, BreakpointsStayWhereAnotherProgramChangedOtherLines)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.wat"));
    const QByteArray head = "(module\n", tail = "  (func (export \"f\")\n    nop\n    unreachable))\n";
    write(path, head + tail);
    Document *document = openFile(path);
    ASSERT_TRUE(document && wait([&] { return document->assemblyIsCurrent() && document->analysis(); }));
    ASSERT_TRUE(window->breakpoints().toggle(document, offsetOf(document, "unreachable")));
    for (const QByteArray &middle :
         {QByteArray("  (memory 1)\n  ;; \xe2\x82\xac\n"), QByteArray("  ;; \xe2\x82\xad\n"), QByteArray()}) {
        write(path, head + middle + tail);
        ASSERT_TRUE(wait([&] { return document->editor()->utf8() == head + middle + tail; }));
        EXPECT_FALSE(document->modified());
        EXPECT_EQ(window->breakpoints().all()[0].anchor, offsetOf(document, "unreachable"));
        ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    }
    document->editor()->undo();
    EXPECT_TRUE(document->modified()) << "what it was before can be had again";
}

TEST_F(Documents, AMessageAboutAFileGoesWhenItsMatterIsOver)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.wat"));
    write(path, "(module)");
    Document *document = openFile(path);
    ASSERT_TRUE(document);
    auto *bar = window->findChild<MessageBar *>();
    const auto differ = [&](const QByteArray &theirs) {
        document->editor()->setFocus();
        QTest::keyClicks(document->editor(), QStringLiteral(";"));
        write(path, theirs);
        return wait([&] { return bar->isVisible(); });
    };
    ASSERT_TRUE(differ("(module (memory 1))"));
    QTest::keyClicks(document->editor(), QStringLiteral(";"));
    EXPECT_TRUE(bar->isVisible()) << "typing on does not settle it";
    window->actions().action(QStringLiteral("file.save"))->trigger();
    EXPECT_FALSE(bar->isVisible()) << "saved";

    ASSERT_TRUE(differ("(module (memory 2))"));
    for (QPushButton *button : bar->findChildren<QPushButton *>())
        if (button->text() == QStringLiteral("Load theirs"))
            button->click();
    EXPECT_TRUE(wait([&] { return document->editor()->utf8() == "(module (memory 2))" && bar->isVisible(); }))
        << "that it was read anew";
    QTest::keyClicks(document->editor(), QStringLiteral(";"));
    EXPECT_FALSE(bar->isVisible()) << "the user went on";

    write(path, "(module (memory 3))");
    ASSERT_TRUE(wait([&] { return bar->isVisible(); }));
    window->documents().close(document);
    EXPECT_FALSE(bar->isVisible()) << "closed";
}

TEST_F(Documents, AMessageIsSeenAgainWhenALaterOneIsSettled)
{
    auto *bar = window->findChild<MessageBar *>();
    const QString first = QStringLiteral("first"), second = QStringLiteral("second");
    const auto says = [&](const QString &text) {
        const auto labels = bar->findChildren<QLabel *>();
        return bar->isVisible() &&
               std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->text() == text; });
    };
    const MessageBar::Id one = bar->show(first);
    const MessageBar::Id two = bar->show(second);
    EXPECT_TRUE(says(second));
    bar->settle(two);
    EXPECT_TRUE(says(first));
    bar->note(second);
    bar->userWentOn();
    EXPECT_TRUE(says(first));
    bar->settle(one);
    EXPECT_FALSE(bar->isVisible());
}

TEST_F(Documents, AFileThatNobodyAnswersForHoldsUpNothing)
{
    const QTemporaryDir folder;
    const QString pipe = folder.filePath(QStringLiteral("pipe.wat")), path = folder.filePath(QStringLiteral("a.wat"));
    ASSERT_EQ(mkfifo(QFile::encodeName(pipe).constData(), 0600), 0); // as a mount that hangs: opening it never returns
    write(path, "(module)");
    window->open(pipe);
    EXPECT_TRUE(openFile(path));
    auto *bar = window->findChild<MessageBar *>();
    ASSERT_TRUE(wait([&] { return bar->isVisible(); })) << "it says what it waits for";
    bar->findChild<QPushButton *>()->click();
    EXPECT_FALSE(bar->isVisible());
    write(pipe, "(module)"); // lets the thread go; nobody waits for what it read
    QTest::qWait(100);
    EXPECT_EQ(window->documents().all().size(), 1);
}

TEST_F(Documents, OfSeveralFilesTheLastIsInFront)
{
    const QTemporaryDir folder;
    const QString big = folder.filePath(QStringLiteral("big.wat")),
                  small = folder.filePath(QStringLiteral("small.wat"));
    write(big, "(module)" + QByteArray(30'000'000, '\n')); // takes longer to read
    write(small, "(module)");
    window->open(big);
    window->open(small);
    ASSERT_TRUE(wait([&] { return window->documents().findPath(big) && window->documents().findPath(small); }));
    EXPECT_EQ(window->tabs().current(), window->documents().findPath(small));
}

TEST_F(Documents, ALongTextComesWhole)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("long.wat"));
    QByteArray text = "(module\n";
    while (text.size() < 3'000'000)
        text += ";; a line with a \xe2\x82\xac of " + QByteArray::number(text.size()) + "\n";
    text += "(func (export \"f\")))";
    write(path, text);
    window->open(path);
    Document *document = nullptr;
    ASSERT_TRUE(wait([&] { return (document = window->documents().findPath(path)); }));
    ASSERT_TRUE(document->editor()->loading()) << "or this tests nothing";
    document->editor()->setFocus();
    QTest::keyClicks(document->editor(), QStringLiteral("too early"));
    EXPECT_TRUE(wait([&] { return document->assemblyIsCurrent() && document->analysis(); }));
    EXPECT_EQ(document->editor()->utf8(), text);
    EXPECT_FALSE(document->modified());
    EXPECT_TRUE(document->assembly()->module);
    QTest::keyClicks(document->editor(), QStringLiteral(";"));
    EXPECT_TRUE(document->modified());
    document->editor()->undo();
    EXPECT_EQ(document->editor()->utf8(), text);
}

TEST_F(Documents, WhatCannotBeOpenedIsSaidAndNothingElseHappens)
{
    const QTemporaryDir folder;
    const QString empty = folder.filePath(QStringLiteral("empty.wasm")),
                  bad = folder.filePath(QStringLiteral("bad.wasm"));
    write(empty, "");
    write(bad, QByteArray("\0asm\7\0\0\0", 8));
    auto *bar = window->findChild<MessageBar *>();
    for (const QString &path : {folder.path(), folder.filePath(QStringLiteral("none.wat")), empty}) {
        bar->hide();
        window->open(path);
        EXPECT_TRUE(wait([&] { return bar->isVisible(); })) << qPrintable(path);
        EXPECT_TRUE(window->documents().all().isEmpty()) << qPrintable(path);
    }
    bar->hide();
    window->open(bad);
    EXPECT_TRUE(wait([&] { return bar->isVisible(); }));
}

TEST_F(Documents, ABinaryOpensAsTextThatKnowsItsBytes)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("add.wasm"));
    const Document *source = openText("(module (func $add (export \"add\") (param $a i32) (param $b i32) (result i32) "
                                      "local.get $a local.get $b i32.add))");
    const wasm::Bytes &bytes = *source->assembly()->module->bytes;
    write(path, QByteArray(reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size())));
    Document *binary = openFile(path);
    ASSERT_TRUE(binary);
    ASSERT_TRUE(wait([&] { return binary->assembly() != nullptr; }));
    EXPECT_TRUE(binary->editor()->utf8().contains("local.get $a"));
    EXPECT_TRUE(binary->editor()->isReadOnly());
    const wat::Mapping *add = binary->assembly()->map->atText(offsetOf(binary, "i32.add"));
    ASSERT_NE(add, nullptr);
    EXPECT_EQ(bytes[add->offset], 0x6a);
    EXPECT_TRUE(wait([&] { return binary->analysis() && binary->analysis()->functionSymbols.size() == 1; }));
    EXPECT_EQ(*binary->assembly()->module->bytes, bytes) << "what runs is the file, not its text assembled again";
}

TEST_F(Documents, ARecoveredTextIsUnsavedAndSurvivesASecondKill)
{
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/recovery");
    const auto files = [&](const QString &not_in) {
        QStringList found;
        for (QDirIterator each(folder, {QStringLiteral("*.text")}, QDir::Files, QDirIterator::Subdirectories);
             each.hasNext();)
            if (const QString file = each.next(); !file.contains(not_in))
                found += file;
        return found;
    };
    Document *typed = openText("(module)");
    typed->editor()->setFocus();
    QTest::keyClicks(typed->editor(), QStringLiteral(";;kept "));
    ASSERT_TRUE(wait([&] { return files(QStringLiteral("/dead/")).size() == 1; }));
    QDir().mkpath(folder + QStringLiteral("/dead")); // as a killed program leaves it: nobody holds its lock
    ASSERT_TRUE(QFile::copy(files(QStringLiteral("/dead/"))[0], folder + QStringLiteral("/dead/7.text")));
    window->documents().close(typed);
    ASSERT_TRUE(wait([&] { return files(QStringLiteral("/dead/")).isEmpty(); }));

    ASSERT_EQ(window->documents().recover().size(), 1);
    const Document *recovered = window->documents().all().last();
    EXPECT_TRUE(recovered->editor()->utf8().contains(";;kept "));
    EXPECT_TRUE(recovered->modified()) << "or it could be closed without a question";
    EXPECT_TRUE(wait([&] {
        const QStringList kept = files(QStringLiteral("taken"));
        return kept.size() == 1 && !kept[0].contains(QStringLiteral("/dead/"));
    })) << "it is on disk again";
    window->documents().close(window->documents().all().last());
}

TEST_F(Documents, ATextWhoseFileIsGoneIsUnsaved)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.wat"));
    write(path, "(module)");
    Document *document = openFile(path);
    ASSERT_TRUE(document);
    EXPECT_FALSE(document->modified());
    QFile::remove(path);
    EXPECT_TRUE(wait([&] { return document->modified(); }));
    document->markSaved();
    EXPECT_FALSE(document->modified());
}

TEST_F(Documents, ReferencesLeadToTheirOwnText)
{
    Document *first = openText("(module (func $f) (func call $f))");
    first->editor()->showPlace(offsetOf(first, "$f"));
    first->editor()->showReferences();
    Document *second = openText("(module)");
    ASSERT_EQ(window->tabs().current(), second);
    auto *list = window->findChild<QDockWidget *>(QStringLiteral("references"))->findChild<QTreeView *>();
    ASSERT_TRUE(wait([&] { return list->model()->rowCount() == 2; }));
    list->setCurrentIndex(list->model()->index(1, 0));
    QTest::keyClick(list, Qt::Key_Return);
    EXPECT_EQ(window->tabs().current(), first);
    EXPECT_EQ(first->editor()->caret(), offsetOf(first, "call $f") + 7) << "selected";
}

TEST_F(Documents, TheOfferToModerniseGoesWithItsText)
{
    Document *document = openText("(module (func (param i32) get_local 0 drop))");
    auto *bar = window->findChild<MessageBar *>();
    ASSERT_TRUE(wait([&] { return bar->isVisible(); }));
    openText("(module)");
    window->documents().close(document);
    EXPECT_FALSE(bar->isVisible());
}

TEST_F(Documents, ACallIsCopiedAsACommandForTheShell)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("it's.wat"));
    write(path, R"((module (func (export "add") (param i32 f64))))");
    Document *document = openFile(path);
    ASSERT_TRUE(document);
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    window->findChild<RunPanel *>()->choose(QStringLiteral("add"), {QStringLiteral("-3"), QStringLiteral("2.5")});
    window->actions().action(QStringLiteral("run.copyCommand"))->trigger();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(),
              "wglass run '" + folder.path().toStdString() + "/it'\\''s.wat' --invoke add -3 2.5");
}

} // namespace watchglass::test
