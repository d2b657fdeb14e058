// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDockWidget>
#include <QLabel>
#include <QTemporaryDir>

#include "app/window/profile_store.h"
#include "app/window/profiler.h"
#include "app/window/workspaces.h"
#include "tests/app/window/window_kit.h"
#include "widgets/elided_label.h"
#include "widgets/profile/comparison_view.h"
#include "widgets/profile/function_table.h"
#include "widgets/profile/machine_view.h"
#include "widgets/profile/profile_strip.h"
#include "widgets/profile/runs_view.h"
#include "widgets/profile/timeline_strip.h"
#include "widgets/views/data_view.h"
#include "widgets/views/listing_model.h"
#include "widgets/views/listing_view.h"
#include "widgets/views/run_panel.h"

namespace watchglass::test {
namespace {

const char *const program = R"((module
  (func $hot (param $n i32)
    (loop $again
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n))))
  (func $cold
    nop)
  (func (export "run") (param $n i32)
    (call $cold)
    (call $hot (local.get $n)))
  (func (export "endless") (loop $on (br $on)))))";

class ProfileWorkspace : public WindowTest
{
protected:
    void choose(const char *name, QStringList arguments = {})
    {
        window->findChild<RunPanel *>()->choose(QLatin1String(name), arguments);
    }
    void trigger(const char *id) { window->actions().action(QLatin1String(id))->trigger(); }
    ProfileStore &store() { return window->profiles(); }
    bool waitForDigest()
    {
        return wait([&] { return store().digest() != nullptr; });
    }
    template <class View>
    View *view(const char *dock)
    {
        return qobject_cast<View *>(window->findChild<QDockWidget *>(QLatin1String(dock))->widget());
    }
    QString facts() { return window->findChild<ProfileStrip *>()->findChild<QLabel *>()->text(); }
};

TEST_F(ProfileWorkspace, OneKeyProfilesTheCallOfTheRunDock)
{
    openText(program);
    choose("run", {QStringLiteral("60000000")});
    trigger("profile.rate.1000");
    QTest::keyClick(window.get(), Qt::Key_F8);
    EXPECT_EQ(window->profiler().state(), Profiler::State::Sampling);
    ASSERT_TRUE(waitForDigest());
    EXPECT_EQ(window->profiler().state(), Profiler::State::Off) << "the call is over";
    const ProfileRun &run = *store().current();
    EXPECT_EQ(run.name, QStringLiteral("run(60000000)"));
    EXPECT_EQ(run.how, QStringLiteral("1000 Hz, wall time"));
    const profile::Digest &digest = *store().digest();
    ASSERT_FALSE(digest.functions.empty());
    EXPECT_EQ(digest.profile->functions[digest.functions[0].function].name, "hot");
    EXPECT_EQ(digest.profile->functions[store().function()].name, "hot") << "the hottest is chosen";
    auto *table = view<FunctionTable>("functions");
    EXPECT_TRUE(table->isVisible()) << "the workspace came with it";
    EXPECT_EQ(table->list()->model()->index(0, 0).data().toString(), QStringLiteral("hot"));
    EXPECT_TRUE(facts().startsWith(QStringLiteral("run(60000000) · "))) << qPrintable(facts());
    EXPECT_TRUE(facts().contains(QStringLiteral("overhead"))) << qPrintable(facts());
    trigger("profile.rate.250");
}

TEST_F(ProfileWorkspace, CountingTheRunKnowsEveryInstruction)
{
    openText(program);
    choose("run", {QStringLiteral("1000")});
    trigger("profile.runCounted");
    ASSERT_TRUE(waitForDigest());
    const profile::Digest &digest = *store().digest();
    ASSERT_TRUE(digest.profile->exact);
    EXPECT_EQ(digest.profile->functions[digest.functions[0].function].name, "hot");
    EXPECT_GE(digest.functions[0].cost.self, 6000u);
    EXPECT_TRUE(facts().contains(QStringLiteral("counted exactly"))) << qPrintable(facts());
}

