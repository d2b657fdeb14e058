// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAccessible>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>

#include "tests/widgets/profile/profiles.h"
#include "widgets/profile/flame_view.h"

namespace watchglass::test {
namespace {

using profile::FlameLayout;

/// Answers what the view asks for, as the program does.
void serve(FlameView &view)
{
    QObject::connect(&view, &FlameView::wanted, &view, [&view](const profiling::DigestPtr &digest, FlameKind kind) {
        auto layout = onWorker([&] {
            const profile::Profile &profile = *digest->profile;
            return std::make_shared<const FlameLayout>(
                kind == FlameKind::Time ? profile::flameInTime(profile)
                : kind == FlameKind::Callers
                    ? profile::flameOf(profile::bottomUp(profile))
                    : profile::flameOf(profile::topDown(profile, kind == FlameKind::Collapsed)));
        });
        view.supply(digest, kind, std::move(layout));
    });
}

class Flame : public testing::Test
{
protected:
    void SetUp() override
    {
        serve(view);
        show(view, {800, 300});
        digest = digestOf(profileOf(plain));
        view.setDigest(digest);
        view.area()->setFocus();
    }
    FlameArea &area() { return *view.area(); }
    std::string name(quint32 frame)
    {
        const uint32_t function = area().frames()->frames[frame].function;
        return function == profile::none ? "all" : digest->profile->functions[function].name;
    }
    std::string chosen() { return area().selected() == profile::none ? "" : name(area().selected()); }
    QPoint middleOf(quint32 frame)
    {
        const profile::FlameFrame &its = area().frames()->frames[frame];
        return {int(area().sight().x(double(its.begin + its.end) / 2)),
                area().sight().top(area().frames()->levelOf(frame)) + area().sight().row / 2};
    }
    quint32 frameNamed(const std::string &wanted)
    {
        for (quint32 i = 0; i < area().frames()->frames.size(); ++i)
            if (name(i) == wanted)
                return i;
        return profile::none;
    }

