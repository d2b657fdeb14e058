// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/host/load/answer_reader.h"

namespace watchglass::load {
namespace {

using State = AnswerReader::State;

/// In pieces of that size; what was whole must not depend on it.
void read(AnswerReader &reader, const std::string &bytes, size_t piece)
{
    reader.restart();
    for (size_t at = 0; at < bytes.size(); at += piece)
        reader.take(std::string_view(bytes).substr(at, piece));
}

TEST(LoadAnswers, AreReadHoweverTheirBytesCome)
{
    struct {
        std::string bytes;
        int status;
        std::string body;
        bool closes;
    } const cases[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", false},
        {"HTTP/1.1 204 No Content\r\n\r\n", 204, "", false},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\nconnection: Close\r\ncontent-length:  2 \r\n\r\nno", 503,
         "no", true},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
         200, "abc0123456789", false},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "", false},
        {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", true},
        {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", 200, "x", false},
    };
    AnswerReader reader;
    for (const auto &one : cases)
        for (const size_t piece : {size_t(1), size_t(2), size_t(7), one.bytes.size()}) {
            read(reader, one.bytes, piece);
            ASSERT_EQ(reader.state(), State::Whole) << one.bytes << piece << reader.problem();
            EXPECT_EQ(reader.status(), one.status);
            EXPECT_EQ(reader.body(), one.body);
            EXPECT_EQ(reader.closes(), one.closes) << one.bytes;
            EXPECT_FALSE(reader.unasked());
            for (size_t cut = 0; cut < one.bytes.size(); ++cut) {
                read(reader, one.bytes.substr(0, cut), 1000);
                EXPECT_EQ(reader.state(), State::Reading) << one.bytes.substr(0, cut);
            }
        }
}

TEST(LoadAnswers, WithoutALengthTheyEndWithTheConnection)
{
    AnswerReader reader;
    read(reader, "HTTP/1.1 200 OK\r\n\r\nabc", 4);
    EXPECT_EQ(reader.state(), State::Reading);
    EXPECT_EQ(reader.end(), State::Whole);
    EXPECT_EQ(reader.body(), "abc");
    read(reader, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 4);
    EXPECT_EQ(reader.end(), State::Unreadable);
    EXPECT_EQ(reader.problem(), "the connection was closed in the middle of the answer");
    reader.restart();
    EXPECT_EQ(reader.end(), State::Unreadable);
    EXPECT_EQ(reader.problem(), "the connection was closed without an answer");
}

TEST(LoadAnswers, WhatIsNoneIsRefused)
{
    AnswerReader reader;
    for (const char *bytes : {"hello\r\n\r\n", "HTTP/2 200 OK, and\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nno header\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"}) {
        read(reader, bytes, 3);
        EXPECT_EQ(reader.state(), State::Unreadable) << bytes;
    }
    read(reader, std::string(100'000, 'a'), 1000);
    EXPECT_EQ(reader.state(), State::Unreadable);
}

TEST(LoadAnswers, BytesAfterThemAreNoticed)
{
    AnswerReader reader;
    read(reader, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1", 1000);
    EXPECT_EQ(reader.state(), State::Whole);
    EXPECT_EQ(reader.body(), "ok");
    EXPECT_TRUE(reader.unasked());
}

} // namespace
} // namespace watchglass::load
