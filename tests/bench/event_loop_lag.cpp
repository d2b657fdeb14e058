// SPDX-License-Identifier: GPL-3.0-or-later
/// How long the window keeps an event waiting while it has much to do. Goal: p99.9 ≤ 50 ms with one core free.
///
///     bench_lag [--details] [--only spin|step|text|module] [module.wasm …]   (offscreen: QT_QPA_PLATFORM=offscreen)
///
/// Behind each row stands the longest event, in milliseconds of the thread's own time.
#include <QCommandLineParser>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <cstdio>

#include "app/window/examples.h"
#include "app/window/main_window.h"
#include "app/window/tabs.h"
#include "tests/bench/big_input.h"
#include "tests/bench/lag_probe.h"

using namespace watchglass;
using namespace std::chrono_literals;
using bench::runLoop;
using bench::runLoopUntil;

namespace {

void closeAll(MainWindow &window)
{
    const QVector<Document *> all = window.documents().all();
    for (Document *document : all) {
        document->editor()->setModified(false);
        window.documents().close(document);
    }
    runLoop(100ms);
}

void whileAGuestSpins(MainWindow &window, bench::LagProbe &probe)
{
    window.openExample(QStringLiteral("endless"));
    Document *document = window.tabs().current();
    runLoopUntil([&] { return document->assemblyIsCurrent(); });
    window.debugger().invoke(document, {QStringLiteral("spin"), {}, false});
    runLoop(300ms);
    probe.begin();
    runLoop(5s);
    probe.report("while a guest spins");
    window.debugger().stop();
    runLoopUntil([&] { return window.debugger().state() == Debugger::State::Idle; });
    closeAll(window);
}

void whileStepping(MainWindow &window, bench::LagProbe &probe)
{
    window.openExample(QStringLiteral("quicksort"));
    Document *document = window.tabs().current();
    runLoopUntil([&] { return document->assemblyIsCurrent(); });
    const auto paused = [&] { return window.debugger().state() == Debugger::State::Paused; };
    window.debugger().invoke(document, {findExample(QStringLiteral("quicksort"))->invoke, {}, true});
    runLoopUntil(paused);
    runLoop(500ms);
    probe.begin();
    for (int i = 0; i < 100 && paused(); ++i) {
        window.debugger().step(session::StepKind::Instruction);
        runLoop(30ms);
    }
    probe.report("while 100 instructions are stepped");
    probe.begin();
    for (int i = 0; i < 20; ++i) {
        window.actions()
            .action(i % 2 ? QStringLiteral("view.workspace.debug") : QStringLiteral("view.workspace.edit"))
            ->trigger();
        runLoop(100ms);
    }
    probe.report("while workspaces are switched");
    window.debugger().stop();
    runLoopUntil([&] { return window.debugger().state() == Debugger::State::Idle; });
    closeAll(window);
}

void whileOpening(MainWindow &window, bench::LagProbe &probe, const char *name, const QString &path)
{
    probe.begin();
    window.open(path);
    Document *document = nullptr;
    runLoopUntil([&] { return (document = window.documents().findPath(path)) != nullptr; });
    runLoopUntil([&] { return document->assembly() && (document->assembly()->overview || document->analysis()); });
    runLoop(500ms);
    probe.report(name);
    probe.begin();
    closeAll(window);
    probe.report("… and closes");
}

void whileTyping(MainWindow &window, bench::LagProbe &probe)
{
    probe.begin();
    Document *document =
        window.documents().newText(QStringLiteral("long.wat"), QByteArray::fromStdString(bench::longText(8000)));
    runLoopUntil([&] { return document->analysis() && document->assemblyIsCurrent(); });
    probe.report("while a text of 1.1 MB opens");
    CodeEditor *editor = document->editor();
    editor->showPlace(quint32(editor->utf8().size() / 2));
    editor->setFocus();
    runLoop(500ms);
    const auto type = [&](const char *name, const QString &keys) {
        probe.begin();
        for (int i = 0; i < 100; ++i) {
            if (i % 10 == 9)
                QTest::keyClick(editor, Qt::Key_Return);
            else
                QTest::keyClicks(editor, keys.mid(i % 10, 1));
            runLoop(60ms);
        }
        probe.report(name);
    };
    type("while a comment is typed into it", QStringLiteral(";; a text"));
    type("while instructions are", QStringLiteral("i32.add $"));
    closeAll(window);
}

} // namespace

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    bench::TimedApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{QStringLiteral("details"), QStringLiteral("the receivers that took most time")},
                       {QStringLiteral("only"), QStringLiteral("one part"), QStringLiteral("part")}});
    parser.process(app);
    const auto wanted = [&](const char *part) {
        return !parser.isSet(QStringLiteral("only")) || parser.value(QStringLiteral("only")) == QLatin1String(part);
    };
    const auto begin = std::chrono::steady_clock::now();
    MainWindow window;
    window.resize(1440, 900);
    window.show();
    while (!app.painted)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    std::printf("from a started process to the first painted window: %.0f ms\n",
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    runLoop(500ms);
    bench::LagProbe probe(parser.isSet(QStringLiteral("details")));

    probe.begin();
    runLoop(2s);
    probe.report("at rest");
    if (wanted("spin"))
        whileAGuestSpins(window, probe);
    if (wanted("step"))
        whileStepping(window, probe);
    if (wanted("text"))
        whileTyping(window, probe);
    const auto make = [&home](const QString &name, const std::string &bytes) {
        QFile file(home.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), qint64(bytes.size())) != qint64(bytes.size()))
            qFatal("%s cannot be written", qPrintable(file.fileName()));
        return file.fileName();
    };
    if (wanted("module")) {
        whileOpening(window, probe, "while a module of 5 MB text opens",
                     make(QStringLiteral("text.wasm"), bench::bigModule(2000, 200)));
        whileOpening(window, probe, "while a module of 30 MB opens",
                     make(QStringLiteral("big.wasm"), bench::bigModule(60000, 480)));
    }
    for (const QString &module : parser.positionalArguments())
        whileOpening(window, probe, qPrintable(QFileInfo(module).fileName()), module);
    window.close();
    return 0;
}
