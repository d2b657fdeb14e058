// SPDX-License-Identifier: GPL-3.0-or-later
/// The memory view: it asks for what is seen and nothing else, however large the memory.
#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "samples.h"
#include "widgets/views/memory_view.h"

namespace watchglass {
namespace {

constexpr quint64 gib = quint64(1) << 30;

std::vector<session::MemoryInfo> oneMemory(quint64 size, bool wide = false)
{
    return {{"$mem", 0, {{1, 4, wide, false}}, size, {}}};
}

/// Answers every question as a session would: the byte at an address is its low byte.
class Answering
{
public:
    explicit Answering(MemoryView &view, quint64 size) : m_view(view), m_size(size)
    {
        QObject::connect(&view, &MemoryView::bytesWanted, &view,
                         [this](quint64 ticket, quint32 memory, quint64 address, quint64 length) {
                             ++questions;
                             asked += length;
                             session::MemoryBytes answer{ticket, memory, address, m_size, {}, {}};
                             for (quint64 a = address; a < address + length && a < m_size; ++a) {
                                 answer.bytes.push_back(uint8_t(a));
                                 answer.changed.push_back(a == changedAt);
                             }
                             m_view.supply(answer);
                         });
    }
    int questions = 0;
    quint64 asked = 0, changedAt = 3;

private:
    MemoryView &m_view;
    quint64 m_size;
};

QLineEdit *field(QWidget &view, const char *name)
{
    for (QLineEdit *edit : view.findChildren<QLineEdit *>())
        if (edit->accessibleName() == QLatin1String(name))
            return edit;
    return nullptr;
}

QToolButton *button(QWidget &view, const char *name)
{
    for (QToolButton *found : view.findChildren<QToolButton *>())
        if (found->accessibleName() == QLatin1String(name))
            return found;
    return nullptr;
}

void goTo(MemoryView &view, const QString &text)
{
    QLineEdit *edit = field(view, "Go to address");
    edit->setText(text);
    QTest::keyClick(edit, Qt::Key_Return);
    settle();
}

TEST(AddressExpression, NumbersNamesAndSums)
{
    const AddressResolver locals = [](const QString &name) -> std::optional<quint64> {
        return name == QLatin1String("$p") ? std::optional<quint64>(0x100) : std::nullopt;
    };
    const auto of = [&](const char *text) { return addressOf(QString::fromLatin1(text), locals); };
    EXPECT_EQ(of("48"), 48U);
    EXPECT_EQ(of("0x30"), 0x30U);
    EXPECT_EQ(of("1f0"), 0x1f0U);
    EXPECT_EQ(of(" $p "), 0x100U);
    EXPECT_EQ(of("$p+8"), 0x108U);
    EXPECT_EQ(of("$p * 4 - 0x10"), 0x3f0U);
    EXPECT_EQ(of("$q"), std::nullopt);
    EXPECT_EQ(of("$p +"), std::nullopt);
    EXPECT_EQ(of(""), std::nullopt);
}

TEST(MemoryView, AsksOnlyForWhatIsSeen)
{
    MemoryView view(testTheme());
    Answering session(view, 4 * gib);
    view.setMemories(oneMemory(4 * gib));
    settle();
    EXPECT_EQ(session.questions, 0) << "hidden views do no work";
    show(view, {800, 400});
    EXPECT_GE(session.questions, 1);
    EXPECT_LT(session.asked, 64U * 1024);
    view.area()->grab();
    EXPECT_GT(view.area()->rowsPainted(), 5);
    EXPECT_LT(view.area()->rowsPainted(), 60);
}

TEST(MemoryView, FourGibibytesAreReachedToTheLastByte)
{
    MemoryView view(testTheme());
    Answering session(view, 4 * gib);
    show(view, {800, 400});
    view.setMemories(oneMemory(4 * gib));
    goTo(view, QStringLiteral("0xffffffff"));
    EXPECT_EQ(view.area()->caret(), 4 * gib - 1);
    EXPECT_TRUE(view.area()->visibleRange().contains(4 * gib - 1));
    EXPECT_TRUE(view.area()->viewport()->rect().contains(view.area()->byteRect(4 * gib - 1)));
    view.area()->verticalScrollBar()->setValue(view.area()->verticalScrollBar()->maximum() / 2);
    settle();
    EXPECT_NEAR(double(view.area()->visibleRange().begin), double(2 * gib), double(gib) / 8);
    EXPECT_LT(session.asked, 512U * 1024);
}

TEST(MemoryView, AddressesOf64BitsWork)
{
    const quint64 size = quint64(1) << 48;
    MemoryView view(testTheme());
    Answering session(view, size);
    show(view, {800, 400});
    view.setMemories(oneMemory(size, true));
    goTo(view, QStringLiteral("0x800000000010"));
    EXPECT_EQ(view.area()->caret(), 0x800000000010U);
    EXPECT_TRUE(view.area()->visibleRange().contains(0x800000000010U));
    EXPECT_TRUE(view.area()->viewport()->rect().contains(view.area()->byteRect(0x800000000010U)));
    QTest::keyClick(view.area(), Qt::Key_Down);
    EXPECT_EQ(view.area()->caret(), 0x800000000020U) << "keys move by rows, whatever the scroll bar's grain";
}

TEST(MemoryView, OldAnswersAreDropped)
{
    MemoryView view(testTheme());
    QSignalSpy wanted(&view, &MemoryView::bytesWanted);
    show(view, {800, 400});
    view.setMemories(oneMemory(65536));
    QTRY_VERIFY(wanted.count() > 0);
    QTest::qWait(50); // the inspector has taken its room
    wanted.clear();
    view.setMemories(oneMemory(65536));
    view.refresh();
    settle();
    ASSERT_EQ(wanted.count(), 1) << "one stop is one question";
    view.refresh();
    settle();
    ASSERT_EQ(wanted.count(), 2);
    const quint64 first = wanted.first()[0].toULongLong(), last = wanted.last()[0].toULongLong();
    view.supply({first, 0, 0, 65536, std::vector<uint8_t>(64, 0xaa), std::vector<bool>(64)});
    view.area()->copyHex();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(), "");
    view.supply(
        {last, 0, wanted.last()[2].toULongLong(), 65536, std::vector<uint8_t>(64, 0xbb), std::vector<bool>(64)});
    view.area()->copyHex();
    EXPECT_EQ(QApplication::clipboard()->text().toStdString(), "bb");
}

TEST(MemoryView, TypingEditsByteByByteWhileStopped)
{
    MemoryView view(testTheme());
    Answering session(view, 65536);
    show(view, {800, 400});
    view.setMemories(oneMemory(65536));
    settle();
    QSignalSpy edited(&view, &MemoryView::bytesEdited);
    QTest::keyClicks(view.area(), QStringLiteral("4"));
    EXPECT_EQ(edited.count(), 0);
    QTest::keyClicks(view.area(), QStringLiteral("f"));
    EXPECT_EQ(edited.count(), 0) << "it is not stopped";
    view.setEditable(true);
    goTo(view, QStringLiteral("0x10"));
    QTest::keyClicks(view.area(), QStringLiteral("4f"));
    ASSERT_EQ(edited.count(), 1);
    EXPECT_EQ(edited[0][1].toULongLong(), 0x10U);
    EXPECT_EQ(edited[0][2].toByteArray().toStdString(), "O");
    EXPECT_EQ(view.area()->caret(), 0x11U);
    QTest::keyClick(view.area(), Qt::Key_T, Qt::ControlModifier);
    QTest::keyClicks(view.area(), QStringLiteral("x"));
    ASSERT_EQ(edited.count(), 2);
    EXPECT_EQ(edited[1][1].toULongLong(), 0x11U);
    EXPECT_EQ(edited[1][2].toByteArray().toStdString(), "x");
}

TEST(MemoryView, InspectorReadsWritesAndFollows)
{
    MemoryView view(testTheme());
    Answering session(view, 65536);
    show(view, {1000, 500});
    view.setEditable(true);
    view.setMemories(oneMemory(65536));
    goTo(view, QStringLiteral("0xfe"));
    EXPECT_EQ(field(view, "The bytes here as u8")->text().toStdString(), "254");
    EXPECT_EQ(field(view, "The bytes here as i8")->text().toStdString(), "-2");
    EXPECT_EQ(field(view, "The bytes here as u32")->text().toStdString(), std::to_string(0x0100fffe));
    EXPECT_EQ(field(view, "The bytes here as LEB")->text().toStdString(), std::to_string(0x7e | 0x7f << 7));
    QSignalSpy edited(&view, &MemoryView::bytesEdited);
    QLineEdit *halfWord = field(view, "The bytes here as i16");
    halfWord->selectAll();
    QTest::keyClicks(halfWord, QStringLiteral("40000"));
    QTest::keyClick(halfWord, Qt::Key_Return);
    EXPECT_EQ(edited.count(), 0) << "too large for i16";
    halfWord->selectAll();
    QTest::keyClicks(halfWord, QStringLiteral("-2"));
    QTest::keyClick(halfWord, Qt::Key_Return);
    ASSERT_EQ(edited.count(), 1);
    EXPECT_EQ(edited[0][1].toULongLong(), 0xfeU);
    EXPECT_EQ(edited[0][2].toByteArray().toHex().toStdString(), "feff");
    goTo(view, QStringLiteral("0"));
    QTest::mouseClick(button(view, "Follow the pointer"), Qt::LeftButton);
    EXPECT_EQ(view.area()->caret(), 65535U) << "0x03020100 lies after the end: as near as there is";
}

TEST(MemoryView, GoesBackAndForward)
{
    MemoryView view(testTheme());
    Answering session(view, 65536);
    show(view, {800, 400});
    view.setMemories(oneMemory(65536));
    goTo(view, QStringLiteral("0x100"));
    view.showAddress(0, 0x8000);
    EXPECT_EQ(view.area()->caret(), 0x8000U);
    QTest::mouseClick(button(view, "Back to the place before"), Qt::LeftButton);
    EXPECT_EQ(view.area()->caret(), 0x100U);
    QTest::mouseClick(button(view, "Back to the place before"), Qt::LeftButton);
    EXPECT_EQ(view.area()->caret(), 0U);
    QTest::mouseClick(button(view, "Forward again"), Qt::LeftButton);
    QTest::mouseClick(button(view, "Forward again"), Qt::LeftButton);
    EXPECT_EQ(view.area()->caret(), 0x8000U);
}

TEST(MemoryView, SearchesAndGoesRoundOnce)
{
    MemoryView view(testTheme());
    Answering session(view, 65536);
    show(view, {800, 400});
    view.setMemories(oneMemory(65536));
    goTo(view, QStringLiteral("0x100"));
    view.openSearch();
    QSignalSpy wanted(&view, &MemoryView::findWanted);
    QSignalSpy cancelled(&view, &MemoryView::findCancelled);
    QLineEdit *text = field(view, "Search in memory");
    text->setText(QStringLiteral("de ad"));
    QTest::keyClick(text, Qt::Key_Return);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][2].toByteArray().toHex().toStdString(), "dead");
    EXPECT_EQ(wanted[0][3].toULongLong(), 0x101U);
    view.supplyFound({wanted[0][0].toULongLong(), {}, false});
    ASSERT_EQ(wanted.count(), 2) << "from the start once more";
    EXPECT_EQ(wanted[1][3].toULongLong(), 0U);
    QTest::mouseClick(button(view, "Cancel the search"), Qt::LeftButton);
    ASSERT_EQ(cancelled.count(), 1);
    EXPECT_EQ(cancelled[0][0], wanted[1][0]);
    view.supplyFound({wanted[1][0].toULongLong(), 0x42, false});
    EXPECT_EQ(view.area()->caret(), 0x42U);
    EXPECT_EQ(view.area()->selection(), (ByteRange{0x42, 0x44}));
    text->setText(QStringLiteral("dea"));
    QTest::keyClick(text, Qt::Key_Return);
    EXPECT_EQ(wanted.count(), 2) << "half a byte is not looked for";
}

TEST(MemoryView, AMemoryThatGrowsKeepsThePlace)
{
    MemoryView view(testTheme());
    Answering session(view, 2 * 65536);
    show(view, {800, 400});
    view.setMemories(oneMemory(65536));
    goTo(view, QStringLiteral("0xff00"));
    const ByteRange before = view.area()->visibleRange();
    view.setMemories(oneMemory(2 * 65536));
    settle();
    EXPECT_EQ(view.area()->caret(), 0xff00U);
    EXPECT_EQ(view.area()->visibleRange().begin, before.begin);
}

} // namespace
} // namespace watchglass