TEST_F(ProfileWorkspace, SamplingIsSwitchedOnAndOffWhileTheProgramRuns)
{
    openText(program);
    choose("endless");
    trigger("run.start");
    ASSERT_TRUE(wait([&] { return window->debugger().state() == Debugger::State::Running; }));
    trigger("profile.sample");
    EXPECT_TRUE(window->actions().action(QStringLiteral("profile.sample"))->isChecked());
    ASSERT_TRUE(wait([&] { return window->profiler().progress().samples > 5; })) << "told while it runs";
    trigger("profile.sample");
    ASSERT_TRUE(waitForDigest());
    EXPECT_EQ(window->debugger().state(), Debugger::State::Running) << "it went on";
    EXPECT_FALSE(window->actions().action(QStringLiteral("profile.sample"))->isChecked());
    trigger("run.stop");
    ASSERT_TRUE(wait([&] { return window->debugger().state() == Debugger::State::Idle; }));
    EXPECT_EQ(store().runs().size(), 1u);
}

TEST_F(ProfileWorkspace, ACallThatCannotBeMadeLeavesNoRunBehind)
{
    openText("(module (func (export \"run\") (param i32)))");
    choose("run", {QStringLiteral("no number")});
    trigger("profile.run");
    EXPECT_EQ(window->profiler().state(), Profiler::State::Off);
    trigger("profile.runCounted");
    QTest::qWait(100);
    EXPECT_TRUE(store().runs().empty());
    choose("run", {QStringLiteral("7")});
    trigger("profile.runCounted");
    ASSERT_TRUE(waitForDigest()) << "and the next one counts";
    EXPECT_EQ(store().runs().size(), 1u);
}

TEST_F(ProfileWorkspace, AKeyGoesFromTheRowToTheHottestLineAndBack)
{
    Document *document = openText(program);
    choose("run", {QStringLiteral("1000")});
    trigger("profile.runCounted");
    ASSERT_TRUE(waitForDigest());
    auto *table = view<FunctionTable>("functions");
    table->list()->setFocus();
    QTest::keyClick(table->list(), Qt::Key_Return);
    const quint32 line = document->editor()->lineAt(document->editor()->caret());
    EXPECT_GE(line, 3u);
    EXPECT_LE(line, 5u) << "in the loop of $hot";
    document->editor()->showPlace(offsetOf(document, "nop"));
    document->editor()->setFocus();
    trigger("profile.source");
    EXPECT_EQ(store().digest()->profile->functions[store().function()].name, "cold");
    EXPECT_TRUE(table->list()->hasFocus());
    trigger("profile.source");
    EXPECT_EQ(document->editor()->lineAt(document->editor()->caret()), 7u);
    EXPECT_TRUE(document->editor()->hasFocus());
}

TEST_F(ProfileWorkspace, TheTextSaysWhatEachLineCostAlsoAfterAnEdit)
{
    Document *document = openText(program);
    choose("run", {QStringLiteral("1000")});
    trigger("profile.runCounted");
    const auto heatAt = [&](quint32 line) -> const HeatLine * {
        for (const HeatLine &heat : document->editor()->heat())
            if (heat.line == line)
                return &heat;
        return nullptr;
    };
    ASSERT_TRUE(wait([&] { return heatAt(5) != nullptr; }));
    EXPECT_EQ(heatAt(5)->text, QStringLiteral("1.00 k"));
    EXPECT_EQ(heatAt(5)->bar, 1);
    EXPECT_EQ(heatAt(7)->text, QStringLiteral("1")) << "nop";
    EXPECT_TRUE(heatAt(11)->never) << "the endless function was not called";
    auto *listing = view<ListingView>("listing");
    EXPECT_FALSE(listing->list()->isColumnHidden(ListingModel::HeatColumn));
    document->editor()->applyEdits({{{8, 8}, "  (func $new)\n"}});
    EXPECT_EQ(heatAt(6)->text, QStringLiteral("1.00 k")) << "moved at once";
    ASSERT_TRUE(wait([&] { return facts().contains(QStringLiteral("changed since")); })) << "assembled";
    EXPECT_EQ(heatAt(6)->text, QStringLiteral("1.00 k"));
    EXPECT_EQ(heatAt(2), nullptr) << "what is new was not measured";
    EXPECT_TRUE(listing->list()->isColumnHidden(ListingModel::HeatColumn)) << "these bytes were not measured";
    view<FunctionTable>("functions")->list()->setFocus();
    QTest::keyClick(view<FunctionTable>("functions")->list(), Qt::Key_Return);
    const quint32 line = document->editor()->lineAt(document->editor()->caret());
    EXPECT_TRUE(line >= 4 && line <= 6) << line;
    trigger("view.layer.heat");
    EXPECT_FALSE(document->editor()->layer(CodeEditor::Layer::Heat));
    trigger("view.layer.heat");
}

