// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/expression.h"

#include "tests/engine/exec/builder.h"

namespace watchglass::debug {
namespace {

using namespace exec::test;

/// func 0 (i32 $n, i64 $wide, f64 $2, i32 "odd name", f32) with i32 7, i64 8 on the operand stack at `place`; global
/// $counter = 40; memory 0 with ff fe 00 80 at 16.
class Expressions : public testing::Test
{
protected:
    Expressions()
    {
        exec::test::Builder b;
        b.global({i32}, i32Const(40));
        b.memory(1);
        b.data(16, {0xff, 0xfe, 0, 0x80, 1});
        b.function("f", b.type({i32, i64, f64, i32, f32}, {}),
                   i32Const(7) + i64Const(8) + exec::test::Code{0x01, 0x1a, 0x1a});
        b.names(2, exec::test::Code{1, 0, 3, 0} + name("n") + exec::test::Code{1} + name("wide") + exec::test::Code{3} +
                       name("odd name"));
        b.names(7, exec::test::Code{1, 0} + name("counter"));
        instance = b.instance();
        names = wasm::readNames(*instance->module);
        place = instance->module->functions[0].code.begin + 4;
    }

    std::string value(const std::string &text)
    {
        const double real = 2.5;
        const float small = 0.5f;
        uint64_t frame[] = {
            uint32_t(-5), uint64_t(1) << 40, std::bit_cast<uint64_t>(real), 3, std::bit_cast<uint32_t>(small), 0, 7, 8};
        auto made = Expression::compile(text, *instance->module, names, place);
        if (const auto *problem = std::get_if<TextProblem>(&made))
            return std::to_string(problem->at) + "+" + std::to_string(problem->length) + ": " + problem->message;
        return std::get<Expression>(made).evaluate(*instance, frame).text();
    }

