// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/flow.h"

namespace watchglass::debug {

using wasm::Op;

std::optional<wasm::Instruction> instructionAt(const wasm::Module &module, uint32_t offset)
{
    auto function = module.functionAt(offset);
    if (!function)
        return std::nullopt;
    wasm::InstructionReader reader(*module.bytes, {offset, module.functions[*function].code.end});
    wasm::Instruction instruction;
    if (!reader.next(instruction))
        return std::nullopt;
    instruction.labels = {};
    instruction.types = {};
    instruction.catches = {};
    return instruction;
}

bool isCall(Op op)
{
    switch (op) {
    case Op::Call:
    case Op::CallIndirect:
    case Op::CallRef:
    case Op::ReturnCall:
    case Op::ReturnCallIndirect:
    case Op::ReturnCallRef:
        return true;
    default:
        return false;
    }
}

uint32_t callOperands(const wasm::Module &module, const wasm::Instruction &call)
{
    if (!isCall(call.op))
        return 0;
    if (call.op == Op::Call || call.op == Op::ReturnCall)
        return uint32_t(module.funcType(call.a).params.size());
    return uint32_t(module.types[call.a].func.params.size()) + 1;
}

namespace {

/// Walks one body and notes where control goes from the instructions of one line. It may note a place that the line
/// does not reach: being there, in the same activation, means to have left the line all the same.
class LineWalk
{
public:
    LineWalk(const wasm::Module &module, uint32_t function, const Lines &lines, uint32_t line)
        : m_lines(lines), m_line(line), m_reader(*module.bytes, module.functions[function].code)
    {
        m_open.push_back({});
    }

    LineFlow walk()
    {
        wasm::Instruction instruction;
        while (m_reader.next(instruction) && !m_open.empty())
            take(instruction);
        return std::move(m_flow);
    }

private:
    struct Open {
        Op op = Op::Block;
        uint32_t offset = 0, next = 0;
        bool left = false;              ///< the line jumps to its end
        bool skipsBranch = false;       ///< an `if` of the line whose other branch was not met yet
        bool handlersMatter = false;    ///< the line may throw in here
        std::vector<size_t> handlers{}; ///< open blocks that a try_table's clauses name
    };

    void take(const wasm::Instruction &instruction)
    {
        const bool onLine = m_lines.at(instruction.offset) == m_line, arrived = m_arrives || onLine;
        note(instruction.offset, m_arrives);
        m_arrives = arrived;
        switch (instruction.op) {
        case Op::Block:
        case Op::Loop:
        case Op::If:
        case Op::Try:
        case Op::TryTable:
            return open(instruction, onLine);
        case Op::Else:
        case Op::Catch:
        case Op::CatchAll:
            return otherBranch(arrived);
        case Op::Delegate:
        case Op::End:
            return close(instruction);
        default:
            m_arrives = onLine;
            if (onLine)
                leave(instruction);
        }
    }

    void open(const wasm::Instruction &instruction, bool onLine)
    {
        Open block{instruction.op, instruction.offset, instruction.offset + instruction.length};
        block.skipsBranch = onLine && instruction.op == Op::If;
        for (const wasm::Catch &clause : instruction.catches)
            if (clause.label < m_open.size())
                block.handlers.push_back(m_open.size() - 1 - clause.label);
        m_open.push_back(std::move(block));
    }

    /// Control that falls into `else` or `catch` goes to the end of the block.
    void otherBranch(bool arrived)
    {
        Open &block = m_open.back();
        m_arrives = arrived || block.skipsBranch || block.handlersMatter;
        block.skipsBranch = false;
        block.left = block.left || arrived;
    }

    void close(const wasm::Instruction &instruction)
    {
        Open block = std::move(m_open.back());
        m_open.pop_back();
        bool reached = block.left || block.skipsBranch;
        note(instruction.offset, reached);
        m_arrives = m_arrives || reached;
    }

    void leave(const wasm::Instruction &instruction)
    {
        if (isCall(instruction.op))
            m_flow.calls.insert(instruction.offset);
        if (isCall(instruction.op) || instruction.op == Op::Throw || instruction.op == Op::ThrowRef ||
            instruction.op == Op::Rethrow)
            reachHandlers();
        switch (wasm::info(instruction.op).immediate) {
        case wasm::Immediate::Label:
        case wasm::Immediate::BrOnCast:
            branch(instruction.a);
            break;
        case wasm::Immediate::BrTable:
            for (uint32_t label : instruction.labels)
                branch(label);
            break;
        default:
            break;
        }
    }

    void branch(uint32_t label)
    {
        if (label < m_open.size())
            reach(m_open[m_open.size() - 1 - label]);
    }

    void reach(Open &target)
    {
        if (target.op == Op::Loop) {
            note(target.offset, true);
            note(target.next, true);
        }
        target.left = target.left || target.op != Op::Loop;
    }

    void reachHandlers()
    {
        for (Open &block : m_open) {
            block.handlersMatter = block.handlersMatter || block.op == Op::Try;
            for (size_t handler : block.handlers)
                reach(m_open[handler]);
        }
    }

    void note(uint32_t offset, bool reached)
    {
        if (reached && m_lines.at(offset) != m_line)
            m_flow.exits.insert(offset);
    }

    const Lines &m_lines;
    uint32_t m_line;
    wasm::InstructionReader m_reader;
    std::vector<Open> m_open;
    LineFlow m_flow;
    bool m_arrives = false; ///< control comes from the line to the instruction that is read next
};

} // namespace

LineFlow flowOfLine(const wasm::Module &module, uint32_t function, const Lines &lines, uint32_t line)
{
    return LineWalk(module, function, lines, line).walk();
}

} // namespace watchglass::debug
