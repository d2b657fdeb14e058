// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/window/disposer.h"

namespace watchglass {

namespace {

struct Value {
    explicit Value(std::thread::id &freedOn) : freedOn(freedOn) {}
    ~Value() { freedOn = std::this_thread::get_id(); }
    std::thread::id &freedOn;
};

} // namespace

TEST(Disposer, TheLastReferenceLetsGoOnAnotherThread)
{
    const std::thread::id nobody, here = std::this_thread::get_id();
    std::thread::id first, second;
    std::shared_ptr<const Value> late;
    {
        const Disposer disposer;
        std::shared_ptr<const Value> value = disposer.own(std::make_shared<const Value>(first));
        late = disposer.own(std::make_shared<const Value>(second));
        std::shared_ptr<const Value> other = value;
        value.reset();
        EXPECT_EQ(first, nobody) << "it is still used";
        other.reset();
    }
    EXPECT_NE(first, nobody);
    EXPECT_NE(first, here);
    EXPECT_EQ(second, nobody) << "outlives the disposer";
    late.reset();
    EXPECT_EQ(second, here);
}

} // namespace watchglass
