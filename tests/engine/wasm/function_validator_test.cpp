// SPDX-License-Identifier: Apache-2.0
/// Single functions, fed one instruction at a time as the text side does: positions are counted, not bytes.
#include <gtest/gtest.h>

#include "engine/wasm/validator.h"

namespace watchglass::wasm {

namespace {

class FunctionValidatorTest : public ::testing::Test
{
protected:
    FunctionValidatorTest()
    {
        addType({}, {});
        addType({I32, F64}, {I32});
        addType({}, {I32, I64});
        SubType structure;
        structure.kind = SubType::Kind::Struct;
        structure.fields = {{I32, true}, {ValType{TypeKind::I8}, false}};
        m_module.types.push_back(structure);
        computeCanonical(m_module);
        m_module.functions.resize(2);
        m_module.functions[1].type = 1;
        m_module.memories.resize(1);
        m_module.globals.push_back({{I64, false}, false, {}});
    }
    void addType(std::vector<ValType> params, std::vector<ValType> results)
    {
        SubType type;
        type.func = {std::move(params), std::move(results)};
        m_module.types.push_back(type);
    }
    void start(uint32_t type, std::vector<ValType> locals = {})
    {
        m_validator.emplace(m_module, type, locals);
        m_next = 0;
    }
    bool feed(Op op, uint32_t a = 0, BlockType block = {})
    {
        Instruction i;
        i.op = op;
        i.offset = m_next++;
        i.a = a;
        i.block = block;
        return m_validator->feed(i);
    }
    std::string problem(size_t index = 0) const
    {
        return index < m_validator->problems().size() ? m_validator->problems()[index].message : "";
    }