    FlameView view{testTheme()};
    DigestPtr digest;
};

TEST_F(Flame, FramesLieOnTheirCallersAndAreAsWideAsTheirTime)
{
    const quint32 parse = frameNamed("parse"), main = frameNamed("main");
    EXPECT_LT(middleOf(parse).y(), middleOf(main).y());
    const QImage image = area().viewport()->grab().toImage();
    const auto colors = flameColors(testTheme(), *digest, FlameColors::Function);
    const QPoint at = middleOf(parse);
    int wide = 0; // pixels of its colour and of letters, up to its edge
    for (int x = at.x(); x < image.width() && area().frames()->at(2, uint64_t(area().sight().weight(x))) == parse; ++x)
        ++wide;
    EXPECT_EQ(image.pixel(at.x() + wide - 4, at.y()), colors[functionNamed(*digest->profile, "parse")].rgb());
    EXPECT_NEAR(2 * wide, 800 * 350 / 605, 3);
    view.rootsOnTop()->click();
    EXPECT_GT(middleOf(parse).y(), middleOf(main).y());
}

TEST_F(Flame, AClickChoosesAndEnterAsksForTheSource)
{
    QSignalSpy functions(&view, &CostView::functionChosen), source(&view, &CostView::sourceWanted);
    QTest::mouseClick(area().viewport(), Qt::LeftButton, {}, middleOf(frameNamed("read")));
    ASSERT_EQ(functions.count(), 1);
    EXPECT_EQ(functions[0][0].toUInt(), functionNamed(*digest->profile, "read"));
    QTest::keyClick(&area(), Qt::Key_Return);
    ASSERT_EQ(source.count(), 1);
    EXPECT_EQ(source[0][0].toUInt(), functionNamed(*digest->profile, "read"));
}

TEST_F(Flame, ArrowKeysWalkFromFrameToFrame)
{
    area().select(frameNamed("main"));
    QTest::keyClick(&area(), Qt::Key_Up);
    EXPECT_EQ(chosen(), "parse") << "the widest that it calls";
    QTest::keyClick(&area(), Qt::Key_Right);
    EXPECT_EQ(chosen(), "emit");
    QTest::keyClick(&area(), Qt::Key_Left);
    EXPECT_EQ(chosen(), "parse");
    QTest::keyClick(&area(), Qt::Key_Up);
    EXPECT_EQ(chosen(), "lex");
    QTest::keyClick(&area(), Qt::Key_Up);
    EXPECT_EQ(chosen(), "lex") << "nothing is further in";
    QTest::keyClick(&area(), Qt::Key_Down);
    QTest::keyClick(&area(), Qt::Key_Down);
    EXPECT_EQ(chosen(), "main");
}

TEST_F(Flame, TheWheelZoomsWhereThePointerIsAndEscapeShowsAll)
{
    const QPoint at = middleOf(frameNamed("emit"));
    const double before = area().sight().weight(at.x());
    QWheelEvent wheel(at, area().viewport()->mapToGlobal(at), {}, {0, 240}, {}, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(area().viewport(), &wheel);
    EXPECT_TRUE(area().zoomed());
    EXPECT_NEAR(area().sight().weight(at.x()), before, before / 1000);
    const double begin = area().sight().begin;
    QTest::mousePress(area().viewport(), Qt::LeftButton, {}, {400, 150});
    QTest::mouseMove(area().viewport(), {300, 150});
    QTest::mouseMove(area().viewport(), {200, 150});
    QTest::mouseRelease(area().viewport(), Qt::LeftButton, {}, {200, 150});
    EXPECT_GT(area().sight().begin, begin) << "dragged to the left";
    EXPECT_EQ(chosen(), "") << "dragging chooses nothing";
    QTest::keyClick(&area(), Qt::Key_Escape);
    EXPECT_FALSE(area().zoomed());
}

TEST_F(Flame, SpaceZoomsToTheFrame)
{
    area().select(frameNamed("read"));
    QTest::keyClick(&area(), Qt::Key_Space);
    const profile::FlameFrame &read = area().frames()->frames[frameNamed("read")];
    EXPECT_EQ(area().sight().begin, double(read.begin));
    EXPECT_EQ(area().sight().end, double(read.end));
}

TEST_F(Flame, ASearchTellsTheShareOfWhatWasFound)
{
    QTest::keyClick(&area(), Qt::Key_F, Qt::ControlModifier);
    EXPECT_TRUE(view.search()->hasFocus());
    QTest::keyClicks(view.search(), QStringLiteral("LEX"));
    EXPECT_EQ(view.found()->text(), QStringLiteral("74.4 % of all"));
    view.search()->setText(QStringLiteral("a")); // in main too, which holds all
    EXPECT_EQ(view.found()->text(), QStringLiteral("100.0 % of all")) << "nothing is told twice";
    QTest::keyClick(view.search(), Qt::Key_Escape);
    EXPECT_TRUE(view.found()->isHidden());
    EXPECT_TRUE(area().hasFocus());
}

TEST_F(Flame, KeysTurnItAroundAndShowTime)
{
    QTest::keyClick(&area(), Qt::Key_2);
    EXPECT_EQ(name(1), "lex") << "the innermost first";
    QTest::keyClick(&area(), Qt::Key_3);
    EXPECT_EQ(name(area().frames()->levels[2]), "read") << "it came first";
    QTest::keyClick(&area(), Qt::Key_1);
    EXPECT_EQ(name(area().frames()->levels[2]), "parse") << "it is the dearest";
    QTest::keyClick(&area(), Qt::Key_R);
    EXPECT_TRUE(view.collapse()->isChecked());
}

TEST_F(Flame, IsReadAloud)
{
    area().select(frameNamed("parse"));
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&area());
    ASSERT_NE(interface, nullptr);
    const QString text = interface->text(QAccessible::Value);
    EXPECT_TRUE(text.startsWith(QStringLiteral("parse; total 57.9 % (53.9 – 61.7 %)"))) << qPrintable(text);
    EXPECT_TRUE(text.endsWith(QStringLiteral("next to main"))) << qPrintable(text);
}

TEST(FlamePainter, WhatIsNarrowerThanAPixelIsNotLost)
{
    std::string lines;
    for (int i = 0; i < 5000; ++i)
        lines += "main;f" + std::to_string(i) + " 1\n";
    const DigestPtr digest = digestOf(profileOf(lines));
    const auto layout = onWorker(
        [&] { return std::make_shared<const FlameLayout>(profile::flameOf(profile::topDown(*digest->profile))); });
    FlamePainter painter(testTheme());
    painter.setLayout(digest, layout);
    QImage image(200, 60, QImage::Format_ARGB32_Premultiplied);
    FlameSight sight;
    sight.end = double(layout->whole());
    sight.width = image.width();
    sight.height = image.height();
    sight.row = 20;
    sight.rootsOnTop = true;
    QPainter on(&image);
    painter.paint(on, sight);
    on.end();
    for (int x = 0; x < image.width(); ++x)
        EXPECT_NE(image.pixelColor(x, 45), testTheme().color(Theme::Color::Base)) << x;
}

double luminance(const QColor &c)
{
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

TEST(FlamePainter, NamesCanBeReadOnEveryColour)
{
    std::string lines;
    for (int i = 0; i < 400; ++i)
        lines += "main;some function " + std::to_string(i) + " " + std::to_string(1 + i % 7) + "\n";
    profile::Profile profile = profileOf(lines);
    for (size_t i = 0; i < profile.functions.size(); ++i) {
        profile.functions[i].module = "module " + std::to_string(i);
        profile.functions[i].kind = profile::Function::Kind(i % 3);
    }
    const DigestPtr digest = digestOf(std::move(profile));
    Theme theme;
    for (const Theme::Scheme scheme : {Theme::Scheme::Light, Theme::Scheme::Dark}) {
        theme.setScheme(scheme);
        const double text = luminance(theme.color(Theme::Color::Text));
        for (const FlameColors by : {FlameColors::Function, FlameColors::Module, FlameColors::Share, FlameColors::Kind})
            for (const QColor &color : flameColors(theme, *digest, by)) {
                const double ground = luminance(color);
                EXPECT_GE((std::max(text, ground) + 0.05) / (std::min(text, ground) + 0.05), 4.5)
                    << qPrintable(color.name()) << " in mode " << int(by);
            }
    }
}

} // namespace
} // namespace watchglass::test
