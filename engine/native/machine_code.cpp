// SPDX-License-Identifier: Apache-2.0
#include "engine/native/machine_code.h"

#include <capstone.h>
#include <map>

namespace watchglass::native {

namespace {

/// No handler is longer: a stop for what is read wrongly.
constexpr uint64_t mostBytes = 4096;

class Capstone
{
public:
    Capstone()
    {
#if defined(__x86_64__)
        m_open = cs_open(CS_ARCH_X86, CS_MODE_64, &m_handle) == CS_ERR_OK;
#elif defined(__aarch64__)
        m_open = cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &m_handle) == CS_ERR_OK;
#endif
        if (m_open) {
            cs_option(m_handle, CS_OPT_DETAIL, CS_OPT_ON);
            m_instruction = cs_malloc(m_handle);
        }
    }
    ~Capstone()
    {
        if (m_open) {
            cs_free(m_instruction, 1);
            cs_close(&m_handle);
        }
    }
    Capstone(const Capstone &) = delete;

    bool isOpen() const
    {
        return m_open;
    }
    /// Null where there is no instruction.
    const cs_insn *at(uint64_t address, uint64_t end)
    {
        const auto *code = reinterpret_cast<const uint8_t *>(address);
        size_t size = end - address;
        return cs_disasm_iter(m_handle, &code, &size, &address, m_instruction) ? m_instruction : nullptr;
    }
    bool is(const cs_insn &instruction, unsigned group) const
    {
        return cs_insn_group(m_handle, &instruction, group);
    }

private:
    csh m_handle = 0;
    cs_insn *m_instruction = nullptr;
    bool m_open = false;
};

/// Where a jump with a fixed target leads.
std::optional<uint64_t> targetOf(const cs_insn &instruction)
{
#if defined(__x86_64__)
    const cs_x86 &x86 = instruction.detail->x86;
    if (x86.op_count == 1 && x86.operands[0].type == X86_OP_IMM)
        return uint64_t(x86.operands[0].imm);
#elif defined(__aarch64__)
    const cs_arm64 &arm = instruction.detail->arm64;
    for (uint8_t i = 0; i < arm.op_count; ++i)
        if (arm.operands[i].type == ARM64_OP_IMM)
            return uint64_t(arm.operands[i].imm);
#endif
    return std::nullopt;
}

/// Whether nothing is executed behind it.
bool endsWay(const cs_insn &instruction)
{
#if defined(__x86_64__)
    return instruction.id == X86_INS_JMP || instruction.id == X86_INS_RET || instruction.id == X86_INS_UD2;
#elif defined(__aarch64__)
    return instruction.id == ARM64_INS_BR || instruction.id == ARM64_INS_RET || instruction.id == ARM64_INS_BRK ||
           (instruction.id == ARM64_INS_B && instruction.detail->arm64.cc == ARM64_CC_INVALID);
#else
    return true;
#endif
}

} // namespace

MachineCode machineCode(Handler handler)
{
    MachineCode code;
    Capstone capstone;
    if (!capstone.isOpen()) {
        code.problem = "Capstone knows no code of this processor";
        return code;
    }
    const auto entry = reinterpret_cast<uint64_t>(handler);
    const auto next = reinterpret_cast<uint64_t>(nextHandler(handler));
    const uint64_t end = next > entry ? std::min(next, entry + mostBytes) : entry + mostBytes;
    std::map<uint64_t, MachineInstruction> found;
    std::vector<uint64_t> ways{entry};
    while (!ways.empty()) {
        uint64_t at = ways.back();
        ways.pop_back();
        while (at < end && !found.contains(at)) {
            const cs_insn *instruction = capstone.at(at, end);
            if (!instruction)
                break;
            MachineInstruction &row = found[at];
            row.address = at;
            row.bytes.assign(instruction->bytes, instruction->bytes + instruction->size);
            row.mnemonic = instruction->mnemonic;
            row.operands = instruction->op_str;
            at += instruction->size;
            if (capstone.is(*instruction, CS_GRP_JUMP)) {
                const auto target = targetOf(*instruction);
                if (target && *target >= entry && *target < end) {
                    row.target = target;
                    ways.push_back(*target);
                }
            }
            if (endsWay(*instruction))
                break;
        }
    }
    for (auto &[address, row] : found) {
        code.bytes += uint32_t(row.bytes.size());
        code.instructions.push_back(std::move(row));
    }
    return code;
}

} // namespace watchglass::native
