// SPDX-License-Identifier: GPL-3.0-or-later
/// The claims card, of real signed modules.
#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QTest>
#include <QToolButton>

#include "engine/host/claims/token_list.h"
#include "samples.h"
#include "tests/widgets/guard.h"
#include "widgets/views/claims_card.h"
#include "widgets/views/copy_label.h"
#include "widgets/views/verdict_line.h"

namespace watchglass {
namespace {

constexpr uint64_t today = 1'800'000'000; // 2027

QByteArray read(const QString &path)
{
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << qPrintable(path);
    return file.readAll();
}
QByteArray fixture(const char *name)
{
    return read(QStringLiteral(CLAIMS_DATA "/") + QLatin1String(name));
}

std::shared_ptr<const claims::Card> cardOf(const QByteArray &bytes, bool trusting = false)
{
    const std::string tokens = fixture("chain_tokens.json").toStdString();
    return test::onWorker([&] {
        claims::Trust trust;
        const auto chain = claims::readTokens(tokens);
        if (trusting)
            for (const auto &token : *chain)
                EXPECT_FALSE(trust.add(token));
        const std::span all(reinterpret_cast<const uint8_t *>(bytes.data()), size_t(bytes.size()));
        return std::make_shared<const claims::Card>(claims::cardOf(claims::verifyModule(all, trust, today)));
    });
}

class ClaimsCardTest : public testing::Test
{
protected:
    void SetUp() override
    {
        action.setText(QStringLiteral("Trust an &Operator…"));
        card.setTrustAction(&action);
        show(card, {320, 700});
    }
    QString sentence() const { return card.verdict()->isVisible() ? card.verdict()->sentence()->whole() : QString(); }
    CopyLabel *field(const QString &name) const
    {
        for (CopyLabel *each : card.fields())
            if (each->accessibleName().startsWith(name + QStringLiteral(": ")))
                return each;
        return nullptr;
    }
    QString value(const char *name) const
    {
        const CopyLabel *found = field(QLatin1String(name));
        return found ? found->whole() : QString();
    }
    QStringList values() const
    {
        QStringList all;
        for (const CopyLabel *each : card.fields())
            all += each->whole();
        return all;
    }
    bool offersTrust() const { return card.findChild<QToolButton *>()->isVisible(); }

