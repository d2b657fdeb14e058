// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTreeView>

#include "app/window/claims_actions.h"
#include "tests/app/window/window_kit.h"
#include "widgets/preferences.h"
#include "widgets/views/claims_card.h"
#include "widgets/views/copy_label.h"
#include "widgets/views/verdict_line.h"

namespace watchglass::test {

class Claims : public WindowTest
{
protected:
    static QString fixture(const char *name) { return QStringLiteral(CLAIMS_DATA "/") + QLatin1String(name); }
    QString write(const char *name, const QByteArray &bytes)
    {
        QFile file(folder.filePath(QLatin1String(name)));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return file.fileName();
    }
    QByteArray read(const char *name)
    {
        QFile file(fixture(name));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return file.readAll();
    }
    /// Where the user sees the module; empty when nothing is said.
    QString said()
    {
        const auto *verdict = window->findChild<QDockWidget *>(QStringLiteral("module"))->findChild<VerdictLine *>();
        return verdict->isHidden() ? QString() : verdict->sentence()->whole();
    }
    bool says(const char *words)
    {
        return wait([&] { return said().contains(QString::fromUtf8(words)); });
    }
    bool barSays(const char *words)
    {
        const auto *bar = window->findChild<MessageBar *>();
        return wait([&] {
            for (const QLabel *label : bar->findChildren<QLabel *>())
                if (bar->isVisible() && label->text().contains(QString::fromUtf8(words)))
                    return true;
            return false;
        });
    }
    ClaimsActions &trusting() { return *window->findChild<ClaimsActions *>(); }

    const QTemporaryDir folder;
};

TEST_F(Claims, TheSentenceStandsWhereAModuleIsLookedAt)
{
    ASSERT_TRUE(openFile(fixture("kvcounter_v1_s.wasm")));
    EXPECT_TRUE(says("\"KV Counter\" is as account ABGWDZE7… signed it")) << qPrintable(said());
    auto *dock = window->findChild<QDockWidget *>(QStringLiteral("claims"));
    window->findChild<QDockWidget *>(QStringLiteral("module"))
        ->findChild<VerdictLine *>()
        ->findChild<QAbstractButton *>()
        ->click();
    auto *card = dock->findChild<ClaimsCard *>();
    EXPECT_TRUE(wait([&] { return card->isVisible() && card->verdict()->sentence()->whole() == said(); }));

    openText("(module)");
    EXPECT_EQ(said(), QString()) << "a text is never signed";
    EXPECT_FALSE(card->verdict()->isVisible());
}

TEST_F(Claims, WhatBecameOfTheFileIsWhatIsJudged)
{
    const QByteArray signedModule = read("kvcounter_v1_s.wasm");
    QByteArray changed = signedModule;
    changed[2000] = char(changed[2000] ^ 1);
    const QString path = write("a.wasm", changed);
    ASSERT_TRUE(openFile(path));
    EXPECT_TRUE(says("is not trusted: the module is not the one that was signed")) << qPrintable(said());
    write("a.wasm", signedModule);
    EXPECT_TRUE(says("is as account"));
    write("a.wasm", QByteArray("\0asm\1\0\0\0", 8));
    EXPECT_TRUE(says("Nobody signed this module"));
}

TEST_F(Claims, ATrustedOperatorChangesTheVerdictAtOnceAndUndoTakesItBack)
{
    ASSERT_TRUE(openFile(fixture("kvcounter_v1_s.wasm")));
    ASSERT_TRUE(says("whether to trust that issuer was not asked"));
    QAction *undo = window->actions().action(QStringLiteral("tools.undoTrust"));
    EXPECT_FALSE(undo->isEnabled());
    trusting().trustFile(fixture("chain_tokens.json"));
    EXPECT_TRUE(says("is trusted: operator \"Demo operator\" vouches")) << qPrintable(said());
    EXPECT_TRUE(barSays("Trusted from now on: operator “Demo operator”, account “Demo account”."));
    EXPECT_EQ(TrustStore().entries().size(), 2u) << "kept in the settings";

    trusting().trustFile(fixture("chain_tokens.json"));
    EXPECT_TRUE(barSays("was trusted before"));
    EXPECT_EQ(window->trust().entries().size(), 2u);
    undo->trigger();
    EXPECT_TRUE(says("whether to trust that issuer was not asked"));
    EXPECT_TRUE(TrustStore().entries().empty());
    EXPECT_FALSE(undo->isEnabled());
}

TEST_F(Claims, NobodyIsTrustedByAFileThatIsNotRight)
{
    trusting().trustFile(write("a.txt", "hello"));
    EXPECT_TRUE(barSays("Nobody new is trusted: in a.txt, it is neither a binary module nor a token"));
    QByteArray altered = read("chain_tokens.json");
    altered.replace("\"operator\": \"eyJ0eXAiOiJqd3QiLCJhbGciOiJFZDI1NTE5In0.eyJqdGkiOiJPUDAw",
                    "\"operator\": \"eyJ0eXAiOiJqd3QiLCJhbGciOiJFZDI1NTE5In0.eyJqdGkiOiJPUDAx");
    trusting().trustFile(write("b.json", altered));
    EXPECT_TRUE(barSays("in b.json, the token of “Demo operator” does not hold: the signature is not that"));
    trusting().trustFile(fixture("kvcounter_v1_s.wasm"));
    EXPECT_TRUE(barSays("kvcounter_v1_s.wasm is a module"));
    trusting().trustFile(folder.filePath(QStringLiteral("none.json")));
    EXPECT_TRUE(barSays("none.json cannot be read"));
    EXPECT_TRUE(window->trust().entries().empty());
}

TEST_F(Claims, ThePreferencesListWhomTheUserTrusts)
{
    ASSERT_TRUE(openFile(fixture("kvcounter_v1_s.wasm")));
    trusting().trustFile(fixture("chain_tokens.json"));
    ASSERT_TRUE(says("is trusted"));
    window->actions().action(QStringLiteral("tools.preferences"))->trigger();
    auto *preferences = window->findChild<Preferences *>();
    ASSERT_TRUE(preferences);
    QTreeView *list = nullptr;
    for (QTreeView *each : preferences->findChildren<QTreeView *>())
        if (each->accessibleName() == QStringLiteral("Trusted operators and accounts"))
            list = each;
    ASSERT_TRUE(list);
    ASSERT_EQ(list->model()->rowCount(), 2);
    EXPECT_EQ(list->model()->index(0, 0).data().toString(), QStringLiteral("Demo operator"));
    const auto press = [&](const char *text) {
        for (QPushButton *button : list->parentWidget()->findChildren<QPushButton *>())
            if (button->text() == QLatin1String(text))
                return button->click();
        ADD_FAILURE() << text;
    };
    list->setCurrentIndex(list->model()->index(0, 0));
    press("&Remove");
    EXPECT_EQ(list->model()->rowCount(), 1);
    EXPECT_TRUE(says("whether to trust that issuer was not asked")) << "an account alone vouches for nobody";
    press("&Undo");
    EXPECT_EQ(list->model()->rowCount(), 2);
    EXPECT_TRUE(says("is trusted"));
    preferences->close();
}

} // namespace watchglass::test
