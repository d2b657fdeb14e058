// SPDX-License-Identifier: Apache-2.0
// Tokens of signed modules on the command line.
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "tests/app/cli/program.h"

namespace watchglass::cli {
namespace {

class ClaimsVerb : public Wglass
{
protected:
    static std::string data(const std::string &name) { return std::string(CLAIMS_DATA) + "/" + name; }
    std::string path(const std::string &name) { return (folder / name).string(); }

    Outcome claims(std::vector<std::string> words, const std::string &input = {})
    {
        words.insert(words.begin(), "claims");
        return run(words, input);
    }
    /// A key file and its public key.
    std::string keygen(const std::string &kind, const std::string &name)
    {
        const Outcome outcome = claims({"keygen", kind, "-o", path(name)});
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return outcome.out.substr(outcome.out.find(": ") + 2, 56);
    }
    std::string plainModule() { return file("plain.wasm", std::string("\0asm\1\0\0\0", 8)); }

    const std::string chain = data("chain_tokens.json"), counter = data("kvcounter_v1_s.wasm");
};

TEST_F(ClaimsVerb, InspectShowsATable)
{
    const Outcome outcome = claims({"inspect", counter});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    for (const char *part :
         {"KV Counter - Module", "│ Account     │ ABGWDZE7VUKYVOYYSHZ5N2KTZQR6WGAWHL6Z5XCYH2GHD3DGTOOGJCUX",
          "│ Module      │ MBU3264CES4RQ7ZIVSR7E4DYPHH76Q57FMAEL44KN3OQF4NUC2RMN7GA", "│ Expires     │ never",
          "│ Can Be Used │ immediately", "│ Version     │ 1.0.0 (1)", "K/V Store (wascc:keyvalue)",
          "HTTP Server (wascc:http_server)", "✓ signature", "✓ hash"})
        EXPECT_TRUE(contains(outcome.out, part)) << part << "\n" << outcome.out;
    EXPECT_TRUE(contains(claims({"inspect", counter, "--operator", chain}).out, "Chain of Ownership"));
}

TEST_F(ClaimsVerb, JsonSaysTheSame)
{
    const Outcome outcome = claims({"inspect", "--json", "--operator", chain, counter});
    const auto json = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(json["verdict"], "trusted");
    EXPECT_EQ(json["name"], "KV Counter");
    EXPECT_EQ(json["claims"]["wascap"]["rev"], 1);
    EXPECT_EQ(json["hash"], json["claims"]["wascap"]["hash"]);
    EXPECT_EQ(json["chain"].size(), 3u);
    EXPECT_EQ(json["capabilities"][0]["title"], "K/V Store");
    for (const auto &finding : json["findings"])
        EXPECT_EQ(finding["severity"], "passed") << finding;
    const auto both = nlohmann::json::parse(claims({"inspect", "--json", chain}).out);
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[0]["kind"], "operator");
}

TEST_F(ClaimsVerb, VerifySaysWhyAndItsStatusToo)
{
    EXPECT_EQ(claims({"verify", counter}).status, 0);
    const Outcome trusted = claims({"verify", counter, "--operator", chain});
    EXPECT_EQ(trusted.status, 0) << trusted.out;
    EXPECT_TRUE(contains(trusted.out, counter + ": The module \"KV Counter\" is trusted: operator"));

    const auto tokens = nlohmann::json::parse(read(chain));
    EXPECT_EQ(claims({"verify", counter, "--operator", tokens["operator"], "--account", tokens["account"]}).status, 0);
    const Outcome noAccount = claims({"verify", counter, "--operator", tokens["operator"]});
    EXPECT_EQ(noAccount.status, 1);
    EXPECT_TRUE(contains(noAccount.out, "no account that is known here")) << noAccount.out;
    EXPECT_EQ(claims({"verify", counter, "--account", tokens["account"]}).status, 1);

    const Outcome unsignedModule = claims({"verify", plainModule()});
    EXPECT_EQ(unsignedModule.status, 1);
    EXPECT_TRUE(contains(unsignedModule.out, "it carries no token")) << unsignedModule.out;
    std::string altered = read(counter);
    altered[200] ^= 1;
    const Outcome wrong = claims({"verify", "-"}, altered);
    EXPECT_EQ(wrong.status, 1);
    EXPECT_TRUE(contains(wrong.out, "not the one that was signed") && contains(wrong.out, "what helps:")) << wrong.out;
}

TEST_F(ClaimsVerb, SignsAsTheFixtureWasSigned)
{
    const Outcome outcome = claims({"sign",       counter,
                                    "-o",         path("again.wasm"),
                                    "--issuer",   data("own_account_signing.nk"),
                                    "--subject",  data("own_module_kvcounter.nk"),
                                    "--name",     "KV Counter",
                                    "--cap",      "keyvalue,wascc:http_server",
                                    "--tag",      "demo",
                                    "--version",  "1.0.0",
                                    "--revision", "1",
                                    "--jti",      "MO00000000000000000001",
                                    "--iat",      "1700000000"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(read(path("again.wasm")) == read(counter));
    claims({"sign", counter, "-o", path("like.wasm"), "--issuer", data("own_account_signing.nk"), "--like", counter,
            "--jti", "MO00000000000000000001", "--iat", "1700000000"});
    EXPECT_TRUE(read(path("like.wasm")) == read(counter));
}

TEST_F(ClaimsVerb, KeysTokensAndModulesMakeAChain)
{
    const std::string root = keygen("operator", "o.nk"), rootSigning = keygen("operator", "os.nk");
    const std::string account = keygen("account", "a.nk"), module = keygen("module", "m.nk");
    EXPECT_EQ(claims({"issue", "operator", "--issuer", path("o.nk"), "--name", "We", "--signer", rootSigning, "-o",
                      path("o.jwt")})
                  .status,
              0);
    EXPECT_EQ(claims({"issue", "account", "--issuer", path("os.nk"), "--subject", account, "--name", "Ours", "-o",
                      path("a.jwt")})
                  .status,
              0);
    const std::vector<std::string> sign = {
        "sign",          plainModule(),       "-o", path("m.wasm"), "--issuer",     path("a.nk"), "--subject",
        path("m.nk"),    "--expires",         "1",  "--provider",   "--call-alias", "me",         "--section",
        "wasmcloud_jwt", "--wascap-revision", "3"};
    const Outcome made = claims(sign);
    EXPECT_EQ(made.status, 0) << made.err;
    const Outcome good = claims({"verify", path("m.wasm"), "--operator", path("o.jwt"), "--account", path("a.jwt")});
    EXPECT_EQ(good.status, 0) << good.out << good.err;
    const auto json = nlohmann::json::parse(claims({"inspect", "--json", path("m.wasm")}).out);
    EXPECT_EQ(json["section"], "wasmcloud_jwt");
    EXPECT_EQ(json["claims"]["wascap_revision"], 3);
    EXPECT_EQ(json["claims"]["wascap"]["call_alias"], "me");
    EXPECT_EQ(json["claims"]["wascap"]["prov"], true);
    EXPECT_EQ(json["claims"]["exp"], json["claims"]["iat"].get<uint64_t>() + 86400);
    EXPECT_EQ(claims({"verify", path("m.wasm"), "--operator", chain}).status, 1) << "other people's operator";
    EXPECT_EQ(claims({"verify", path("o.jwt")}).status, 0);
}

TEST_F(ClaimsVerb, SecretsStayWhereTheyAre)
{
    const std::string key = keygen("account", "a.nk");
    struct stat status {
    };
    ASSERT_EQ(stat(path("a.nk").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    const std::string seed = read(path("a.nk")).substr(0, 58);
    const Outcome again = claims({"keygen", "account", "-o", path("a.nk")});
    EXPECT_EQ(again.status, 1);
    EXPECT_EQ(read(path("a.nk")).substr(0, 58), seed) << "never overwritten";

    const Outcome onTheLine = claims({"sign", plainModule(), "-o", "-", "--subject", key, "--issuer", seed});
    EXPECT_EQ(onTheLine.status, 1);
    EXPECT_TRUE(contains(onTheLine.err, "other users can see")) << onTheLine.err;
    EXPECT_FALSE(contains(onTheLine.err, seed));
    std::string wrong = seed;
    wrong[30] = wrong[30] == 'A' ? 'B' : 'A';
    const Outcome typo =
        claims({"sign", plainModule(), "-o", "-", "--subject", path("a.nk"), "--issuer", file("w.nk", wrong)});
    EXPECT_EQ(typo.status, 1);
    EXPECT_TRUE(contains(typo.err, "checksum")) << typo.err;
    EXPECT_FALSE(contains(typo.err, wrong.substr(0, 20)));
    EXPECT_TRUE(contains(claims({"keygen", "module"}).out, "seed:       SM"));
    chmod(path("a.nk").c_str(), 0644);
    EXPECT_TRUE(
        contains(claims({"sign", plainModule(), "-o", path("x"), "--subject", key, "--issuer", path("a.nk")}).err,
                 "other users can read this key"));
}

TEST_F(ClaimsVerb, WrongUsageIsTwo)
{
    keygen("account", "a.nk");
    const std::vector<std::string> sign = {"sign",     plainModule(), "-o",        path("x"),
                                           "--issuer", path("a.nk"),  "--subject", path("a.nk")};
    const std::pair<std::vector<std::string>, const char *> cases[] = {
        {{}, "what to do"},
        {{"inspct", counter}, "did you mean inspect?"},
        {{"inspect"}, "inspect wants one FILE"},
        {{"verify", counter, "--cap", "x:y"}, "--cap is not for claims verify"},
        {{"sign", counter}, "sign wants -o"},
        {{"keygen", "key"}, "keygen wants a kind of key: account"},
        {{"issue", "module"}, "issue wants operator or account"},
    };
    for (const auto &[words, part] : cases) {
        const Outcome outcome = claims(words);
        EXPECT_EQ(outcome.status, 2) << part;
        EXPECT_TRUE(contains(outcome.err, part)) << outcome.err;
        EXPECT_TRUE(contains(outcome.err, "usage: wglass claims"));
    }
    const std::pair<std::vector<std::string>, const char *> values[] = {
        {{"--cap", "kv"}, "there is no capability \"kv\""},   {{"--revision", "1.0"}, "--revision wants"},
        {{"--expires", "soon"}, "--expires wants"},           {{"--section", "token"}, "--section is"},
        {{"--wascap-revision", "1"}, "--wascap-revision is"}, {{"--iat", "today"}, "--iat wants"},
    };
    for (const auto &[more, part] : values) {
        std::vector<std::string> words = sign;
        words.insert(words.end(), more.begin(), more.end());
        const Outcome outcome = claims(words);
        EXPECT_EQ(outcome.status, 2) << part;
        EXPECT_TRUE(contains(outcome.err, part)) << outcome.err;
    }
    EXPECT_FALSE(std::filesystem::exists(path("x")));
}

TEST_F(ClaimsVerb, FilesThatAreNothingSaySo)
{
    const std::pair<std::string, const char *> cases[] = {
        {file("a.wat", "(module)"), "assemble it first"},
        {file("empty", ""), "there is no token in it"},
        {file("words", "some words"), "neither a binary module nor a token"},
        {path("none"), "No such file"},
    };
    for (const auto &[name, part] : cases)
        for (const char *verb : {"inspect", "verify"}) {
            const Outcome outcome = claims({verb, name});
            EXPECT_EQ(outcome.status, 1);
            EXPECT_TRUE(contains(outcome.err, part)) << outcome.err;
        }
    EXPECT_TRUE(contains(claims({"verify", counter, "--operator", path("none")}).err, path("none")));
    const Outcome text = claims({"sign", file("a.wat", "(module)"), "-o", path("x"), "--issuer", data("own_account.nk"),
                                 "--subject", data("own_module_kvcounter.nk")});
    EXPECT_EQ(text.status, 1);
    EXPECT_TRUE(contains(text.err, "assemble it first")) << text.err;
    EXPECT_EQ(claims({"verify", counter, "--operator", data("own_operator.nk")}).status, 1);
}

} // namespace
} // namespace watchglass::cli