    QAction action;
    ClaimsCard card{testTheme()};
};

TEST_F(ClaimsCardTest, SaysWhoSignedWhatForAndUntilWhen)
{
    card.setCard(cardOf(fixture("kvcounter_v1_s.wasm")));
    EXPECT_TRUE(sentence().startsWith(QStringLiteral("The module \"KV Counter\" is as account ABGWDZE7… signed it")));
    EXPECT_EQ(value("Name"), QStringLiteral("KV Counter"));
    EXPECT_EQ(value("Version"), QStringLiteral("1.0.0 (1)"));
    EXPECT_EQ(value("Subject"), QStringLiteral("MBU3264CES4RQ7ZIVSR7E4DYPHH76Q57FMAEL44KN3OQF4NUC2RMN7GA"));
    EXPECT_EQ(value("Issuer"), QStringLiteral("ABGWDZE7VUKYVOYYSHZ5N2KTZQR6WGAWHL6Z5XCYH2GHD3DGTOOGJCUX"));
    EXPECT_EQ(value("Issued"), QStringLiteral("2023-11-14 22:13:20 UTC"));
    EXPECT_EQ(value("Not before"), QStringLiteral("immediately"));
    EXPECT_EQ(value("Expires"), QStringLiteral("never"));
    EXPECT_EQ(value("Tags"), QStringLiteral("demo"));
    EXPECT_TRUE(values().contains(QStringLiteral("wascc:keyvalue")));
    bool friendly = false;
    for (const QLabel *label : card.findChildren<QLabel *>())
        friendly = friendly || label->text() == QStringLiteral("K/V Store");
    EXPECT_TRUE(friendly);
    EXPECT_TRUE(values().contains(QStringLiteral("It is that of the module.")));
    EXPECT_TRUE(values().contains(QStringLiteral("More of it is not known here.")));
    EXPECT_TRUE(offersTrust()) << "somebody may vouch for that account";
}

TEST_F(ClaimsCardTest, ShowsTheChainDownFromATrustedOperator)
{
    card.setCard(cardOf(fixture("kvcounter_v1_s.wasm"), true));
    EXPECT_TRUE(sentence().contains(QStringLiteral("is trusted: operator \"Demo operator\" vouches")))
        << qPrintable(sentence());
    EXPECT_EQ(card.verdict()->sentence()->color(), Theme::Color::Good);
    const QStringList all = values();
    const auto above = all.indexOf(QStringLiteral("Demo operator")),
               middle = all.indexOf(QStringLiteral("Demo account")),
               below = all.lastIndexOf(QStringLiteral("KV Counter"));
    EXPECT_GT(above, 0);
    EXPECT_LT(above, middle);
    EXPECT_LT(middle, below);
    EXPECT_EQ(value("key of the account"), QStringLiteral("ABJJIZB5GQW5JH5VB62BPDQBJYBGPIFL7476N6HL35PM3O67JU2HXC25"));
    EXPECT_FALSE(all.contains(QStringLiteral("More of it is not known here.")));
    EXPECT_FALSE(offersTrust()) << "it could change nothing";
}

TEST_F(ClaimsCardTest, AChangedModuleIsRefusedWithBothHashes)
{
    QByteArray bytes = fixture("kvcounter_v1_s.wasm");
    bytes[2000] = char(bytes[2000] ^ 1);
    const auto changed = cardOf(bytes);
    card.setCard(changed);
    EXPECT_TRUE(sentence().contains(QStringLiteral("is not trusted: the module is not the one that was signed")));
    EXPECT_FALSE(sentence().contains(QString::fromStdString(changed->hash))) << "too long for a sentence";
    EXPECT_EQ(card.verdict()->sentence()->color(), Theme::Color::Error);
    EXPECT_EQ(value("Hash"), QString::fromStdString(changed->claimedHash));
    EXPECT_EQ(value("Hash of the module"), QString::fromStdString(changed->hash));
    EXPECT_NE(changed->hash, changed->claimedHash);
    EXPECT_FALSE(values().contains(QStringLiteral("It is that of the module.")));
    EXPECT_FALSE(offersTrust()) << "no operator makes it right";
}

TEST_F(ClaimsCardTest, OfATokenThatCannotBeReadItSaysWhy)
{
    QByteArray bytes = fixture("kvcounter_v1_s.wasm");
    bytes[bytes.size() - 200] = '!';
    card.setCard(cardOf(bytes));
    EXPECT_TRUE(sentence().contains(QStringLiteral("its token cannot be read")));
    EXPECT_EQ(value("Name"), QString());
    EXPECT_TRUE(value("Token").contains(QStringLiteral("Have it signed again.")));
}

TEST_F(ClaimsCardTest, AModuleWithoutATokenGetsOneCalmSentence)
{
    card.setCard(cardOf(read(QStringLiteral(GUESTS "/own_kvcounter_v1.wasm"))));
    EXPECT_EQ(sentence(), QStringLiteral("Nobody signed this module: it carries no token."));
    EXPECT_EQ(card.verdict()->sentence()->color(), Theme::Color::DimText);
    EXPECT_TRUE(card.fields().isEmpty());
    EXPECT_FALSE(offersTrust());
}

TEST_F(ClaimsCardTest, WithoutABinaryThereIsNoVerdict)
{
    card.setCard(cardOf(fixture("kvcounter_v1_s.wasm")));
    ASSERT_FALSE(sentence().isEmpty());
    card.setChecking();
    EXPECT_TRUE(card.fields().isEmpty()) << "those of another module";
    card.setCard(nullptr);
    EXPECT_EQ(sentence(), QString());
    EXPECT_TRUE(card.fields().isEmpty());
}

TEST_F(ClaimsCardTest, EveryFieldIsReachedByKeysAndCopiedWhole)
{
    card.setCard(cardOf(fixture("kvcounter_v1_s.wasm"), true));
    card.activateWindow();
    card.setFocus();
    const QList<CopyLabel *> fields = card.fields();
    ASSERT_GT(fields.size(), 15);
    for (CopyLabel *field : fields) {
        ASSERT_EQ(card.focusWidget(), field);
        QApplication::clipboard()->clear();
        QTest::keyClick(field, Qt::Key_C, Qt::ControlModifier);
        EXPECT_EQ(QApplication::clipboard()->text(), field->whole());
        EXPECT_FALSE(field->accessibleName().isEmpty());
        QTest::keyClick(field, Qt::Key_Down);
    }
    QTest::keyClick(fields.last(), Qt::Key_Up);
    EXPECT_EQ(card.focusWidget(), fields[fields.size() - 2]);
    int stops = 0;
    for (const CopyLabel *field : fields)
        stops += (field->focusPolicy() & Qt::TabFocus) ? 1 : 0;
    EXPECT_EQ(stops, 1) << "Tab is not held up by thirty fields";
}

TEST_F(ClaimsCardTest, TextsOfStrangersAreShownAsTheyAreAndTakeNoRoom)
{
    auto strange = std::make_shared<claims::Card>(*cardOf(fixture("kvcounter_v1_s.wasm")));
    strange->name = "<b>bold</b> \xe2\x80\xae\x1b[31m";
    strange->vendor = std::string(100'000, 'x');
    strange->capabilities.assign(5000, {"own:thing", "own:thing"});
    card.setCard(strange);
    settle();
    const QString name = value("Name");
    EXPECT_TRUE(name.startsWith(QStringLiteral("<b>bold</b> "))) << qPrintable(name);
    EXPECT_FALSE(name.contains(QChar(0x202E)));
    EXPECT_FALSE(name.contains(QChar(0x1B)));
    EXPECT_EQ(value("Vendor").size(), 100'000) << "the copy is whole";
    EXPECT_LT(field(QStringLiteral("Vendor"))->text().size(), 3000);
    EXPECT_LT(card.fields().size(), 200);
    EXPECT_TRUE(values().contains(QStringLiteral("… and 4900 more")));
    EXPECT_LE(card.minimumSizeHint().width(), 320);
    for (const CopyLabel *each : card.fields())
        EXPECT_LE(each->mapTo(&card, QPoint(each->width(), 0)).x(), card.width());
}

} // namespace
} // namespace watchglass
