// SPDX-License-Identifier: Apache-2.0
// Whatever a guest sends, it is read or refused, and what is read can be written.
#include <gtest/gtest.h>

#include "tests/engine/host/contracts/random_value.h"

namespace watchglass::contracts {
namespace {

using namespace testing;

void tryAll(const Message &message, std::span<const uint8_t> payload)
{
    for (const Codec assumed : {Codec::Protobuf, Codec::Maps}) {
        const Decoded decoded = decode(message, payload, assumed);
        EXPECT_FALSE(toJson(decoded.value).empty());
        if (!decoded)
            continue;
        for (const Codec codec : {Codec::Protobuf, Codec::Arrays, Codec::Maps}) {
            const Encoded encoded = encode(message, decoded.value, codec);
            if (!encoded || message.shape == Message::Choice)
                continue;
            EXPECT_TRUE(codec == Codec::Protobuf || decode(message, encoded.bytes, codec))
                << message.name << " " << toHex(payload);
        }
    }
}

TEST(Garbage, RandomBytes)
{
    Random random(1);
    for (const Message *message : allMessages())
        for (int round = 0; round < 500; ++round) {
            Bytes bytes(random() % 40);
            for (uint8_t &byte : bytes)
                byte = uint8_t(random());
            tryAll(*message, bytes);
        }
}

TEST(Garbage, DamagedPayloads)
{
    Random random(2);
    for (const Message *message : allMessages())
        for (int round = 0; round < 60; ++round)
            for (const Codec codec : {Codec::Protobuf, Codec::Arrays, Codec::Maps}) {
                Bytes bytes = encode(*message, randomValue(*message, random), codec).bytes;
                if (bytes.empty())
                    continue;
                for (unsigned changes = 1 + random() % 3; changes; --changes)
                    bytes[random() % bytes.size()] = uint8_t(random());
                if (random() % 2)
                    bytes.resize(random() % (bytes.size() + 1));
                tryAll(*message, bytes);
            }
}

/// Each of them a few bytes, or a megabyte of openings, that promise more than memory or stack could hold.
TEST(Garbage, BigPromises)
{
    for (const Message *message : allMessages()) {
        for (const char *hex :
             {"df7fffffff", "ddffffffffc0c0c0c0c0c0c0c0", "dfffffffff01c0", "ddffffffff", "dbffffffff", "c6ffffffff",
              "c9ffffffff00", "0affffffff0f", "82a36b6579ddffffffff", "82a36b6579dfffffffff",
              "85a668656164657"
              "2df7fffffff",
              "ffffffffffffffffffff01", "0affffffffffffffffff01"})
            tryAll(*message, fromHex(hex));
        for (const int opening : {0x81, 0x91, 0xdd, 0xdf, 0x0a, 0xc7})
            tryAll(*message, Bytes(100'000, uint8_t(opening)));
    }
    for (const std::string key : {"id", "xx"}) { // known to some, and to none
        Bytes deep;
        for (int i = 0; i < 100'000; ++i)
            deep.insert(deep.end(), {0x81, 0xa2, uint8_t(key[0]), uint8_t(key[1])});
        for (const Message *message : allMessages())
            tryAll(*message, deep);
    }
}

TEST(Garbage, ManyHeadersTakeNoForever)
{
    Bytes payload = fromHex("83a66d6574686f64a3474554a470617468a12fa6686561646572df00030d40");
    for (int i = 0; i < 200'000; ++i)
        payload.insert(payload.end(),
                       {0xa3, uint8_t('a' + i % 26), uint8_t('a' + i / 26 % 26), uint8_t('a' + i / 676 % 26), 0xa0});
    EXPECT_NE(decode(*findActorOperation("HandleRequest").request, payload).error.find("more entries"),
              std::string::npos);
}

} // namespace
} // namespace watchglass::contracts
