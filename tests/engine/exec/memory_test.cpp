// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/memory.h"

#include <map>
#include <unistd.h>

#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {
namespace {

TEST(Memory, growsUpToItsMaximumAndNoFurther)
{
    const auto memory = Memory::create({{1, 3, false, false}}, 65536);
    const uint8_t *base = memory->base();
    EXPECT_EQ(memory->grow(2), 1);
    EXPECT_EQ(memory->grow(1), -1);
    EXPECT_EQ(memory->grow(0), 3);
    EXPECT_EQ(memory->size(), 3 * wasmPageSize);
    EXPECT_EQ(memory->base(), base);
    EXPECT_EQ(Memory::create({{5, {}, false, false}}, 4), nullptr);
}

TEST(Memory, readsAndWritesStayInside)
{
    const auto memory = Memory::create({{1, 1, false, false}}, 65536);
    std::vector<uint8_t> four{1, 2, 3, 4}, back(4);
    EXPECT_TRUE(memory->write(65532, four));
    EXPECT_TRUE(memory->read(65532, back));
    EXPECT_EQ(back, four);
    EXPECT_FALSE(memory->write(65533, four));
    EXPECT_FALSE(memory->read(~uint64_t(0) - 1, back));
    EXPECT_TRUE(memory->write(65536, {}));
}

TEST(Memory, fourGigabytesCostWhatIsTouched)
{
    const auto memory = Memory::create({{65536, {}, false, false}}, 65536);
    ASSERT_TRUE(memory);
    const uint64_t far = 0xc000'0000;
    const uint64_t end = memory->size();
    EXPECT_EQ(memory->nextTouched(0, end).begin, end);
    const std::vector<uint8_t> byte{42};
    EXPECT_TRUE(memory->write(far, byte));
    EXPECT_TRUE(memory->write((1ull << 32) - 1, byte));
    const auto touched = [&](uint64_t from, uint64_t to) {
        const Memory::Range range = memory->nextTouched(from, to);
        return std::pair(range.begin, range.end);
    };
    const auto page = uint64_t(sysconf(_SC_PAGESIZE));
    EXPECT_EQ(touched(0, end), std::pair(far, far + page));
    EXPECT_EQ(touched(far + 7, far + 9), std::pair(far + 7, far + 9));
    EXPECT_EQ(touched(far + page, end), std::pair(end - page, end));
    EXPECT_EQ(touched(far + page, end - page), std::pair(end - page, end - page));
    EXPECT_EQ(touched(end, end + 1).first, end) << "there is nothing behind the end";
}

/// address → first byte before
std::map<uint64_t, int> pages(const Memory &memory)
{
    std::map<uint64_t, int> result;
    for (const PageBefore &page : memory.written())
        result[page.address] = page.bytes ? page.bytes->front() : -1;
    return result;
}

TEST(Memory, recordListsEachWrittenPageOnceAsItWas)
{
    const auto memory = Memory::create({{1, {}, false, false}}, 65536);
    const std::vector<uint8_t> one{1}, two{2, 2};
    memory->write(0, one);
    EXPECT_TRUE(memory->written().empty()) << "nothing is recorded before the first epoch";
    memory->beginEpoch();
    memory->write(0, two);
    memory->write(8, two);
    memory->write(2 * dirtyPageSize - 1, two);
    EXPECT_EQ(pages(*memory), (std::map<uint64_t, int>{{0, 1}, {4096, 0}, {8192, 0}}));
    memory->beginEpoch();
    EXPECT_TRUE(memory->written().empty());
    memory->write(0, one);
    EXPECT_EQ(pages(*memory), (std::map<uint64_t, int>{{0, 2}}));
}

TEST(Memory, pagesBeyondTheBudgetAreListedWithoutBytes)
{
    const uint64_t count = beforeImageBudget / wasmPageSize + 1;
    const auto memory = Memory::create({{count, {}, false, false}}, 65536);
    memory->beginEpoch();
    memory->willWrite(0, memory->size());
    const std::vector<PageBefore> written = memory->written();
    ASSERT_EQ(written.size(), memory->size() / dirtyPageSize);
    EXPECT_TRUE(written.front().bytes);
    EXPECT_FALSE(written.back().bytes);
}

class GuestWrites : public testing::TestWithParam<Driver>
{
};

TEST_P(GuestWrites, storesMarkEveryGranuleTheyTouch)
{
    const auto instance = sampleInstance();
    Memory &memory = *instance->memories[0];
    const auto store = function(*instance, "store");
    memory.beginEpoch();
    run(store, {Value::i32(100), Value::i64(1)}, GetParam());
    EXPECT_EQ(pages(memory), (std::map<uint64_t, int>{{0, 0}}));
    run(store, {Value::i32(3 * 4096 - 7), Value::i64(-1)}, GetParam());
    EXPECT_EQ(pages(memory), (std::map<uint64_t, int>{{0, 0}, {8192, 0}, {12288, 0}}));
    run(store, {Value::i32(65536 - 7), Value::i64(-1)}, GetParam()); // traps
    EXPECT_EQ(pages(memory).size(), 3u);
    run(function(*instance, "fill"), {Value::i32(20000), Value::i32(7), Value::i32(5000)}, GetParam());
    EXPECT_EQ(pages(memory).size(), 3u + 3u); // 16384 … 24999
    run(function(*instance, "move"), {Value::i32(40960), Value::i32(20000), Value::i32(4096)}, GetParam());
    EXPECT_EQ(pages(memory).count(40960), 1u);
    EXPECT_EQ(pages(memory).size(), 7u);
    EXPECT_EQ(memory.base()[40960 + 4095], 7);
}
INSTANTIATE_TEST_SUITE_P(Drivers, GuestWrites, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

} // namespace
} // namespace watchglass::exec::test
