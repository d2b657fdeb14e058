// SPDX-License-Identifier: GPL-3.0-or-later
/// The pages of the Details dock: what may be chosen, what is typed, and what they ask for.
#include <gtest/gtest.h>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include "widgets/host/actor_page.h"
#include "widgets/host/faults_form.h"
#include "widgets/host/link_page.h"
#include "widgets/host/provider_page.h"
#include "widgets/host/settings_form.h"

namespace watchglass {
namespace {

Theme &theme()
{
    static Theme one;
    return one;
}

template <class Widget>
Widget *named(QWidget &root, const char *name)
{
    for (Widget *widget : root.findChildren<Widget *>())
        if (widget->accessibleName() == QString::fromUtf8(name) && widget->isVisibleTo(&root))
            return widget;
    return nullptr;
}

void press(QWidget &root, const char *name)
{
    auto *button = named<QPushButton>(root, name);
    ASSERT_TRUE(button) << name;
    button->click();
}

TEST(SettingsForm, GivesWhatDiffersFromWhatTheProviderTakesByItself)
{
    SettingsForm form(theme());
    host::Setting port{"PORT", host::Setting::Kind::Number, "8080", false, {}, "where"};
    host::Setting level{"LEVEL", host::Setting::Kind::Choice, "info", false, {"info", "debug"}, "what"};
    form.setSettings({port, level}, {{"LEVEL", "debug"}});
    EXPECT_EQ(form.values(), (std::map<std::string, std::string>{{"LEVEL", "debug"}}));
    auto *field = named<QLineEdit>(form, "PORT");
    ASSERT_TRUE(field);
    EXPECT_EQ(field->placeholderText(), QStringLiteral("8080"));
    field->setText(QStringLiteral(" 81 "));
    named<QComboBox>(form, "LEVEL")->setCurrentIndex(0);
    EXPECT_EQ(form.values(), (std::map<std::string, std::string>{{"PORT", "81"}}));
    form.setSettings({port, level}, {{"LEVEL", "debug"}});
    EXPECT_EQ(form.values().count("PORT"), 1u) << "the same again: what is being typed stays";
}

TEST(FaultsForm, MakesFaultsAndTakesThemAway)
{
    FaultsForm form(theme());
    form.setFaults({});
    std::vector<host::Fault> wanted;
    QObject::connect(&form, &FaultsForm::changeWanted, [&](const auto &faults) { wanted = faults; });
    press(form, "Add fault");
    ASSERT_EQ(wanted.size(), 1u);
    EXPECT_EQ(wanted[0].kind, host::Fault::Kind::Error);
    EXPECT_EQ(wanted[0].every, 3u);
    EXPECT_FALSE(named<QSpinBox>(form, "Delay")) << "only what matters is asked for";

    auto *kind = named<QComboBox>(form, "Kind of fault");
    kind->setCurrentIndex(kind->findData(int(host::Fault::Kind::Delay)));
    named<QComboBox>(form, "Which calls")->setCurrentIndex(1);
    named<QSpinBox>(form, "Delay")->setValue(250);
    const host::Fault delay = form.typed();
    EXPECT_EQ(delay.delay, std::chrono::milliseconds(250));
    EXPECT_EQ(delay.every, 0u);
    EXPECT_DOUBLE_EQ(delay.rate, 0.1);

    form.setFaults({wanted[0], delay});
    for (QToolButton *button : form.findChildren<QToolButton *>())
        if (button->accessibleName().contains(QStringLiteral("every call in 3")))
            button->click();
    ASSERT_EQ(wanted.size(), 1u);
    EXPECT_EQ(wanted[0].kind, host::Fault::Kind::Delay);
}

class Link : public testing::Test
{
protected:
    void SetUp() override
    {
        port.key = {"a.wat", "env", "log"};
        port.type = wasm::FuncType{{wasm::I32}, {}};
        port.title = QStringLiteral("env.log");
        auto picture = std::make_shared<BoardPicture>();
        host::ProviderState provider;
        provider.name = "p";
        provider.manifest = host::Manifest{"P", "1", "", {"plain"}, {}};
        provider.functions = {{"other", {host::Type::I32}, {}, "", nullptr},
                              {"log", {host::Type::I32}, {}, "", nullptr},
                              {"wide", {host::Type::I64}, {}, "", nullptr}};
        picture->providers = {provider};
        around.picture = picture;
        QObject::connect(&page, &LinkPage::linkWanted, [this](const LinkWish &wish) { wanted = wish; });
    }

