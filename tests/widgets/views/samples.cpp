// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include <QCoreApplication>
#include <QTest>

#include "engine/wasm/decoder.h"
#include "tests/widgets/guard.h"

namespace watchglass {

namespace {

constexpr const char *sampleHex =
    "0061736d0100000001160460027f7f017f60017f0060017f017f60027f7c017f02160203656e76036c6f67000103656e"
    "760472656164000203030200030404017000030504010101040606017f0141000b071703066d656d6f72790200036164"
    "640002046d61696e00030908010041000b0202030a30020700200020016a0b2601017f02400340200220004f0d012002"
    "10011000200241016a21020c000b0b2002410210020b0b11010041300b0b68656c6c6f007761746368006d046e616d65"
    "00070673616d706c6501170400036c6f67010472656164020361646403046d61696e021f0400000100020200036c6873"
    "0103726873030300016e010472617465020169040901000662696e61727905060100036f707306060100036d656d0708"
    "010005636f756e74";

} // namespace

std::shared_ptr<const wasm::Module> sampleModule()
{
    static const auto module = [] {
        const QByteArray raw = QByteArray::fromHex(sampleHex);
        return test::onWorker(
            [&] { return wasm::decode(std::make_shared<wasm::Bytes>(raw.begin(), raw.end())).module; });
    }();
    return module;
}

std::shared_ptr<const wasm::Names> sampleNames()
{
    return std::make_shared<wasm::Names>(
        test::onWorker([module = sampleModule()] { return wasm::readNames(*module); }));
}

std::shared_ptr<session::Snapshot> sampleStop()
{
    using exec::Value;
    auto stop = std::make_shared<session::Snapshot>();
    stop->sequence = 1;
    stop->reason = session::StopReason::Breakpoint;
    stop->sentence = "Breakpoint in $add";
    stop->depth = 2;
    session::FrameInfo add{2, 2, "$add", addCode + 2, {}, {}, {}};
    add.locals = {{"$lhs", 0, Value::i32(7), true, false}, {"$rhs", 1, Value::i32(-2), true, true}};
    add.operands = {{Value::i32(7), addCode, true}};
    add.labels = {{wasm::Op::Block, addCode, "", 0, 1}};
    session::FrameInfo main{1, 3, "$main", mainCall, {}, {}, {}};
    main.locals = {{"$n", 0, Value::i32(100), true, false},
                   {"$rate", 1, Value::f64(0.05), true, false},
                   {"$i", 2, Value::i32(7), false, true}};
    main.operands = {{Value::i64(-1234567890123456789), mainCode, false},
                     {Value::f64(2.5), mainCode + 4, false},
                     {Value::i32(49), mainCall, true}};
    main.labels = {{wasm::Op::Block, mainCode, "", 0, 1},
                   {wasm::Op::Block, mainCode, "$done", 1, 0},
                   {wasm::Op::Loop, mainCode + 2, "$next", 2, 0}};
    stop->frames = {add, main};
    stop->globals = {{"$count", 0, Value::i32(4), true, true}, {"", 1, Value::f32(1.5F), false, false}};
    stop->tables = {{"$ops", 0, {wasm::FuncRef, {3, {}, false, false}}, 3, {2, 3, -1}, {"$add", "$main", "null"}}};
    stop->memories = {{"$mem", 0, {{1, 4, false, false}}, 65536, {0}}};
    return stop;
}

std::shared_ptr<session::Snapshot> finishedStop()
{
    auto stop = std::make_shared<session::Snapshot>();
    stop->sequence = 2;
    stop->invoked = "add";
    stop->results = {exec::Value::i32(-3), exec::Value::f64(2.5)};
    return stop;
}

std::shared_ptr<session::Snapshot> trapStop()
{
    auto stop = sampleStop();
    stop->reason = session::StopReason::Trap;
    stop->trap = exec::Trap{exec::TrapKind::MemoryOutOfBounds,
                            2,
                            addCode,
                            "i32.load reads 4 bytes at 65534, but memory 0 ends at 65536",
                            {}};
    return stop;
}

QString sampleLine(quint32 offset)
{
    return QStringLiteral("sample.wat:%1").arg(offset - 0x70);
}

Theme &testTheme()
{
    static Theme theme;
    return theme;
}

void settle()
{
    for (int i = 0; i < 5; ++i)
        QCoreApplication::processEvents();
}

void show(QWidget &widget, QSize size)
{
    widget.resize(size);
    widget.show();
    settle();
}

} // namespace watchglass
