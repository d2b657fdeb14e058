// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QDirIterator>
#include <QDockWidget>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTreeView>

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
    ASSERT_TRUE(window->open(path));
    Document *document = window->tabs().current();
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
        EXPECT_FALSE(window->open(path)) << qPrintable(path);
        EXPECT_TRUE(bar->isVisible()) << qPrintable(path);
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
    ASSERT_TRUE(window->open(path));
    Document *binary = window->tabs().current();
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

    ASSERT_EQ(window->documents().recover(), 1);
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
    ASSERT_TRUE(window->open(path));
    Document *document = window->tabs().current();
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
    ASSERT_TRUE(window->open(path));
    Document *document = window->tabs().current();
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    window->findChild<RunPanel *>()->choose(QStringLiteral("add"), {QStringLiteral("-3"), QStringLiteral("2.5")});
    window->actions().action(QStringLiteral("run.copyCommand"))->trigger();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(),
              "wglass run '" + folder.path().toStdString() + "/it'\\''s.wat' --invoke add -3 2.5");
}

} // namespace watchglass::test
