// SPDX-License-Identifier: GPL-3.0-or-later
/// Whatever a file holds: the window says what is wrong and where, keeps every byte of a text, and lives on.
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>

#include <unistd.h>

#include "tests/app/bad_modules.h"
#include "tests/app/window/window_kit.h"
#include "widgets/message_bar.h"

namespace watchglass::test {

using namespace std::string_literals;

class BadInput : public WindowTest
{
protected:
    void SetUp() override
    {
        WindowTest::SetUp();
        bar = window->findChild<MessageBar *>();
        mine = openText("(module (memory 1))");
        mine->editor()->setFocus();
        QTest::keyClicks(mine->editor(), QStringLiteral(" "));
        kept = mine->editor()->utf8();
        bar->hide();
    }
    void TearDown() override
    {
        EXPECT_EQ(mine->editor()->utf8(), kept) << "other work is as it was";
        EXPECT_TRUE(mine->modified());
        EXPECT_TRUE(wait([&] { return mine->assemblyIsCurrent() && mine->assembly()->runnable(); }));
        WindowTest::TearDown();
    }
    QString said() const
    {
        QStringList texts;
        for (const QLabel *label : bar->findChildren<QLabel *>())
            texts << label->text();
        return texts.join(QLatin1Char(' '));
    }
    QString write(const QString &name, const std::string &bytes)
    {
        QFile file(folder.filePath(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes.data(), qint64(bytes.size()));
        return file.fileName();
    }
    /// Opens, and an error of the text's own problems stands at a place inside it.
    void text(const std::string &bytes)
    {
        Document *document = openFile(write(QStringLiteral("%1.wat").arg(++m_files), bytes));
        ASSERT_TRUE(document);
        EXPECT_TRUE(wait([&] { return document->analysis() && document->assemblyIsCurrent(); }));
        EXPECT_EQ(document->editor()->utf8(), QByteArray::fromStdString(bytes));
        std::vector<wat::Diagnostic> all = document->analysis()->diagnostics;
        all.insert(all.end(), document->assembly()->diagnostics.begin(), document->assembly()->diagnostics.end());
        EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const wat::Diagnostic &diagnostic) {
            return diagnostic.severity == wat::Severity::Error && !diagnostic.message.empty() &&
                   diagnostic.range.begin <= bytes.size();
        })) << bytes.substr(0, 60);
    }
    /// Opens or not; the message names the file and a byte of it.
    void binary(const std::string &bytes)
    {
        bar->hide();
        const QString path = write(QStringLiteral("%1.wasm").arg(++m_files), bytes);
        window->open(path);
        EXPECT_TRUE(wait([&] { return bar->isVisible(); })) << qPrintable(path);
        EXPECT_TRUE(said().contains(QFileInfo(path).fileName())) << qPrintable(said());
        EXPECT_TRUE(said().contains(QStringLiteral("byte"))) << qPrintable(said());
    }

    QTemporaryDir folder;
    MessageBar *bar = nullptr;
    Document *mine = nullptr; ///< unsaved work beside it
    QByteArray kept;

private:
    int m_files = 0;
};

TEST_F(BadInput, FilesThatCannotBeRead)
{
    QStringList paths{folder.path(), folder.filePath(QStringLiteral("none.wasm")),
                      write(QStringLiteral("empty.wasm"), "")};
    if (geteuid() != 0) { // nothing is unreadable for root
        paths << write(QStringLiteral("closed.wat"), "(module)");
        QFile::setPermissions(paths.last(), {});
    }
    for (const QString &path : paths) {
        bar->hide();
        window->open(path);
        EXPECT_TRUE(wait([&] { return bar->isVisible() && said().contains(path); })) << qPrintable(path);
        EXPECT_EQ(window->documents().all().size(), 1) << qPrintable(path);
    }
    EXPECT_TRUE(openFile(write(QStringLiteral("empty.wat"), ""))) << "an empty text is a text to write in";
}

TEST_F(BadInput, Texts)
{
    text("(module");
    text("(module))");
    text("(module (func i32.bogus))");
    text("(module (data \"abc");
    text("(module (; never closed");
    text("(module (func $\xff))");
    text("MZ\x90"s + "\0\3"s);
    text("(module (func (export \"f\") (result i32) (f32.const 1)))");
    text("(module (memory 99999999))");
    text("(module (import \"a\" \"b\" (func)) (func $x) (func $x))");
    text("hello, world");
    text(std::string(1000, ')'));
}

TEST_F(BadInput, AHundredThousandNestedBlocks)
{
    std::string bytes = "(module (func (export \"f\") ";
    for (int i = 0; i < 100'000; ++i)
        bytes += "(block ";
    bytes += std::string(100'000, ')') + "))";
    Document *document = openFile(write(QStringLiteral("deep.wat"), bytes));
    ASSERT_TRUE(document);
    EXPECT_TRUE(wait([&] { return document->analysis() && document->assemblyIsCurrent(); }));
    EXPECT_TRUE(document->analysis()->diagnostics.empty());
    EXPECT_EQ(document->editor()->utf8(), QByteArray::fromStdString(bytes));
}

TEST_F(BadInput, FiftyMegabytesOfParentheses)
{
    const QString path = write(QStringLiteral("open.wat"), "\n" + std::string(50'000'000, '('));
    window->open(path);
    EXPECT_TRUE(wait([&] { return bar->isVisible(); }));
    EXPECT_TRUE(said().contains(path) && said().contains(QStringLiteral("line 2"))) << qPrintable(said());
    EXPECT_EQ(window->documents().all().size(), 1) << "no editor lives with such a line";
}

TEST_F(BadInput, Binaries)
{
    for (const std::string &bytes : badModules)
        binary(bytes);
}

} // namespace watchglass::test
