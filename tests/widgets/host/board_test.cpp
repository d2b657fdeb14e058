// SPDX-License-Identifier: GPL-3.0-or-later
/// The board: what stands on it, how it is walked, and what dropping one thing on another asks for.
#include <gtest/gtest.h>

#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include "widgets/host/board_view.h"

namespace watchglass {
namespace {

Theme &theme()
{
    static Theme one;
    return one;
}

const host::LinkKey keyvalue{"counter", "wascc:keyvalue", "default"}, http{"counter", "wascc:http_server", "default"};

BoardPort port(const host::LinkKey &key, const char *provider, bool ok = true)
{
    BoardPort made{key, std::nullopt, std::nullopt, QString::fromStdString(key.capability), {}};
    if (provider) {
        made.state = host::LinkState{};
        made.state->link = {key, host::ToProvider{provider}};
        made.state->ok = ok;
        made.state->sentence = ok ? "" : "it is gone";
    }
    return made;
}

std::shared_ptr<BoardPicture> picture()
{
    auto made = std::make_shared<BoardPicture>();
    BoardActor counter;
    counter.name = QStringLiteral("counter");
    counter.state.name = "counter";
    counter.state.module = "counter.wat";
    counter.state.version = 1;
    counter.ports = {port(http, "web"), port(keyvalue, "store")};
    made->actors = {counter};
    for (const char *name : {"store", "web"}) {
        host::ProviderState provider;
        provider.name = name;
        provider.manifest = host::Manifest{name, "1.0", "", {"wascc:keyvalue"}, {}};
        made->providers.push_back(provider);
    }
    return made;
}

class Board : public testing::Test
{
protected:
    using Kind = BoardId::Kind;

    void SetUp() override
    {
        view.resize(500, 400);
        view.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
        view.setPicture(picture());
    }
    void press(Qt::Key key) { QTest::keyClick(view.card(view.current()), key); }

    const BoardId actor{Kind::Actor, {"counter", {}, {}}, {}}, first{Kind::Link, http, {}},
        second{Kind::Link, keyvalue, {}}, store{Kind::Provider, {}, "store"}, web{Kind::Provider, {}, "web"};
    BoardView view{theme()};
};

TEST_F(Board, ArrowsWalkTheColumnsAndAlongTheWires)
{
    view.setCurrent(actor, true);
    press(Qt::Key_Down);
    EXPECT_EQ(view.current(), first);
    press(Qt::Key_Right);
    EXPECT_EQ(view.current(), web) << "along the wire, not to what stands beside it";
    press(Qt::Key_Up);
    EXPECT_EQ(view.current(), store);
    press(Qt::Key_Left);
    EXPECT_EQ(view.current(), second);
    press(Qt::Key_Home);
    EXPECT_EQ(view.current(), actor);
    QSignalSpy activated(&view, &BoardView::activated), removed(&view, &BoardView::removeWanted);
    press(Qt::Key_Return);
    press(Qt::Key_Delete);
    EXPECT_EQ(activated.count(), 1);
    EXPECT_EQ(removed.count(), 1);
}

TEST_F(Board, CardsSayWhatTheyAreAndHowTheyDo)
{
    auto changed = picture();
    changed->actors[0].ports[1] = port(keyvalue, "store", false);
    view.setPicture(changed);
    const BoardCard *card = view.card(second);
    EXPECT_EQ(card->accessibleName(), QStringLiteral("wascc:keyvalue"));
    EXPECT_TRUE(card->accessibleDescription().startsWith(QStringLiteral("not well; → store")))
        << qPrintable(card->accessibleDescription());
    EXPECT_EQ(card->look().mood, BoardMood::Bad);
    EXPECT_EQ(view.card(first)->look().mood, BoardMood::Good);
}

TEST_F(Board, TheChosenOneStaysChosenWhileThePictureChanges)
{
    view.setCurrent(second);
    const BoardCard *card = view.card(second);
    QSignalSpy changed(&view, &BoardView::currentChanged);
    auto more = picture();
    more->actors[0].state.served = 5;
    view.setPicture(more);
    EXPECT_EQ(view.card(second), card) << "the same widget: it keeps the keys";
    EXPECT_EQ(view.current(), second);
    EXPECT_EQ(changed.count(), 0);
    auto less = picture();
    less->actors[0].ports.pop_back();
    view.setPicture(less);
    EXPECT_EQ(view.current().kind, Kind::None);
    EXPECT_EQ(changed.count(), 1);
}

TEST_F(Board, DroppingAProviderAsksForALink)
{
    QSignalSpy wanted(&view, &BoardView::linkWanted), provided(&view, &BoardView::provideWanted);
    QMimeData data;
    data.setData(BoardCard::providerMime(), "web");
    for (const BoardId &id : {second, actor}) {
        BoardCard *card = view.card(id);
        QDragEnterEvent enter({5, 5}, Qt::LinkAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(card, &enter);
        EXPECT_TRUE(enter.isAccepted());
        QDropEvent drop({5, 5}, Qt::LinkAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(card, &drop);
    }
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][0].value<host::LinkKey>(), keyvalue);
    EXPECT_EQ(wanted[0][1].toString(), QStringLiteral("web"));
    ASSERT_EQ(provided.count(), 1);
    EXPECT_EQ(provided[0][0].toString(), QStringLiteral("counter"));
}

} // namespace
} // namespace watchglass
