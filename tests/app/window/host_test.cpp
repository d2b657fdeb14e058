// SPDX-License-Identifier: GPL-3.0-or-later
/// The Host workspace: the board, what can be done on it by mouse and by keys, and the calls it lists.
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QToolButton>

#include <arpa/inet.h>
#include <future>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/window/host_actions.h"
#include "app/window/host_store.h"
#include "app/window/host_views.h"
#include "app/window/shipped_host.h"
#include "engine/host/scenario/host_file.h"
#include "tests/app/window/window_kit.h"
#include "tests/plugins/http_client.h"
#include "widgets/host/board_view.h"
#include "widgets/host/calls_view.h"
#include "widgets/host/host_details.h"
#include "widgets/host/load_view.h"
#include "widgets/views/copy_label.h"
#include "widgets/views/run_panel.h"

namespace watchglass::test {

class HostWindow : public WindowTest
{
protected:
    using Kind = BoardId::Kind;

    static QString guest(const char *name) { return QStringLiteral(GUESTS "/") + QLatin1String(name); }
    QAction *action(const char *id) { return window->actions().action(QLatin1String(id)); }
    HostStore &store() { return window->host(); }
    BoardView &board() { return window->hostViews().board(); }
    HostDetails &details() { return window->hostViews().details(); }
    CallLog &log() { return window->hostViews().calls().log(); }

