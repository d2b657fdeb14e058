// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "engine/host/claims/encoding.h"
#include "engine/host/claims/key_file.h"
#include "tests/engine/host/claims/kit.h"

namespace watchglass::claims {
namespace {

using namespace testing;

TEST(Keys, SeedsGiveThePublishedPublicKeys)
{
    const std::pair<const char *, const char *> vectors[] = {
        {demoSeed, "AAGRUXXTGSP4C27RWPTMCHCJF56JD53EQPA2R7RPC5VI4E274KPRMMJ5"},
        {"SUAKYRHVIOREXV7EUZTBHUHL7NUMHPMAS7QMDU3GTIUWEI5LDNOXD43IZY",
         "UD466L6EBCM3YY5HEGHJANNTN4LSKTSUXTH7RILHCKEQMQHTBNLHJJXT"},
        {"SAAPN4W3EG6KCJGUQTKTJ5GSB5NHK5CHAJL4DBGFUM3HHROI4XUEP4OBK4",
         "ACODERUVFFAWZQDSS6SBIACUA5O6SXF7HJ3YTYXBALHZP3P7R4BUO4J2"},
    };
    for (const auto &[seed, key] : vectors) {
        const Result<KeyPair> pair = KeyPair::readSeed(seed);
        ASSERT_TRUE(pair) << pair.trouble.text();
        EXPECT_EQ(pair->publicKey().text(), key);
        EXPECT_EQ(pair->seed(), seed);
        const Result<PublicKey> read = PublicKey::read(key);
        ASSERT_TRUE(read) << read.trouble.text();
        EXPECT_EQ(*read, pair->publicKey());
    }
}

TEST(Keys, EveryKindBeginsWithItsLetter)
{
    for (const KeyKindName &kind : keyKinds()) {
        Result<KeyPair> pair = KeyPair::generate(kind.kind);
        if (kind.kind == KeyKind::Curve) {
            EXPECT_FALSE(pair) << "a key for encryption cannot sign";
            continue;
        }
        ASSERT_TRUE(pair) << pair.trouble.text();
        EXPECT_EQ(pair->publicKey().text()[0], kind.letter);
        EXPECT_EQ(pair->publicKey().text().size(), 56u);
        EXPECT_EQ(pair->seed().substr(0, 2), std::string("S") + kind.letter);
        EXPECT_EQ(pair->seed().size(), 58u);
        const Result<KeyPair> again = KeyPair::readSeed(pair->seed());
        ASSERT_TRUE(again);
        EXPECT_EQ(again->publicKey(), pair->publicKey());
    }
    EXPECT_NE(newKeys(KeyKind::Module).seed(), newKeys(KeyKind::Module).seed());
}

TEST(Keys, EveryChangedCharacterIsNoticed)
{
    const std::string key = keys("own_account").publicKey().text(), seed = keys("own_account").seed();
    const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abc018= .";
    for (size_t i = 0; i < seed.size(); ++i)
        for (const char letter : letters) {
            std::string other = seed;
            other[i] = letter;
            EXPECT_EQ(bool(KeyPair::readSeed(other)), other == seed) << i << letter;
            if (i >= key.size())
                continue;
            other = key;
            other[i] = letter;
            EXPECT_EQ(bool(PublicKey::read(other)), other == key) << i << letter;
        }
    for (const std::string &wrong : {std::string(), key + "A", key.substr(1), seed + "\n", " " + seed})
        EXPECT_FALSE(PublicKey::read(wrong) || KeyPair::readSeed(wrong)) << wrong;
}

TEST(Keys, SayWhatTheyAreNot)
{
    const KeyPair account = keys("own_account");
    EXPECT_NE(PublicKey::read(account.seed()).trouble.sentence.find("secret"), std::string::npos);
    EXPECT_NE(KeyPair::readSeed(account.publicKey().text()).trouble.sentence.find("public key"), std::string::npos);
    std::string seed = account.seed();
    seed[20] = seed[20] == 'A' ? 'B' : 'A';
    const std::string sentence = KeyPair::readSeed(seed).trouble.text();
    EXPECT_NE(sentence.find("checksum"), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find(seed.substr(30, 10)), std::string::npos) << "a secret is never quoted";
}

TEST(Keys, FilesAreForTheirOwnerOnlyAndNeverOverwritten)
{
    const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "claims-key-files";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "module.nk").string();
    const KeyPair made = newKeys(KeyKind::Module);
    const mode_t mask = umask(0);
    const std::optional<Trouble> trouble = writeKeyFile(path, made);
    umask(mask);
    ASSERT_FALSE(trouble) << trouble->text();
    struct stat status {
    };
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(readText(path), made.seed() + "\n");
    const Result<KeyFile> read = readKeyFile(path);
    ASSERT_TRUE(read) << read.trouble.text();
    EXPECT_EQ(read->keys.publicKey(), made.publicKey());
    EXPECT_FALSE(read->othersCanRead);
    chmod(path.c_str(), 0644);
    EXPECT_TRUE(readKeyFile(path)->othersCanRead);
    ASSERT_TRUE(writeKeyFile(path, newKeys(KeyKind::Module)));
    EXPECT_EQ(readText(path), made.seed() + "\n");
    EXPECT_FALSE(readKeyFile((folder / "none.nk").string()));
    EXPECT_FALSE(readKeyFile(folder.string()));
    std::filesystem::remove_all(folder);
}

TEST(Encoding, Crc16IsXmodem)
{
    EXPECT_EQ(crc16(bytesOf("123456789")), 0x31C3); // the check value of the catalogue of CRCs
}

TEST(Encoding, Base64UrlIsReadOneWayOnly)
{
    for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe\xfd"}) {
        const std::string encoded = toBase64Url(bytesOf(text));
        EXPECT_EQ(*fromBase64Url(encoded, "it"), text);
    }
    EXPECT_EQ(toBase64Url(bytesOf("fooba")), "Zm9vYmE");
    EXPECT_EQ(toBase64Url(bytesOf("\xff\xfe")), "__4");
    for (const char *wrong : {"Zm9vYmE=", "Zm9vYmF", "Zm9vY", "Zm 9v", "Zm9v\n", "//4", "Zm9v+"})
        EXPECT_FALSE(fromBase64Url(wrong, "it")) << wrong;
}

TEST(Encoding, TextOfStrangersCannotSteerATerminal)
{
    EXPECT_EQ(forTerminal("Zähler – ok"), "Zähler – ok");
    EXPECT_EQ(forTerminal("a\x1b[2Jb\nc\x7f"), "a\\u{1B}[2Jb\\u{A}c\\u{7F}");
    EXPECT_EQ(forTerminal("a\u202eb\u009bc"), "a\\u{202E}b\\u{9B}c");
}

} // namespace
} // namespace watchglass::claims
