// SPDX-License-Identifier: Apache-2.0
// Many sessions at once, commands from many threads, ends at any moment.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

const char *const sumText = R"((module
  (memory 1)
  (func $sum (export "sum") (param $n i32) (result i32) (local $total i32)
    (loop $again
      (local.set $total (i32.add (local.get $total) (local.get $n)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $total))
  (func (export "spin") (loop $l (br $l)))))";

TEST(Many, AHundredSessionsCountSideBySide)
{
    const Program program = assemble(sumText).program;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 100; ++i) {
        clients.push_back(std::make_unique<Client>());
        clients.back()->session.load(program);
        clients.back()->session.invoke("sum", args({1000 + i}));
    }
    for (int i = 0; i < 100; ++i) {
        const int32_t n = 1000 + i;
        EXPECT_EQ(clients[size_t(i)]->stop()->results, std::vector{i32(n * (n + 1) / 2)});
    }
}

TEST(Many, BusySessionsEndWhenTheyAreDestroyed)
{
    const Program program = assemble(sumText).program;
    for (int round = 0; round < 20; ++round) {
        Client client;
        client.session.load(program);
        client.session.invoke("spin", {});
        if (round % 2 == 0)
            client.wait<Running>();
    }
}

TEST(Many, CommandsMayComeFromAnyThread)
{
    const Assembly assembly = assemble(sumText);
    Client client;
    client.load(assembly.program);
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 4; ++seed)
        threads.emplace_back([&, seed] {
            std::mt19937 random(seed);
            for (int i = 0; i < 100; ++i)
                switch (random() % 8) {
                case 0:
                    client.session.invoke("spin", {});
                    break;
                case 1:
                    client.session.pause();
                    break;
                case 2:
                    client.session.resume();
                    break;
                case 3:
                    client.session.step(StepKind(random() % 4));
                    break;
                case 4:
                    client.session.setBreakpoints({{1, assembly.line(4 + random() % 3), random() % 2 == 0}});
                    break;
                case 5:
                    client.session.readMemory(i, 0, random() % 65536, 16);
                    break;
                case 6:
                    client.session.writeMemory(0, random() % 65536, {1, 2, 3});
                    break;
                case 7:
                    client.session.findInMemory(i, 0, {1, 2, 3}, random() % 65536);
                    break;
                }
        });
    for (std::thread &thread : threads)
        thread.join();
    client.session.setBreakpoints({});
    client.session.stop();
    client.session.reset();
    client.wait<Loaded>();
    EXPECT_EQ(client.call("sum", args({10}))->results, std::vector{i32(55)});
}

} // namespace
} // namespace watchglass::session