    void toHost()
    {
        action("view.workspace.host")->trigger();
        ASSERT_TRUE(wait([&] { return !store().plugins()->empty(); }));
    }
    static BoardId actorId(const char *name) { return {Kind::Actor, {name, {}, {}}, {}}; }
    static BoardId linkId(const char *actor, const char *capability, const char *name = "default")
    {
        return {Kind::Link, {actor, capability, name}, {}};
    }
    static BoardId providerId(const char *name) { return {Kind::Provider, {}, name}; }
    /// What stands on a card; empty when there is none.
    QString says(const BoardId &id)
    {
        const BoardCard *card = board().card(id);
        return card ? card->look().text : QString();
    }
    bool waitSays(const BoardId &id, const char *words)
    {
        const bool said = wait([&] { return says(id).contains(QString::fromUtf8(words)); });
        EXPECT_TRUE(said) << words << ", not: " << qPrintable(says(id));
        return said;
    }
    QString libraryOf(const char *word)
    {
        for (const HostPlugin &plugin : *store().plugins())
            if (plugin.word == QLatin1String(word))
                return plugin.library;
        ADD_FAILURE() << word << " is not installed";
        return {};
    }
    QString barText()
    {
        const auto *bar = window->findChild<MessageBar *>();
        for (const QLabel *label : bar->findChildren<QLabel *>())
            if (bar->isVisible() && !label->text().isEmpty())
                return label->text();
        return {};
    }
    template <class Widget>
    Widget *named(QWidget &root, const char *name)
    {
        for (Widget *widget : root.findChildren<Widget *>())
            if (widget->accessibleName() == QString::fromUtf8(name) && widget->isVisibleTo(&root))
                return widget;
        ADD_FAILURE() << "there is no " << name;
        return nullptr;
    }
    void press(QWidget &root, const char *name)
    {
        if (auto *button = named<QPushButton>(root, name))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    void choose(const BoardId &id)
    {
        ASSERT_TRUE(wait([&] { return board().card(id) != nullptr; }));
        QTest::mouseClick(board().card(id), Qt::LeftButton);
    }
    /// Calls by `actor` that are listed and have that outcome.
    int listed(const char *what, host::Failure failure = host::Failure::None)
    {
        int count = 0;
        for (qint64 row = 0; row < log().size(); ++row)
            if (const auto &call = log().at(row).call)
                count += call->operation == what && call->failure == failure;
        return count;
    }

    static quint16 freePort()
    {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        ::bind(socket, reinterpret_cast<sockaddr *>(&address), length);
        ::getsockname(socket, reinterpret_cast<sockaddr *>(&address), &length);
        ::close(socket);
        return ntohs(address.sin_port);
    }
    /// Status and body of GET; the window goes on meanwhile.
    QString get(quint16 port)
    {
        auto answer =
            std::async(std::launch::async, [port] { return host::HttpConnection(port).request("GET", "/x"); });
        wait([&] { return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
        const host::HttpAnswer got = answer.get();
        return QStringLiteral("%1 %2").arg(got.status).arg(QString::fromStdString(got.body));
    }
    /// The manifest that is shipped, with its counter, on a port that was free.
    QString manifest(quint16 port)
    {
        const QDir shipped(QStringLiteral(HOST_SHIPPED));
        QFile from(shipped.filePath(QStringLiteral("counter.json"))),
            own(folder.filePath(QStringLiteral("counter.json")));
        EXPECT_TRUE(from.open(QIODevice::ReadOnly) && own.open(QIODevice::WriteOnly));
        QByteArray text = from.readAll();
        text.replace("\"8080\"", QStringLiteral("\"%1\"").arg(port).toUtf8());
        own.write(text);
        QDir(folder.path()).mkpath(QStringLiteral("actors"));
        QFile::copy(shipped.filePath(QStringLiteral("actors/counter.wat")), counterText());
        return own.fileName();
    }
    QString counterText() { return folder.filePath(QStringLiteral("actors/counter.wat")); }

    const QTemporaryDir folder;
};

TEST_F(HostWindow, AManifestIsServedAndItsRequestsAreListed)
{
    toHost();
    const quint16 port = freePort();
    window->hostActions().openManifest(manifest(port));
    ASSERT_TRUE(waitSays(linkId("counter", "wascc:keyvalue"), "→ store"));
    EXPECT_EQ(get(port), QStringLiteral("200 {\"counter\":1}"));
    EXPECT_EQ(get(port), QStringLiteral("200 {\"counter\":2}"));
    waitSays(linkId("counter", "wascc:keyvalue"), "2 calls");
    ASSERT_TRUE(wait([&] { return listed("HandleRequest") == 2 && listed("Add") == 2; }));

    // Details: what the contract says, and the way to the cause.
    CallsView &calls = window->hostViews().calls();
    for (qint64 row = 0; row < log().size(); ++row)
        if (log().at(row).call && log().at(row).call->operation == "Add")
            calls.list().setCurrent(log().serial(row));
    const auto *text = calls.findChild<QPlainTextEdit *>();
    EXPECT_TRUE(text->toPlainText().contains(QStringLiteral("\"key\":\":x\""))) << qPrintable(text->toPlainText());
    for (QToolButton *button : calls.findChildren<QToolButton *>())
        if (button->accessibleName() == QStringLiteral("Go to the cause"))
            button->click();
    EXPECT_TRUE(text->toPlainText().contains(QStringLiteral("HandleRequest")));
}

TEST_F(HostWindow, AWrongManifestChangesNothingAndSaysWhere)
{
    toHost();
    const quint16 port = freePort();
    window->hostActions().openManifest(manifest(port));
    ASSERT_TRUE(waitSays(actorId("counter"), "version 1"));
    QFile wrong(folder.filePath(QStringLiteral("wrong.json")));
    ASSERT_TRUE(wrong.open(QIODevice::WriteOnly));
    wrong.write(R"({"watchglass_host": 1, "actors": [{"name": "a", "module": "none.wasm"}]})");
    wrong.close();
    window->hostActions().openManifest(wrong.fileName());
    EXPECT_TRUE(wait([&] { return barText().contains(QStringLiteral("wrong.json: /actors/0/module")); }))
        << qPrintable(barText());
    EXPECT_EQ(get(port), QStringLiteral("200 {\"counter\":1}"));
}

TEST_F(HostWindow, TheStoryOfTheTalkByClicks)
{
    toHost();
    const quint16 port = freePort();
    window->hostActions().openManifest(manifest(port));
    ASSERT_TRUE(waitSays(linkId("counter", "wascc:keyvalue"), "→ store"));
    EXPECT_EQ(get(port), QStringLiteral("200 {\"counter\":1}"));

    // The module is swapped while it serves, and swapped back.
    choose(actorId("counter"));
    emit board().fileDropped(QStringLiteral("counter"), guest("own_kvcounter_tweaked.wasm"));
    ASSERT_TRUE(waitSays(actorId("counter"), "own_kvcounter_tweaked.wasm, version 2"));
    EXPECT_EQ(get(port), QStringLiteral("200 {\"counter\":2,\"tweaked\":true}"));
    ASSERT_TRUE(action("host.undoSwap")->isEnabled());
    action("host.undoSwap")->trigger();
    ASSERT_TRUE(waitSays(actorId("counter"), "counter.wat, version 3")) << qPrintable(barText());
    EXPECT_EQ(get(port), QStringLiteral("200 {\"counter\":3}"));

    // The store is taken away: a decent error, and red on the board.
    choose(providerId("store"));
    press(details(), "Take Away");
    ASSERT_TRUE(waitSays(providerId("store"), "nobody is there"));
    const QString error = get(port);
    EXPECT_TRUE(error.startsWith(QStringLiteral("503 "))) << qPrintable(error);
    EXPECT_EQ(board().card(linkId("counter", "wascc:keyvalue"))->look().mood, BoardMood::Bad);
    EXPECT_EQ(board().card(providerId("store"))->look().mood, BoardMood::Bad);

    // Another takes its place, and it counts again.
    auto *plugin = named<QComboBox>(details(), "Kind of provider");
    plugin->setCurrentIndex(plugin->findData(libraryOf("kv_memory")));
    press(details(), "Put there");
    ASSERT_TRUE(waitSays(providerId("store"), "Key-value in memory"));
    EXPECT_EQ(get(port), QStringLiteral("200 {\"counter\":1}"));
    EXPECT_TRUE(
        wait([&] { return board().card(linkId("counter", "wascc:keyvalue"))->look().mood == BoardMood::Good; }));
}

TEST_F(HostWindow, ASwapThatCannotBeKeepsTheOldOneAndSaysWhy)
{
    toHost();
    window->hostActions().openManifest(manifest(freePort()));
    ASSERT_TRUE(waitSays(actorId("counter"), "version 1"));
    openText("(module (func (export \"f\")))");
    choose(actorId("counter"));
    action("host.swapDocument")->trigger();
    EXPECT_TRUE(wait([&] { return barText().contains(QStringLiteral("it exports no __guest_call")); }))
        << qPrintable(barText());
    EXPECT_TRUE(says(actorId("counter")).contains(QStringLiteral("version 1")));
}

TEST_F(HostWindow, AnActorIsCalledByHand)
{
    toHost();
    store().addActor(QStringLiteral("guest"), HostStore::fromFile(guest("own_c.wasm")));
    ASSERT_TRUE(waitSays(actorId("guest"), "own_c.wasm, version 1"));
    choose(actorId("guest"));
    action("host.call")->trigger();
    auto *operation = named<QComboBox>(details(), "Operation");
    operation->setEditText(QStringLiteral("echo"));
    named<QLineEdit>(details(), "Payload")->setText(QStringLiteral("hello"));
    press(details(), "Call");
    const auto answer = [&] {
        for (const CopyLabel *label : details().findChildren<CopyLabel *>())
            if (label->isVisibleTo(&details()) && label->whole().contains(QStringLiteral("after")))
                return label->whole();
        return QString();
    };
    EXPECT_TRUE(wait([&] { return answer().contains(QStringLiteral("hello")); })) << qPrintable(answer());
    operation->setEditText(QStringLiteral("nothing like this"));
    press(details(), "Call");
    EXPECT_TRUE(wait([&] { return answer().startsWith(QStringLiteral("Failed")); })) << qPrintable(answer());
}

TEST_F(HostWindow, DeedsAreTakenBackByCtrlZOnTheBoard)
{
    toHost();
    window->hostActions().openManifest(manifest(freePort()));
    const BoardId link = linkId("counter", "wascc:keyvalue");
    ASSERT_TRUE(waitSays(link, "→ store"));
    choose(link);
    QTest::keyClick(board().card(link), Qt::Key_Delete);
    ASSERT_TRUE(waitSays(link, "→ nobody"));
    QTest::keyClick(board().card(link), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitSays(link, "→ store"));
    action("host.faults")->trigger();
    press(details(), "Add fault");
    ASSERT_TRUE(waitSays(link, "error, every call in 3"));
    QTest::keyClick(board().card(link), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(wait([&] { return !says(link).contains(QStringLiteral("error")); }));
    choose(actorId("counter"));
    action("host.remove")->trigger();
    ASSERT_TRUE(wait([&] { return !board().card(actorId("counter")); }));
    action("host.undo")->trigger();
    ASSERT_TRUE(waitSays(link, "→ store"));
}

TEST_F(HostWindow, TheCounterThatIsShippedIsTheUsersToChange)
{
    QString problem;
    const QString path = counterManifest(&problem);
    ASSERT_FALSE(path.isEmpty()) << qPrintable(problem);
    const auto read = std::async(std::launch::async, [&] { return scenario::readHostFile(path.toStdString()); }).get();
    EXPECT_TRUE(read.errors.empty()) << read.errors.front();
    QFile text(QFileInfo(path).dir().filePath(QStringLiteral("actors/counter.wat")));
    ASSERT_TRUE(text.open(QIODevice::WriteOnly));
    text.write("mine");
    text.close();
    EXPECT_EQ(counterManifest(&problem), path);
    ASSERT_TRUE(text.open(QIODevice::ReadOnly));
    EXPECT_EQ(text.readAll(), QByteArray("mine")) << "what was changed stays";
    text.remove();
}

TEST_F(HostWindow, EditSaveLive)
{
    toHost();
    const quint16 port = freePort();
    window->hostActions().openManifest(manifest(port));
    ASSERT_TRUE(waitSays(actorId("counter"), "counter.wat, version 1"));
    choose(actorId("counter"));
    action("host.edit")->trigger();
    Document *document = nullptr;
    ASSERT_TRUE(wait([&] { return (document = window->documents().findPath(counterText())) != nullptr; }));
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    QByteArray text = document->editor()->utf8();
    ASSERT_TRUE(text.contains("counter\\\":"));
    const QByteArray changed = QByteArray(text).replace("counter\\\":", "visitor\\\":");
    document->editor()->setText(QString::fromUtf8(changed));
    action("file.save")->trigger();
    ASSERT_TRUE(waitSays(actorId("counter"), "counter.wat, version 2"));
    EXPECT_TRUE(get(port).contains(QStringLiteral("{\"visitor\":1")));

    // What does not assemble changes nothing, and says so.
    document->editor()->setText(QStringLiteral("(module (func $"));
    action("file.save")->trigger();
    EXPECT_TRUE(wait([&] { return barText().contains(QStringLiteral("counter goes on with the module it has")); }))
        << qPrintable(barText());
    EXPECT_TRUE(get(port).contains(QStringLiteral("{\"visitor\":2")));
}

TEST_F(HostWindow, ALoadProvesThatASwapLosesNothing)
{
    toHost();
    const quint16 port = freePort();
    window->hostActions().openManifest(manifest(port));
    ASSERT_TRUE(waitSays(linkId("counter", "wascc:keyvalue"), "→ store"));
    action("view.dock.hostLoad")->trigger();
    LoadView &load = window->hostViews().load();
    ASSERT_EQ(named<QSpinBox>(load, "Port")->value(), int(port)) << "offered as the link has it";
    press(load, "Start load");
    ASSERT_TRUE(wait([&] { return load.running(); }));
    store().swapActor(QStringLiteral("counter"),
                      HostStore::fromFile(QStringLiteral(HOST_SHIPPED "/actors/tweaked.wat")));
    ASSERT_TRUE(waitSays(actorId("counter"), "tweaked.wat, version 2"));
    store().replaceProvider(QStringLiteral("store"), libraryOf("kv_memory"), true);
    ASSERT_TRUE(wait([&] { return load.proof().contains(QStringLiteral("2 changes")); })) << qPrintable(load.proof());
    QTest::qWait(300);
    store().removeProvider(QStringLiteral("store"));
    ASSERT_TRUE(wait([&] { return load.proof().contains(QStringLiteral("503")); })) << qPrintable(load.proof());
    store().undo(); // an empty store: the counter begins anew, which is no mistake
    ASSERT_TRUE(wait([&] { return load.proof().contains(QStringLiteral("4 changes")); })) << qPrintable(load.proof());
    QTest::qWait(300);
    press(load, "Stop load");
    ASSERT_TRUE(wait([&] { return !load.running(); }));
    EXPECT_TRUE(load.proof().contains(QStringLiteral("0 lost, 0 mixed up, 0 reordered"))) << qPrintable(load.proof());
    EXPECT_TRUE(load.proof().contains(QStringLiteral("0 skipped, 0 twice"))) << qPrintable(load.proof());
    EXPECT_EQ(load.traffic().marks().size(), 5u) << "the manifest and four changes";
}

TEST_F(HostWindow, AScenarioIsPlayedOnTheBoardAndSaysWhetherItHolds)
{
    toHost();
    QFile file(folder.filePath(QStringLiteral("short.json")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(R"({"watchglass_scenario": 1, "title": "A short one",
      "actors": [{"name": "counter", "module": ")" HOST_SHIPPED R"(/actors/counter.wat"}],
      "providers": [{"name": "store", "library": "kv_memory"}, {"name": "web", "library": "http_server"}],
      "links": [{"actor": "counter", "capability": "wascc:keyvalue", "provider": "store"},
                {"actor": "counter", "capability": "wascc:http_server", "provider": "web", "values": {"PORT": 0}}],
      "load": {"actor": "counter", "connections": 2, "rate": 100},
      "steps": [{"phase": "all"}, {"wait": "300 ms"},
                {"swap": "counter", "module": ")" HOST_SHIPPED R"(/actors/tweaked.wat"}, {"wait": "300 ms"}],
      "assert": ["lost == 0", "mixedUp == 0", "lost == 1"]})");
    file.close();
    window->open(file.fileName());
    ASSERT_TRUE(wait([&] { return store().playing(); })) << qPrintable(barText());
    EXPECT_TRUE(action("host.stopScenario")->isEnabled());
    ASSERT_TRUE(waitSays(actorId("counter"), "tweaked.wat, version 2"));
    ASSERT_TRUE(wait([&] { return !store().playing(); }));
    EXPECT_TRUE(barText().startsWith(QStringLiteral("A short one: this does not hold: lost == 1")))
        << qPrintable(barText());
    EXPECT_TRUE(window->hostViews().load().proof().contains(QStringLiteral("0 lost, 0 mixed up")))
        << qPrintable(window->hostViews().load().proof());
    EXPECT_FALSE(action("host.stopScenario")->isEnabled());
}

const char *const logText = R"((module
  (import "env" "log" (func $log (param i32)))
  (func (export "run") (param $n i32)
    (loop $next
      (call $log (local.get $n))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
)";

TEST_F(HostWindow, AHandWrittenModuleImportingEnvLog)
{
    Document *document = openText(logText);
    toHost();
    const BoardId link = linkId("test.wat", "env", "log");
    ASSERT_TRUE(waitSays(link, "→ zero"));
    const auto run = [&] {
        auto *panel = window->findChild<RunPanel *>();
        panel->choose(QStringLiteral("run"), {QStringLiteral("4")});
        window->debugger().stop(); // of a run that stands at a trap
        ASSERT_TRUE(wait([&] { return window->debugger().state() == Debugger::State::Idle; }));
        panel->run(false);
    };
    const auto stopped = [&](session::StopReason reason) {
        return wait([&] {
            const auto at = window->debugger().snapshot();
            return at && window->debugger().state() != Debugger::State::Running &&
                   window->debugger().state() != Debugger::State::Loading && at->reason == reason;
        });
    };

    // Bind it: a provider is put on the board and dragged onto the import.
    store().addProvider(QStringLiteral("logging"), libraryOf("logging"));
    ASSERT_TRUE(waitSays(providerId("logging"), "Logging"));
    choose(link);
    named<QComboBox>(details(), "Answered by")->setCurrentText(QStringLiteral("log_i32 of logging"));
    press(details(), "Link");
    ASSERT_TRUE(waitSays(link, "→ logging.log_i32"));

    // Watch its calls.
    run();
    ASSERT_TRUE(stopped(session::StopReason::Finished));
    EXPECT_TRUE(wait([&] { return listed("env.log") == 4; })) << listed("env.log");
    EXPECT_EQ(window->findChild<QDockWidget *>(QStringLiteral("board"))->isVisible(), true) << "the workspace stays";

    // Make it fail every third time.
    action("host.faults")->trigger();
    press(details(), "Add fault");
    ASSERT_TRUE(waitSays(link, "error, every call in 3"));
    run();
    ASSERT_TRUE(stopped(session::StopReason::Trap)); // the sixth call
    EXPECT_TRUE(wait([&] { return listed("env.log", host::Failure::Unavailable) == 1; }));
    EXPECT_EQ(window->debugger().document(), document);

    // Swap it for WAT typed in place, while it stands at the trap.
    QTest::keyClick(board().card(link), Qt::Key_Menu);
    action("host.clearFaults")->trigger();
    action("host.typed")->trigger();
    auto *text = named<QPlainTextEdit>(details(), "WAT");
    EXPECT_TRUE(text->toPlainText().contains(QStringLiteral("(func (export \"log\")\n    (param $p0 i32)")));
    text->setPlainText(QStringLiteral("(module (func (export \"log\") (param i32) unreachable))"));
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitSays(link, "→ log of the text typed here"));
    run();
    ASSERT_TRUE(stopped(session::StopReason::Trap));
    EXPECT_TRUE(wait([&] { return listed("env.log", host::Failure::Trap) == 1; }));
    text->setPlainText(QStringLiteral("(module (func (export \"log\") (param i64)))"));
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    EXPECT_TRUE(wait([&] {
        for (const QLabel *label : details().findChildren<QLabel *>())
            if (label->isVisibleTo(&details()) && label->text().contains(QStringLiteral("has type (i64) -> ()")))
                return true;
        return false;
    }));
    EXPECT_TRUE(says(link).contains(QStringLiteral("typed here"))) << "what does not fit changes nothing";

    // Put it back.
    choose(link);
    action("host.undo")->trigger();
    ASSERT_TRUE(waitSays(link, "→ logging.log_i32"));
    run();
    ASSERT_TRUE(stopped(session::StopReason::Finished));
    action("host.removeLink")->trigger();
    ASSERT_TRUE(waitSays(link, "→ zero"));
}

TEST_F(HostWindow, TheSameByKeysAlone)
{
    openText(logText);
    toHost();
    const BoardId link = linkId("test.wat", "env", "log");
    ASSERT_TRUE(waitSays(link, "→ zero"));
    // Into the board, down to the import, and to its details.
    QTest::keyClick(window.get(), Qt::Key_4, Qt::ControlModifier);
    action("view.dock.board")->trigger();
    if (!board().isAncestorOf(window->focusWidget()))
        action("view.dock.board")->trigger();
    ASSERT_TRUE(board().isAncestorOf(window->focusWidget()));
    QTest::keyClick(window->focusWidget(), Qt::Key_Home);
    QTest::keyClick(window->focusWidget(), Qt::Key_Down);
    EXPECT_EQ(board().current(), link);
    QTest::keyClick(window->focusWidget(), Qt::Key_Return);
    auto *target = qobject_cast<QComboBox *>(window->focusWidget());
    ASSERT_TRUE(target);
    EXPECT_EQ(target->currentText(), QStringLiteral("A function typed here, in WAT"));
    QTest::keyClick(target, Qt::Key_Down);
    EXPECT_EQ(target->currentText(), QStringLiteral("A script typed here"));
    QTest::keyClick(target, Qt::Key_Tab);
    auto *text = qobject_cast<QPlainTextEdit *>(window->focusWidget());
    ASSERT_TRUE(text);
    text->selectAll();
    QTest::keyClicks(text, QStringLiteral("3 -> trap \"not three\""));
    QTest::keyClick(text, Qt::Key_Return);
    QTest::keyClicks(text, QStringLiteral("* ->"));
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitSays(link, "→ a script"));
    board().setCurrent(link, true);
    QTest::keyClick(window->focusWidget(), Qt::Key_Delete);
    ASSERT_TRUE(waitSays(link, "→ nobody"));
    QTest::keyClick(window->focusWidget(), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitSays(link, "→ a script"));
}

} // namespace watchglass::test