TEST_F(ProfileWorkspace, AProfileFromAFileIsSeenInTheTextItIsOf)
{
    Document *document = openText(program);
    choose("run", {QStringLiteral("1000")});
    trigger("profile.runCounted");
    ASSERT_TRUE(waitForDigest());
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("kept.json"));
    bool written = false;
    store().write(*store().current(), path, profile::Format::Own, [&](const QString &) { written = true; });
    ASSERT_TRUE(wait([&] { return written; }));
    store().remove(store().current()->id);
    EXPECT_TRUE(document->editor()->heat().empty());
    window->open(path);
    EXPECT_TRUE(wait([&] { return !document->editor()->heat().empty(); }));
    Document *other = openText("(module (func $other (export \"other\") nop))");
    QTest::qWait(50);
    EXPECT_TRUE(other->editor()->heat().empty()) << "it is not of this text";
}

TEST_F(ProfileWorkspace, FiltersNarrowDownEveryViewAndCanBeUndone)
{
    openText(program);
    choose("run", {QStringLiteral("1000")});
    trigger("profile.runCounted");
    ASSERT_TRUE(waitForDigest());
    const uint64_t whole = store().digest()->whole;
    auto *table = view<FunctionTable>("functions");
    emit table->filterWanted({profile::Filter::Step::Kind::Without, store().function()});
    ASSERT_TRUE(wait([&] { return store().digest()->whole < whole; }));
    EXPECT_NE(table->list()->model()->index(0, 0).data().toString(), QStringLiteral("hot"));
    trigger("profile.undoFilter");
    ASSERT_TRUE(wait([&] { return store().digest()->whole == whole; }));
    trigger("profile.redoFilter");
    ASSERT_TRUE(wait([&] { return store().digest()->whole < whole; }));
    trigger("profile.clearFilter");
    ASSERT_TRUE(wait([&] { return store().digest()->whole == whole; }));
    EXPECT_FALSE(window->actions().action(QStringLiteral("profile.clearFilter"))->isEnabled());
}

TEST_F(ProfileWorkspace, AProfileIsWrittenInEveryFormatAndReadAgain)
{
    openText(program);
    choose("run", {QStringLiteral("1000")});
    trigger("profile.runCounted");
    ASSERT_TRUE(waitForDigest());
    QTemporaryDir folder;
    int written = 0;
    for (const profile::FormatInfo &info : profile::formats()) {
        const QString path = folder.filePath(QStringLiteral("run") + QLatin1String(info.extension));
        store().write(*store().current(), path, info.format, [&](const QString &problem) {
            EXPECT_TRUE(problem.isEmpty()) << qPrintable(problem);
            ++written;
        });
    }
    ASSERT_TRUE(wait([&] { return written == int(profile::formats().size()); }));
    const uint64_t whole = store().digest()->whole;
    for (const char *name : {"run.json", "run.speedscope.json"}) {
        const size_t before = store().runs().size();
        window->open(folder.filePath(QLatin1String(name)));
        ASSERT_TRUE(wait([&] { return store().runs().size() > before && store().digest(); })) << name;
        EXPECT_EQ(store().current()->name, QLatin1String(name));
        EXPECT_EQ(store().digest()->whole, whole);
    }
    store().write(*store().current(), folder.filePath(QStringLiteral("no/such/place")), profile::Format::Own,
                  [&](const QString &problem) {
                      EXPECT_TRUE(problem.contains(QStringLiteral("cannot be written"))) << qPrintable(problem);
                      ++written;
                  });
    EXPECT_TRUE(wait([&] { return written == int(profile::formats().size()) + 1; }));
}

