// SPDX-License-Identifier: Apache-2.0
/// Small binary modules for tests: sections from byte lists, sizes filled in.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include "engine/wasm/module.h"

namespace watchglass::wasm::testing {

class ModuleBuilder
{
public:
    static void leb(Bytes &out, uint32_t value)
    {
        for (; value >= 0x80; value >>= 7)
            out.push_back(uint8_t(value) | 0x80);
        out.push_back(uint8_t(value));
    }
    static Bytes name(std::string_view text)
    {
        Bytes out;
        leb(out, uint32_t(text.size()));
        out.insert(out.end(), text.begin(), text.end());
        return out;
    }
    ModuleBuilder &section(uint8_t id, const Bytes &content)
    {
        m_bytes.push_back(id);
        leb(m_bytes, uint32_t(content.size()));
        m_bytes.insert(m_bytes.end(), content.begin(), content.end());
        return *this;
    }
    /// One function of type () -> () with that code, in a module of its own.
    ModuleBuilder &function(const Bytes &code, const Bytes &locals = {0})
    {
        section(1, {1, 0x60, 0, 0});
        section(3, {1, 0});
        Bytes body = locals;
        body.insert(body.end(), code.begin(), code.end());
        Bytes content{1};
        leb(content, uint32_t(body.size()));
        content.insert(content.end(), body.begin(), body.end());
        return section(10, content);
    }
    std::shared_ptr<const Bytes> take() const { return std::make_shared<Bytes>(m_bytes); }

private:
    Bytes m_bytes{0, 'a', 's', 'm', 1, 0, 0, 0};
};

} // namespace watchglass::wasm::testing
