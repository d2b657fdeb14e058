// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/validator.h"

#include "engine/base/interactive.h"
#include "engine/wasm/function_checker.h"
#include "engine/wasm/module_checker.h"

namespace watchglass::wasm {

struct FunctionValidator::Impl {
    explicit Impl(const Module &module) : checker(module) {}
    detail::FunctionChecker checker;
    mutable std::vector<ControlFrame> frames; ///< what control() last gave out
};

FunctionValidator::FunctionValidator(const Module &environment, uint32_t typeIndex, std::span<const ValType> locals,
                                     const std::vector<bool> *declared)
    : m(std::make_unique<Impl>(environment))
{
    m->checker.beginFunction(typeIndex, {locals.begin(), locals.end()}, declared);
}

FunctionValidator::FunctionValidator(std::unique_ptr<Impl> impl) : m(std::move(impl)) {}

FunctionValidator FunctionValidator::constant(const Module &environment, const ValType &result, uint32_t globals)
{
    auto impl = std::make_unique<Impl>(environment);
    impl->checker.beginConstant(result, globals);
    return FunctionValidator(std::move(impl));
}

FunctionValidator::~FunctionValidator() = default;
FunctionValidator::FunctionValidator(FunctionValidator &&) noexcept = default;

bool FunctionValidator::feed(const Instruction &instruction)
{
    return m->checker.feed(instruction);
}

void FunctionValidator::finish(uint32_t offset)
{
    m->checker.finish(offset);
}

std::span<const Problem> FunctionValidator::problems() const
{
    return m->checker.problems();
}

std::span<const Operand> FunctionValidator::operands() const
{
    return m->checker.operands();
}

std::span<const ControlFrame> FunctionValidator::control() const
{
    const auto frames = m->checker.frames();
    m->frames.resize(frames.size());
    for (size_t i = 0; i < frames.size(); ++i) {
        const auto &from = frames[i];
        const auto params = m->checker.params(from), results = m->checker.results(from);
        ControlFrame &to = m->frames[i];
        to.op = from.op;
        to.offset = from.offset;
        to.height = from.height;
        to.type = from.type;
        // A function has its parameters in locals, not on the stack.
        to.params.assign(i ? params.begin() : params.end(), params.end());
        to.results.assign(results.begin(), results.end());
        to.unreachable = from.unreachable;
    }
    return m->frames;
}

bool FunctionValidator::reachable() const
{
    return m->checker.reachable();
}

std::vector<Problem> validate(const Module &module, size_t limit)
{
    longCall("wasm::validate");
    return detail::ModuleChecker(module, limit).run();
}

std::vector<Problem> validateFunction(const Module &module, uint32_t function, size_t limit)
{
    longCall("wasm::validateFunction");
    detail::ModuleChecker checker(module, limit);
    checker.prepare();
    checker.body(function);
    return checker.take();
}

} // namespace watchglass::wasm