    Module m_module;
    std::optional<FunctionValidator> m_validator;
    uint32_t m_next = 0;
};

} // namespace

TEST_F(FunctionValidatorTest, namesConsumerAndProducerOfAWrongOperand)
{
    start(0, {F64});
    feed(Op::I32Const);
    feed(Op::LocalGet, 0);
    EXPECT_FALSE(feed(Op::I32Add));
    EXPECT_EQ(problem(), "i32.add wants i32 but local.get gives f64");
    EXPECT_EQ(m_validator->problems()[0].offset, 2u);
    EXPECT_EQ(m_validator->problems()[0].producers, std::vector<uint32_t>{1});
    // It goes on as if the operand had been right.
    EXPECT_TRUE(feed(Op::Drop));
    EXPECT_TRUE(feed(Op::End));
    m_validator->finish(m_next);
    EXPECT_EQ(m_validator->problems().size(), 1u);
}

TEST_F(FunctionValidatorTest, reportsAllMistakesOfAFunction)
{
    start(0);
    EXPECT_FALSE(feed(Op::Drop));
    EXPECT_FALSE(feed(Op::LocalGet, 7));
    EXPECT_TRUE(feed(Op::Drop));
    EXPECT_FALSE(feed(Op::Call, 9));
    EXPECT_FALSE(feed(Op::Br, 3));
    EXPECT_TRUE(feed(Op::End));
    ASSERT_EQ(m_validator->problems().size(), 4u);
    EXPECT_EQ(problem(0), "drop wants a value but the stack is empty");
    EXPECT_EQ(problem(1), "there is no local 7: the function has none");
    EXPECT_EQ(problem(2), "there is no function 9: the module has 2");
    EXPECT_EQ(problem(3), "label 3 is not open here: 1 label is");
}

TEST_F(FunctionValidatorTest, showsTheStateBetweenInstructions)
{
    start(1, {I32, F64});
    feed(Op::LocalGet, 0);
    feed(Op::Block, 0, {BlockType::Kind::Value, I64, 0});
    feed(Op::F32Const);
    ASSERT_EQ(m_validator->operands().size(), 2u);
    EXPECT_EQ(m_validator->operands()[1].type, F32);
    EXPECT_EQ(m_validator->operands()[1].producer, 2u);
    EXPECT_EQ(m_validator->operands()[1].producerOp, Op::F32Const);
    const auto control = m_validator->control();
    ASSERT_EQ(control.size(), 2u);
    EXPECT_TRUE(control[0].params.empty());
    EXPECT_EQ(control[0].results, std::vector<ValType>{I32});
    EXPECT_EQ(control[1].op, Op::Block);
    EXPECT_EQ(control[1].offset, 1u);
    EXPECT_EQ(control[1].height, 1u);
    EXPECT_EQ(control[1].results, std::vector<ValType>{I64});
    feed(Op::Unreachable);
    EXPECT_FALSE(m_validator->reachable());
    feed(Op::End);
    EXPECT_TRUE(m_validator->reachable());
    EXPECT_EQ(m_validator->operands().back().type, I64);
    EXPECT_EQ(m_validator->operands().back().producer, 4u);
}

TEST_F(FunctionValidatorTest, blockParametersKeepTheirProducer)
{
    start(0);
    feed(Op::I32Const);
    feed(Op::F64Const);
    EXPECT_TRUE(feed(Op::Block, 0, {BlockType::Kind::Index, {}, 1}));
    ASSERT_EQ(m_validator->operands().size(), 2u);
    EXPECT_EQ(m_validator->operands()[1].producer, 1u);
    EXPECT_EQ(m_validator->control().back().params, (std::vector<ValType>{I32, F64}));
    EXPECT_EQ(m_validator->control().back().height, 0u);
}

TEST_F(FunctionValidatorTest, saysWhatIsLeftOver)
{
    start(0);
    feed(Op::I32Const);
    feed(Op::I64Const);
    EXPECT_FALSE(feed(Op::End));
    EXPECT_EQ(problem(), "the end of the function leaves 2 values too many on the stack, from i64.const");
    EXPECT_EQ(m_validator->problems()[0].producers, (std::vector<uint32_t>{0, 1}));
}

TEST_F(FunctionValidatorTest, openAndSurplusBlocks)
{
    start(0);
    feed(Op::Loop);
    m_validator->finish(9);
    EXPECT_EQ(problem(), "the loop has no end");
    EXPECT_TRUE(m_validator->problems()[0].malformed);
    EXPECT_EQ(m_validator->problems()[0].producers, std::vector<uint32_t>{0});

    start(0);
    feed(Op::End);
    EXPECT_FALSE(feed(Op::Nop));
    EXPECT_EQ(problem(), "nop stands after the end of the function");

    start(0);
    EXPECT_FALSE(feed(Op::Else));
    EXPECT_EQ(problem(), "else has no if to belong to");
}

TEST_F(FunctionValidatorTest, unreachableCodeTakesAnything)
{
    start(1, {I32, F64});
    feed(Op::Unreachable);
    EXPECT_TRUE(feed(Op::I32Add));
    EXPECT_TRUE(feed(Op::Select));
    EXPECT_TRUE(feed(Op::F64Const));
    EXPECT_FALSE(feed(Op::End));
    EXPECT_EQ(problem(), "the end of the function wants i32 but f64.const gives f64");
}

TEST_F(FunctionValidatorTest, aLocalWithoutDefaultMustBeSetFirst)
{
    start(0, {ValType::ref(HeapKind::Func, false)});
    EXPECT_FALSE(feed(Op::LocalGet, 0));
    EXPECT_EQ(problem(), "local 0 is read before it is set, and (ref func) has no default value");
    feed(Op::Drop);
    feed(Op::Block);
    EXPECT_TRUE(feed(Op::RefFunc, 0));
    EXPECT_TRUE(feed(Op::LocalSet, 0));
    EXPECT_TRUE(feed(Op::LocalGet, 0));
    feed(Op::Drop);
    feed(Op::End);
    EXPECT_FALSE(feed(Op::LocalGet, 0)) << "what a block sets is forgotten at its end";
}

TEST_F(FunctionValidatorTest, immutableThings)
{
    start(0);
    feed(Op::I64Const);
    EXPECT_FALSE(feed(Op::GlobalSet, 0));
    EXPECT_EQ(problem(), "global.set cannot set global 0: it is immutable");
}

TEST_F(FunctionValidatorTest, constantExpressions)
{
    m_validator.emplace(FunctionValidator::constant(m_module, I64, 1));
    m_next = 0;
    EXPECT_TRUE(feed(Op::GlobalGet, 0));
    EXPECT_TRUE(feed(Op::I64Const));
    EXPECT_TRUE(feed(Op::I64Mul));
    EXPECT_TRUE(feed(Op::End));
    m_validator->finish(m_next);
    EXPECT_TRUE(m_validator->problems().empty());

    m_validator.emplace(FunctionValidator::constant(m_module, I64, 0));
    m_next = 0;
    EXPECT_FALSE(feed(Op::GlobalGet, 0));
    EXPECT_EQ(problem(), "global 0 is not there yet when this expression runs");
    EXPECT_FALSE(feed(Op::I64Eqz));
    EXPECT_EQ(problem(1), "i64.eqz may not stand in a constant expression");
    EXPECT_FALSE(feed(Op::End));
    EXPECT_EQ(problem(2), "the end of the expression wants i64 but i64.eqz gives i32");
}

TEST_F(FunctionValidatorTest, legacyExceptions)
{
    m_module.tags.push_back({{0}});
    start(0);
    EXPECT_TRUE(feed(Op::Try));
    EXPECT_TRUE(feed(Op::Catch, 0));
    EXPECT_TRUE(feed(Op::Rethrow, 0));
    EXPECT_TRUE(feed(Op::CatchAll));
    EXPECT_FALSE(feed(Op::Catch, 0));
    EXPECT_TRUE(feed(Op::End));
    EXPECT_TRUE(feed(Op::Try));
    EXPECT_TRUE(feed(Op::Delegate, 0));
    EXPECT_FALSE(feed(Op::Rethrow, 0));
    EXPECT_TRUE(feed(Op::End));
}

TEST_F(FunctionValidatorTest, tooManyProblemsAreCutOff)
{
    start(0);
    for (int i = 0; i < 5000; ++i)
        EXPECT_FALSE(feed(Op::Drop));
    EXPECT_LE(m_validator->problems().size(), 1000u);
}

TEST(Types, textForms)
{
    EXPECT_EQ(toString(FuncRef), "funcref");
    EXPECT_EQ(toString(ValType::ref(HeapKind::Defined, true, 3)), "(ref null 3)");
    EXPECT_EQ(toString(ValType::ref(HeapKind::Any, false)), "(ref any)");
    EXPECT_EQ(toString(ValType::ref(HeapKind::NoExtern)), "nullexternref");
    EXPECT_EQ(toString(FuncType{{I32, I64}, {F32}}), "(i32 i64) -> (f32)");
    EXPECT_EQ(toString(FuncType{}), "() -> ()");
}

TEST(Types, equalityIsByRecursionGroup)
{
    Module module;
    const auto add = [&](uint32_t group, uint32_t size, std::vector<ValType> params) {
        SubType type;
        type.func.params = std::move(params);
        type.groupStart = group;
        type.groupSize = size;
        module.types.push_back(type);
    };
    add(0, 1, {I32});
    add(1, 1, {I32});
    add(2, 2, {ValType::ref(HeapKind::Defined, true, 3)});
    add(2, 2, {ValType::ref(HeapKind::Defined, true, 2)});
    add(4, 2, {ValType::ref(HeapKind::Defined, true, 5)});
    add(4, 2, {ValType::ref(HeapKind::Defined, true, 4)});
    add(6, 1, {ValType::ref(HeapKind::Defined, true, 3)});
    computeCanonical(module);
    EXPECT_EQ(module.canonical, (std::vector<uint32_t>{0, 0, 2, 3, 2, 3, 6}));
    EXPECT_TRUE(matches(module, ValType::ref(HeapKind::Defined, false, 5), ValType::ref(HeapKind::Defined, true, 3)));
    EXPECT_FALSE(matches(module, ValType::ref(HeapKind::Defined, true, 5), ValType::ref(HeapKind::Defined, false, 3)));
    EXPECT_TRUE(matches(module, ValType::ref(HeapKind::NoFunc), ValType::ref(HeapKind::Defined, true, 6)));
    EXPECT_FALSE(matches(module, ValType::ref(HeapKind::None), FuncRef));
}

} // namespace watchglass::wasm
