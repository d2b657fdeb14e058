// SPDX-License-Identifier: Apache-2.0
/// A host that goes by the tokens of modules.
#include "engine/host/trust.h"

#include <fstream>
#include <iterator>

#include "tests/engine/host/test_providers.h"

namespace watchglass::host {

namespace {

wasm::Bytes bytesOfFile(const std::string &name)
{
    std::ifstream file(std::string(SIGNED) + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::shared_ptr<const ActorModule> signedModule(const std::string &name)
{
    const auto read = readActorModule(name, std::make_shared<const wasm::Bytes>(bytesOfFile(name)));
    EXPECT_TRUE(read.actor) << read.error;
    return read.actor;
}

class TrustTest : public testing::Test
{
protected:
    void SetUp() override { applyTrust(m_host, {}); }
    std::string put(const std::vector<std::string> &capabilities)
    {
        return m_host.putProvider("p", testManifest("p", capabilities), answering(std::string("\x81\xa5value\x05", 8)))
            .value_or("");
    }
    Host m_host;
};

constexpr auto first = "kvcounter_v1_s.wasm", second = "kvcounter_tweaked_s.wasm";

TEST_F(TrustTest, ASignedModuleGetsWhatItsTokenGrantsAndNothingElse)
{
    ASSERT_EQ(m_host.addActor("counter", signedModule(first)), std::nullopt);
    ASSERT_EQ(put({"wascc:keyvalue", "wascc:blobstore"}), "");
    EXPECT_EQ(m_host.setLink({{"counter", "wascc:keyvalue"}, ToProvider{"p"}}), std::nullopt);
    const auto denied = m_host.setLink({{"counter", "wascc:blobstore"}, ToProvider{"p"}});
    ASSERT_TRUE(denied);
    EXPECT_NE(denied->find("may not use wascc:blobstore"), denied->npos) << *denied;
    EXPECT_NE(denied->find("grants wascc:keyvalue"), denied->npos) << *denied;
}

TEST_F(TrustTest, OnlyANewerRevisionTakesThePlaceUnlessSomebodyInsists)
{
    ASSERT_EQ(m_host.addActor("counter", signedModule(first)), std::nullopt);
    const SwapReport forward = m_host.swapActor("counter", signedModule(second));
    EXPECT_TRUE(forward.ok()) << forward.sentence;
    const SwapReport back = m_host.swapActor("counter", signedModule(first));
    EXPECT_NE(back.sentence.find("is not newer than the running one's"), std::string::npos) << back.sentence;
    EXPECT_EQ(m_host.board().actors[0].module, second);
    EXPECT_EQ(m_host.swapActor("counter", saying("x")).sentence, "guest is not signed, but the module that runs is");
    const SwapReport insisted = m_host.swapActor("counter", signedModule(first), true);
    EXPECT_TRUE(insisted.ok()) << insisted.sentence;
    EXPECT_TRUE(m_host.undoActor("counter").ok()) << "back to what ran before is always allowed";
}

TEST_F(TrustTest, ATokenThatDoesNotFitIsRefused)
{
    wasm::Bytes bytes = bytesOfFile(first);
    // Another error text, of the same length: still a good module.
    const std::string_view wanted = "bad dispatch";
    const auto found = std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end());
    ASSERT_NE(found, bytes.end());
    *found = 'B';
    const auto read = readActorModule("edited", std::make_shared<const wasm::Bytes>(bytes));
    ASSERT_TRUE(read.actor) << read.error;
    const auto refused = m_host.addActor("counter", read.actor);
    ASSERT_TRUE(refused);
    EXPECT_TRUE(refused->starts_with("edited: ")) << *refused;
    ASSERT_EQ(m_host.addActor("counter", signedModule(first)), std::nullopt);
    EXPECT_FALSE(m_host.swapActor("counter", read.actor, true).ok());
}

TEST(TrustPolicies, WithoutATokenNothingRunsWhereOneIsAskedFor)
{
    Host host;
    applyTrust(host, {false, {}});
    EXPECT_TRUE(host.addActor("a", saying("x")));
    EXPECT_EQ(host.addActor("counter", signedModule(first)), std::nullopt);
}

} // namespace

} // namespace watchglass::host