TEST_F(ProfileWorkspace, AFileThatIsNoProfileIsRefusedWithASentence)
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("wrong.json")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("{\"format\": 3}");
    file.close();
    window->open(file.fileName());
    const auto said = [&] {
        for (const QLabel *label : window->findChildren<QLabel *>())
            if (label->text().contains(QStringLiteral("wrong.json is no profile")))
                return true;
        return false;
    };
    EXPECT_TRUE(wait(said));
    EXPECT_TRUE(store().runs().empty());
}

TEST_F(ProfileWorkspace, AStretchOfTheTimelineIsAllThatIsLookedAt)
{
    openText(program);
    choose("run", {QStringLiteral("60000000")});
    trigger("profile.rate.1000");
    trigger("profile.run");
    ASSERT_TRUE(waitForDigest());
    auto *timeline = window->findChild<TimelineStrip *>();
    ASSERT_TRUE(wait([&] { return timeline->isVisible(); }));
    const uint64_t whole = store().digest()->whole, duration = store().current()->profile->duration;
    QTest::mousePress(timeline, Qt::LeftButton, {}, {timeline->width() / 4, 10});
    QTest::mouseMove(timeline, {timeline->width() / 2, 10});
    QTest::mouseRelease(timeline, Qt::LeftButton, {}, {timeline->width() / 2, 10});
    ASSERT_TRUE(wait([&] { return store().digest()->whole < whole; }));
    for (const profile::Sample &sample : store().digest()->profile->samples)
        EXPECT_NEAR(double(sample.time) / double(duration), 0.375, 0.135);
    trigger("profile.undoFilter");
    EXPECT_TRUE(wait([&] { return store().digest()->whole == whole; }));
    EXPECT_FALSE(timeline->range()) << "it follows";
    trigger("profile.rate.250");
}

TEST_F(ProfileWorkspace, TwoRunsAreCompared)
{
    openText(program);
    for (const char *times : {"10", "100000"}) {
        const size_t before = store().runs().size();
        choose("run", {QLatin1String(times)});
        trigger("profile.runCounted");
        ASSERT_TRUE(wait([&] { return store().runs().size() > before && store().digest(); }));
    }
    auto *runs = view<RunsView>("runs");
    runs->model()->setData(runs->model()->index(0, 0), Qt::Checked, Qt::CheckStateRole);
    ASSERT_TRUE(wait([&] { return store().comparison() != nullptr; }));
    auto *comparison = view<ComparisonView>("comparison");
    EXPECT_TRUE(comparison->isVisible()) << "it came to the front";
    EXPECT_EQ(comparison->model()->index(0, 0).data().toString(), QStringLiteral("hot"));
    EXPECT_EQ(comparison->model()->index(0, 5).data().toString(), QStringLiteral("▲ dearer"));
    runs->list()->setCurrentIndex(runs->model()->index(0, 1));
    EXPECT_EQ(store().comparison(), nullptr) << "a run is not compared with itself";
    runs->list()->setCurrentIndex(runs->model()->index(1, 1));
    ASSERT_TRUE(wait([&] { return store().comparison() != nullptr; }));
    store().remove(store().ticked());
    EXPECT_EQ(store().comparison(), nullptr);
}

