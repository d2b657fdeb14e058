// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>

#include "tests/app/window/window_kit.h"
#include "widgets/message_bar.h"

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

} // namespace watchglass::test
