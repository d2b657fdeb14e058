// SPDX-License-Identifier: GPL-3.0-or-later
/// How long the window keeps an event waiting while it has much to do: a thread posts an event every 2 ms, and the
/// window's thread notes how late each one arrives. Goal: p99.9 ≤ 50 ms with one core free.
///
///     bench_lag [module.wasm]        (offscreen: QT_QPA_PLATFORM=offscreen)
#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "app/window/main_window.h"
#include "app/window/tabs.h"

using namespace watchglass;
using Clock = std::chrono::steady_clock;

namespace {

class LagProbe : public QObject
{
public:
    LagProbe() : m_thread([this] { post(); }) {}
    ~LagProbe() override
    {
        m_ending = true;
        m_thread.join();
    }
    void begin() { m_lags.clear(); }
    void report(const char *name)
    {
        std::sort(m_lags.begin(), m_lags.end());
        const auto at = [&](double share) {
            return m_lags.empty() ? 0.0 : m_lags[std::min(m_lags.size() - 1, size_t(share * double(m_lags.size())))];
        };
        std::printf("%-34s %7zu events   p50 %6.2f   p99 %6.2f   p99.9 %7.2f   max %7.2f ms\n", name, m_lags.size(),
                    at(0.5), at(0.99), at(0.999), m_lags.empty() ? 0.0 : m_lags.back());
        std::fflush(stdout);
    }

private:
    struct Stamp : QEvent {
        Stamp() : QEvent(QEvent::User), posted(Clock::now()) {}
        Clock::time_point posted;
    };
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        const auto late = Clock::now() - static_cast<Stamp *>(event)->posted;
        m_lags.push_back(std::chrono::duration<double, std::milli>(late).count());
        return true;
    }
    void post()
    {
        while (!m_ending) {
            QCoreApplication::postEvent(this, new Stamp);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }

    std::vector<double> m_lags;
    std::atomic<bool> m_ending = false;
    std::thread m_thread;
};

QByteArray longText(int functions)
{
    QByteArray text = "(module\n  (memory 1)\n";
    for (int i = 0; i < functions; ++i)
        text += "  (func $f" + QByteArray::number(i) +
                " (param $x i32) (result i32)\n    local.get $x\n    i32.const " + QByteArray::number(i) +
                "\n    i32.add\n    (i32.mul (local.get $x) (i32.const 3))\n    i32.xor)\n";
    return text + ")\n";
}

void whileAGuestSpins(MainWindow &window, LagProbe &probe)
{
    window.openExample(QStringLiteral("endless"));
    Document *document = window.tabs().current();
    QTest::qWaitFor([&] { return document->assemblyIsCurrent(); }, 10000);
    window.debugger().invoke(document, {QStringLiteral("spin"), {}, false});
    QTest::qWait(300);
    probe.begin();
    QTest::qWait(5000);
    probe.report("while a guest spins");
    window.debugger().stop();
    QTest::qWaitFor([&] { return window.debugger().state() == Debugger::State::Idle; }, 5000);
}

void whileTyping(MainWindow &window, LagProbe &probe)
{
    Document *document = window.documents().newText(QStringLiteral("long.wat"), longText(8000));
    QTest::qWaitFor([&] { return document->assemblyIsCurrent(); }, 60000);
    CodeEditor *editor = document->editor();
    std::printf("typing into %lld bytes\n", (long long)editor->utf8().size());
    editor->showPlace(quint32(editor->utf8().size() / 2));
    editor->setFocus();
    QTest::qWait(500);
    probe.begin();
    for (int i = 0; i < 100; ++i) {
        QTest::keyClick(editor, i % 10 == 9 ? Qt::Key_Return : Qt::Key_Semicolon);
        QTest::qWait(60);
    }
    probe.report("while typing into a long text");
    editor->setModified(false);
}

void whileOpening(MainWindow &window, LagProbe &probe, const QString &path)
{
    probe.begin();
    window.open(path);
    Document *document = window.tabs().current();
    QTest::qWaitFor([&] { return document && document->assembly(); }, 60000);
    QTest::qWait(500);
    probe.report("while a module opens");
}

} // namespace

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    QApplication app(argc, argv);
    MainWindow window;
    window.resize(1440, 900);
    window.show();
    QTest::qWait(500);
    LagProbe probe;
    probe.begin();
    QTest::qWait(2000);
    probe.report("at rest");
    whileAGuestSpins(window, probe);
    if (argc > 1)
        whileOpening(window, probe, QString::fromLocal8Bit(argv[1]));
    whileTyping(window, probe);
    for (Document *document : window.documents().all())
        document->editor()->setModified(false);
    window.close();
    return 0;
}
