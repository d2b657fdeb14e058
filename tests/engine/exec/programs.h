// SPDX-License-Identifier: Apache-2.0
/// Programs that several tests run.
#pragma once

#include "tests/engine/exec/builder.h"

namespace watchglass::exec::test {

/// add(i32 i32), fac(i64), sum(i32) by a loop, forever(), dive() which recurses without end, table(i32) → call_indirect
/// of [one, two, null], fill(i32 i32 i32), load(i32), store(i32 i64), div(i32 i32).
inline std::shared_ptr<Instance> sampleInstance()
{
    Builder b;
    const uint32_t binary = b.type({i32, i32}, {i32}), wide = b.type({i64}, {i64}), unary = b.type({i32}, {i32});
    const uint32_t empty = b.type({}, {}), constant = b.type({}, {i32}), fill = b.type({i32, i32, i32}, {});
    const uint32_t poke = b.type({i32, i64}, {});
    b.function("add", binary, get(0) + get(1) + Code{0x6a});
    b.function("fac", wide,
               get(0) + Code{0x50, 0x04, i64} + i64Const(1) + Code{0x05} + get(0) + get(0) + i64Const(1) + Code{0x7d} +
                   call(1) + Code{0x7e, 0x0b});
    // (block (loop (br_if 1 (eqz n)) s += n; n -= 1; (br 0))) s
    b.function("sum", unary,
               Code{0x02, nothing, 0x03, nothing} + get(0) + Code{0x45, 0x0d, 1} + get(1) + get(0) + Code{0x6a} +
                   set(1) + get(0) + i32Const(1) + Code{0x6b} + set(0) + Code{0x0c, 0, 0x0b, 0x0b} + get(1),
               {i32});
    b.function("forever", empty, Code{0x03, nothing, 0x0c, 0, 0x0b});
    b.function("dive", empty, call(4));
    b.function("one", constant, i32Const(1));
    b.function("two", unary, get(0) + i32Const(2) + Code{0x6c});
    b.function("table", unary, get(0) + Code{0x11} + leb(constant) + Code{0});
    b.function("fill", fill, get(0) + get(1) + get(2) + Code{0xfc, 0x0b, 0});
    b.function("load", unary, get(0) + access(0x28, 4));
    b.function("store", poke, get(0) + get(1) + access(0x37));
    b.function("div", binary, get(0) + get(1) + Code{0x6d});
    b.function("move", fill, get(0) + get(1) + get(2) + Code{0xfc, 0x0a, 0, 0});
    b.memory(1);
    b.table(3, {5, 6});
    return b.instance();
}

inline Stop run(const std::shared_ptr<Function> &function, std::vector<Value> arguments,
                Driver driver = fastestDriver())
{
    Machine machine({}, driver);
    machine.start(function, arguments);
    return machine.run();
}

} // namespace watchglass::exec::test