TEST_F(ProfileWorkspace, ALineSaysHowItsCostChangedWithAnEdit)
{
    Document *document = openText(program);
    choose("run", {QStringLiteral("1000")});
    trigger("profile.runCounted");
    ASSERT_TRUE(waitForDigest());
    store().compareWith(store().current()->id);
    const quint32 loop = offsetOf(document, "(br_if");
    document->editor()->applyEdits({{{loop, loop}, "nop "}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    trigger("profile.runCounted");
    const auto chip = [&](quint32 line) {
        for (const HeatLine &heat : document->editor()->heat())
            if (heat.line == line)
                return heat.chip;
        return QString();
    };
    EXPECT_TRUE(wait([&] { return chip(5) == QStringLiteral("▲50 %"); })) << qPrintable(chip(5)); // 3 where 2 were
    EXPECT_EQ(chip(4), QString()) << "as often as before";
    store().compareWith(0);
    EXPECT_TRUE(wait([&] { return chip(5).isEmpty(); }));
}

TEST_F(ProfileWorkspace, TheMachineDockShowsWhatBecameOfTheFunctionAtTheCaret)
{
    Document *document = openText(R"((module
  (func $add (export "add") (param $lhs i32) (param $rhs i32) (result i32)
    local.get $lhs
    local.get $rhs
    i32.add)
  (func $one (result i32)
    i32.const 1)))");
    trigger("view.workspace.profile");
    trigger("view.dock.machine");
    auto *machine = view<MachineView>("machine");
    document->editor()->showPlace(offsetOf(document, "local.get $rhs"));
    ASSERT_TRUE(wait([&] { return machine->model()->rowCount() > 0; }));
    EXPECT_TRUE(machine->summary()->text().startsWith(QStringLiteral("$add: ")))
        << qPrintable(machine->summary()->text());
    const std::vector<MachineText::Line> lines = machine->model()->text()->lines;
    EXPECT_EQ(lines[0].wasm.trimmed(), QStringLiteral("local.get $lhs"));
    EXPECT_TRUE(lines[0].folded && lines[1].folded) << "two gets vanished into the add";
    EXPECT_FALSE(lines[2].folded);
    EXPECT_TRUE(lines[0].internal.startsWith(QStringLiteral("i32.add"))) << qPrintable(lines[0].internal);
    EXPECT_FALSE(lines[0].machine.isEmpty());
    EXPECT_EQ(machine->model()->group(), lines[1].group) << "the caret's";
    machine->list()->setFocus();
    machine->list()->setCurrentIndex(machine->model()->index(2, 1));
    EXPECT_EQ(document->editor()->lineAt(document->editor()->caret()), 5u);
    document->editor()->setFocus();
    document->editor()->showPlace(offsetOf(document, "i32.const"));
    EXPECT_TRUE(wait([&] { return machine->summary()->text().startsWith(QStringLiteral("$one: ")); }));
}

TEST_F(ProfileWorkspace, RunsAreChosenAndRemovedInTheirList)
{
    openText(program);
    for (const char *times : {"10", "20"}) {
        const size_t before = store().runs().size();
        choose("run", {QLatin1String(times)});
        trigger("profile.runCounted");
        ASSERT_TRUE(wait([&] { return store().runs().size() > before && store().digest(); }));
    }
    auto *runs = view<RunsView>("runs");
    EXPECT_EQ(runs->model()->rowCount(), 2);
    const int second = store().current()->id;
    runs->list()->setCurrentIndex(runs->model()->index(0, 1));
    EXPECT_NE(store().current()->id, second);
    QTest::keyClick(runs->list(), Qt::Key_Delete);
    EXPECT_EQ(store().runs().size(), 1u);
    EXPECT_EQ(store().current()->id, second);
    QTest::keyClick(runs->list(), Qt::Key_Delete);
    EXPECT_EQ(store().current(), nullptr);
    EXPECT_EQ(view<FunctionTable>("functions")->list()->model()->rowCount(), 0);
}

} // namespace
} // namespace watchglass::test