    std::shared_ptr<exec::Instance> instance;
    wasm::Names names;
    uint32_t place = 0;
};

TEST_F(Expressions, readLocalsGlobalsOperandsAndMemory)
{
    EXPECT_EQ(value("$n"), "-5");
    EXPECT_EQ(value("$0"), "-5");
    EXPECT_EQ(value("$wide"), "1099511627776");
    EXPECT_EQ(value("$2"), "2.5");
    EXPECT_EQ(value("$\"odd name\""), "3");
    EXPECT_EQ(value("$4"), "0.5");
    EXPECT_EQ(value("@counter"), "40");
    EXPECT_EQ(value("@0"), "40");
    EXPECT_EQ(value("$$0"), "8");
    EXPECT_EQ(value("$$1"), "7");
    EXPECT_EQ(value("[16]:i8"), "-1");
    EXPECT_EQ(value("[16]:u8"), "255");
    EXPECT_EQ(value("[16]:i16"), "-257");
    EXPECT_EQ(value("[16]:u16"), "65279");
    EXPECT_EQ(value("[$\"odd name\" + 13]:i32"), "-2147418369");
    EXPECT_EQ(value("[16]:u32"), "2147548927");
    EXPECT_EQ(value("0:[20]:i64"), "1");
}

TEST_F(Expressions, bindLikeC)
{
    EXPECT_EQ(value("1 + 2 * 3"), "7");
    EXPECT_EQ(value("(1 + 2) * 3"), "9");
    EXPECT_EQ(value("10 - 4 - 3"), "3");
    EXPECT_EQ(value("1 | 6 & 3 ^ 1"), "3");
    EXPECT_EQ(value("1 << 3 + 1"), "16");
    EXPECT_EQ(value("-$n * 2 == 10 && $$1 > 6"), "1");
    EXPECT_EQ(value("!$n || 0"), "0");
    EXPECT_EQ(value("1 != 2"), "1");
    EXPECT_EQ(value("~0 == -1"), "1");
    EXPECT_EQ(value("3 >= 3 && 2 <= 1"), "0");
    EXPECT_EQ(value("0x10"), "16");
}

TEST_F(Expressions, computeInTheLargerType)
{
    EXPECT_EQ(value("$n + $wide"), "1099511627771");
    EXPECT_EQ(value("$wide + $n"), "1099511627771");
    EXPECT_EQ(value("$wide > 4294967295"), "1");
    EXPECT_EQ(value("4294967295 < $wide"), "1");
    EXPECT_EQ(value("2147483647 + 1"), "-2147483648"); // an i32 wraps
    EXPECT_EQ(value("$n / 2.0"), "-2.5");
    EXPECT_EQ(value("$2 > 2"), "1");
    EXPECT_EQ(value("2 < $2"), "1");
    EXPECT_EQ(value("$4 + $2"), "3");
    EXPECT_EQ(value("$n <u 4"), "0");
    EXPECT_EQ(value("$n < 4"), "1");
    EXPECT_EQ(value("$n >>u 28"), "15");
    EXPECT_EQ(value("$n >> 1"), "-3");
    EXPECT_EQ(value("$n /u 2"), "2147483645");
    EXPECT_EQ(value("(0 - 2147483647 - 1) / -1"), "-2147483648");
    EXPECT_EQ(value("(0 - 2147483647 - 1) % -1"), "0");
}

TEST_F(Expressions, leaveOutWhatIsDecided)
{
    EXPECT_EQ(value("$n == 1 && [-1]:i32"), "0");
    EXPECT_EQ(value("$n == -5 || 1 / 0"), "1");
}

TEST_F(Expressions, sayWhyTheyCannotBeComputed)
{
    EXPECT_EQ(value("[65533]:i32"), "(4 bytes at 65533 lie outside of memory 0, which ends at 65536)");
    EXPECT_EQ(value("[-1]:u8"), "(1 byte at 4294967295 lie outside of memory 0, which ends at 65536)");
    EXPECT_EQ(value("1 % 0"), "(division by zero)");
}

TEST_F(Expressions, sayWhatIsWrongAndWhere)
{
    EXPECT_EQ(value("$n == $nobody"), "6+7: There is no local $nobody here");
    EXPECT_EQ(value("@7"), "0+2: There is no global @7");
    EXPECT_EQ(value("1 + $$2"), "4+3: There are 2 operands on the stack here");
    EXPECT_EQ(value("$n +"), "4+1: A value is missing at the end");
    EXPECT_EQ(value("$n = 4"), "3+1: This is not expected here");
    EXPECT_EQ(value("[4]"), "3+1: \":\" is missing here");
    EXPECT_EQ(value("[4]:i7"), "4+2: Memory is read as i8, u8, i16, u16, i32, u32, i64, f32 or f64");
    EXPECT_EQ(value("1:[4]:i8"), "0+3: There is no memory 1");
    EXPECT_EQ(value("$2 & 1"), "3+1: This works on integers only");
    EXPECT_EQ(value("($n"), "3+1: \")\" is missing here");
    EXPECT_EQ(value(""), "0+1: A value is missing at the end");
    EXPECT_NE(value(std::string(5000, '(')).find("nested too deeply"), std::string::npos);
    EXPECT_NE(value("1" +
                    [] {
                        std::string text;
                        for (int i = 0; i < 100; ++i)
                            text += "+(1";
                        return text;
                    }())
                  .find("nested too deeply"),
              std::string::npos);
}

TEST_F(Expressions, fillLogTemplates)
{
    uint64_t frame[8] = {4};
    const auto filled = [&](const char *text) -> std::string {
        auto made = LogTemplate::compile(text, *instance->module, names, place);
        if (const auto *problem = std::get_if<TextProblem>(&made))
            return std::to_string(problem->at) + ": " + problem->message;
        return std::get<LogTemplate>(made).fill(*instance, frame);
    };
    EXPECT_EQ(filled("n is {$n}, twice {$n*2}."), "n is 4, twice 8.");
    EXPECT_EQ(filled("{{{$n}}}"), "{4}");
    EXPECT_EQ(filled("at {[70000]:i8}"), "at (1 byte at 70000 lie outside of memory 0, which ends at 65536)");
    EXPECT_EQ(filled("n {$m}"), "3: There is no local $m here");
    EXPECT_EQ(filled("n {$n"), "2: The closing brace is missing; {{ stands for a brace");
}

} // namespace
} // namespace watchglass::debug