    BoardPort port;
    LinkPage::Surroundings around;
    LinkPage page{theme()};
    std::optional<LinkWish> wanted;
};

TEST_F(Link, OffersWhatFitsTheSameNameFirst)
{
    page.setPort(port, around);
    auto *target = named<QComboBox>(page, "Answered by");
    ASSERT_TRUE(target);
    QStringList texts;
    for (int i = 0; i < target->count(); ++i)
        texts += target->itemText(i);
    EXPECT_EQ(texts,
              (QStringList{QStringLiteral("log of p"), QStringLiteral("other of p"),
                           QStringLiteral("A function typed here, in WAT"), QStringLiteral("A script typed here")}));
    EXPECT_EQ(page.fitting("p"), (std::vector<std::string>{"log", "other"}));
    press(page, "Link");
    ASSERT_TRUE(wanted);
    EXPECT_EQ(wanted->kind, LinkWish::Kind::Provider);
    EXPECT_EQ(wanted->function, "log");
}

TEST_F(Link, WhatIsBeingTypedStaysWhileTheBoardGoesOn)
{
    page.setPort(port, around);
    page.enterTyped();
    auto *text = named<QPlainTextEdit>(page, "WAT");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->toPlainText(), QStringLiteral("(module\n  (func (export \"log\")\n    (param $p0 i32)))\n"));
    text->setPlainText(QStringLiteral("(module (func (export \"log\") (param i32)))"));
    page.setPort(port, around);
    EXPECT_EQ(text->toPlainText(), QStringLiteral("(module (func (export \"log\") (param i32)))"));
    press(page, "Link");
    ASSERT_TRUE(wanted);
    EXPECT_EQ(wanted->kind, LinkWish::Kind::Typed);
    EXPECT_EQ(wanted->text, text->toPlainText());
    page.say(QStringLiteral("that cannot be"));
    EXPECT_TRUE(named<QLabel>(page, "Problem"));
}

TEST_F(Link, BreakerAndLimitGoWithIt)
{
    port.state = host::LinkState{};
    port.state->link = {port.key, host::ToProvider{"p", "other"}};
    port.state->link.breaker.failures = 9;
    port.state->link.rate.perSecond = 50;
    page.setPort(port, around);
    EXPECT_EQ(named<QComboBox>(page, "Answered by")->currentText(), QStringLiteral("other of p")) << "as it is";
    EXPECT_EQ(named<QSpinBox>(page, "Failures until the circuit opens")->value(), 9);
    named<QSpinBox>(page, "Calls a second, at most")->setValue(7);
    press(page, "Link");
    ASSERT_TRUE(wanted);
    EXPECT_EQ(wanted->breaker.failures, 9u);
    EXPECT_EQ(wanted->rate.perSecond, 7);
}

TEST(ActorPage, CallsWithTextOrBytes)
{
    ActorPage page(theme());
    BoardActor actor;
    actor.name = QStringLiteral("a");
    actor.state.name = "a";
    page.setActor(actor);
    std::vector<CallWish> wishes;
    QObject::connect(&page, &ActorPage::callWanted, [&](const CallWish &wish) { wishes.push_back(wish); });
    named<QComboBox>(page, "How the payload is written")->setCurrentIndex(1);
    named<QLineEdit>(page, "Payload")->setText(QStringLiteral("00 f"));
    press(page, "Call");
    EXPECT_TRUE(wishes.empty()) << "an odd digit";
    named<QLineEdit>(page, "Payload")->setText(QStringLiteral("00 ff"));
    press(page, "Call");
    ASSERT_EQ(wishes.size(), 1u);
    EXPECT_EQ(wishes[0].payload, QByteArray("\0\xff", 2));
}

TEST(ProviderPage, PutsReplacesAndTakesAway)
{
    ProviderPage page(theme());
    auto plugins = std::make_shared<std::vector<HostPlugin>>();
    for (const char *word : {"kv_a", "kv_b"})
        plugins->push_back({QString::fromLatin1(word), QStringLiteral("/lib/%1.so").arg(QLatin1String(word)),
                            host::Manifest{word, "1", "Keeps.", {"wascc:keyvalue"}, {}}});
    page.setPlugins(plugins);
    page.setProvider(std::nullopt);
    QStringList asked;
    QObject::connect(&page, &ProviderPage::addWanted,
                     [&](const QString &name, const QString &library) { asked += name + QLatin1Char(' ') + library; });
    QObject::connect(&page, &ProviderPage::replaceWanted, [&](const QString &name, const QString &library, bool copy) {
        asked += name + QLatin1Char(' ') + library + (copy ? QStringLiteral(" with content") : QString());
    });
    press(page, "Add to the board");
    EXPECT_EQ(asked.takeLast(), QStringLiteral("kv_a /lib/kv_a.so")) << "called as its plugin";

    host::ProviderState there;
    there.name = "store";
    there.path = "/lib/kv_a.so";
    there.manifest = (*plugins)[0].manifest;
    page.setProvider(there);
    named<QComboBox>(page, "Kind of provider")->setCurrentIndex(1);
    named<QAbstractButton>(page, "Move the content over")->click();
    press(page, "Replace");
    EXPECT_EQ(asked.takeLast(), QStringLiteral("store /lib/kv_b.so with content"));
    there.manifest.reset();
    page.setProvider(there);
    press(page, "Put there");
    EXPECT_EQ(asked.takeLast(), QStringLiteral("store /lib/kv_b.so")) << "nobody is there whose content could be moved";
}

} // namespace
} // namespace watchglass
