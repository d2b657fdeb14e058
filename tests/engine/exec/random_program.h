// SPDX-License-Identifier: Apache-2.0
/// Random programs that are valid and end: numbers of all types, blocks, loops, branches, calls (through a table too),
/// loads and stores, globals; if wanted also exceptions of both proposals, and casts. They may trap or throw.
#pragma once

#include <random>

#include "tests/engine/exec/builder.h"

namespace watchglass::exec::test {

enum class Objects { None, Some }; ///< exceptions and structs, which lie in the heap

class RandomProgram
{
public:
    explicit RandomProgram(uint32_t seed, Objects objects = Objects::Some) : m_random(seed), m_objects(objects) {}

    /// Its function "main" takes an i32 and an f64 and returns an i64.
    std::shared_ptr<const wasm::Module> build()
    {
        Builder b;
        b.memory(1);
        for (const uint8_t type : {i32, i64, f64}) {
            b.global({type}, constant(type));
            m_globals.push_back(type);
        }
        m_thrown = b.type({}, {i32, exception});
        m_box = b.rawType({0x5f, 1, i32, 1});
        if (m_objects == Objects::Some) {
            b.tag(b.type({i32}, {}));
            b.tag(b.type({}, {}));
        }
        const size_t helpers = below(4);
        for (size_t i = 0; i < helpers; ++i) {
            Code params, results{number()};
            for (uint32_t n = below(4); n > 0; --n)
                params.push_back(number());
            add(b, "f" + std::to_string(i), params, results);
        }
        Code elements;
        for (uint8_t i = 0; i < helpers; ++i)
            elements.push_back(i);
        b.table(4, elements);
        add(b, "main", {i32, f64}, {i64});
        return b.build();
    }

private:
    struct Signature {
        Code params, results;
        uint32_t type;
    };
    static constexpr uint8_t loop = 0, other = 1; ///< of labels, beside `nothing` and the types of values
    static constexpr uint8_t exception = 0x69, any = 0x6e, i31 = 0x6c;

    uint32_t below(uint32_t n) { return std::uniform_int_distribution<uint32_t>(0, n - 1)(m_random); }
    uint8_t number() { return Code{i32, i64, f32, f64}[below(4)]; }
    template <class T>
    T one(std::initializer_list<T> of)
    {
        return *(of.begin() + below(uint32_t(of.size())));
    }

    void add(Builder &b, const std::string &name, const Code &params, const Code &results)
    {
        m_locals = params;
        Code extra;
        for (uint32_t n = below(6); n > 0; --n)
            extra.push_back(number());
        m_locals.insert(m_locals.end(), extra.begin(), extra.end());
        m_counters = uint32_t(m_locals.size());
        for (int n = 0; n < 3; ++n)
            extra.push_back(i32);
        m_loops = 0;
        m_labels.clear();
        Code code;
        for (uint32_t n = 1 + below(5); n > 0; --n)
            code = code + statement(3);
        code = code + expression(results[0], 4);
        const uint32_t type = b.type(params, results);
        b.function(name, type, code, extra);
        m_functions.push_back({params, results, type});
    }

    /// A local of that type, or none.
    std::optional<uint32_t> local(uint8_t type)
    {
        std::vector<uint32_t> fitting;
        for (uint32_t i = 0; i < m_locals.size(); ++i)
            if (m_locals[i] == type)
                fitting.push_back(i);
        if (fitting.empty())
            return std::nullopt;
        return fitting[below(uint32_t(fitting.size()))];
    }

    Code constant(uint8_t type)
    {
        static const int64_t interesting[] = {0,     1,     -1,     2,     7,          255,          4096,
                                              65535, 65536, -32768, 40000, 0x7fffffff, -0x80000000ll};
        const int64_t value = below(3) ? interesting[below(13)] : int64_t(int32_t(m_random()));
        switch (type) {
        case i32:
            return i32Const(int32_t(value));
        case i64:
            return i64Const(below(4) ? value : int64_t(uint64_t(value) * 0x123456789u));
        case f64:
            return f64Const(double(value) * 0.5);
        default: {
            const auto bytes = std::bit_cast<std::array<uint8_t, 4>>(float(value) * 0.25f);
            return Code{0x43} + Code(bytes.begin(), bytes.end());
        }
        }
    }

    Code address(int depth)
    {
        Code code = expression(i32, depth - 1);
        if (below(8)) // mostly inside
            code = code + i32Const(0x7fff) + Code{0x71};
        if (below(3) == 0) {
            const Code shift = below(2) ? i32Const(int32_t(below(4))) + Code{0x74} : Code{};
            code = code + expression(i32, depth - 2) + i32Const(63) + Code{0x71} + shift + Code{0x6a};
        }
        if (below(3) == 0)
            code = code + i32Const(int32_t(below(64))) + Code{0x6a};
        return code;
    }

    Code expression(uint8_t type, int depth)
    {
        if (depth <= 0 || below(6) == 0) {
            const auto from = below(4) ? local(type) : std::nullopt;
            return from ? get(*from) : constant(type);
        }
        switch (below(m_objects == Objects::Some ? 19 : 15)) {
        case 15:
        case 16:
            return region(type, depth);
        case 17:
            return legacyRegion(type, depth);
        case 18:
            return cast(type, depth);
        case 14:
            for (uint32_t i = 0; i < m_globals.size(); ++i)
                if (m_globals[i] == type)
                    return Code{0x23, uint8_t(i)};
            return constant(type);
        case 0: { // tee
            if (const auto to = local(type))
                return expression(type, depth - 1) + Code{0x22} + leb(*to);
            return constant(type);
        }
        case 1: // select
            return expression(type, depth - 1) + expression(type, depth - 1) + expression(i32, depth - 1) + Code{0x1b};
        case 2: { // if
            m_labels.push_back(type);
            const Code then =
                below(3) ? expression(type, depth - 1) : statement(depth - 1) + expression(type, depth - 2);
            const Code otherwise = expression(type, depth - 1);
            m_labels.pop_back();
            return expression(i32, depth - 1) + Code{0x04, type} + then + Code{0x05} + otherwise + Code{0x0b};
        }
        case 3: { // block that may be left early
            m_labels.push_back(type);
            const Code inside = expression(type, depth - 1) + expression(i32, depth - 1) + Code{0x0d, 0} + Code{0x1a} +
                                statement(depth - 1) + expression(type, depth - 1);
            m_labels.pop_back();
            return Code{0x02, type} + inside + Code{0x0b};
        }
        case 4: // call
            for (uint32_t i = 0; i < m_functions.size(); ++i)
                if (m_functions[i].results[0] == type && below(2)) {
                    Code code;
                    for (const uint8_t param : m_functions[i].params)
                        code = code + expression(param, depth - 2);
                    if (below(3))
                        return code + call(i);
                    return code + (below(8) ? i32Const(int32_t(i)) : expression(i32, depth - 2)) + Code{0x11} +
                           leb(m_functions[i].type) + Code{0};
                }
            [[fallthrough]];
        case 5: { // load
            static const std::map<uint8_t, Code> loads = {{i32, {0x28, 0x2c, 0x2d, 0x2e, 0x2f}},
                                                          {i64, {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35}},
                                                          {f32, {0x2a}},
                                                          {f64, {0x2b}}};
            const Code &ops = loads.at(type);
            return address(depth - 1) + access(ops[below(uint32_t(ops.size()))], below(3) ? below(64) : 0);
        }
        case 6:
            return conversion(type, depth);
        default:
            return arithmetic(type, depth);
        }
    }

    Code conversion(uint8_t type, int depth)
    {
        struct Row {
            uint8_t from, op;
        };
        static const std::map<uint8_t, std::vector<Row>> rows = {
            {i32,
             {{i64, 0xa7},
              {f32, 0xa8},
              {f64, 0xab},
              {f32, 0xbc},
              {i32, 0x67},
              {i32, 0x68},
              {i32, 0x69},
              {i32, 0x45},
              {i64, 0x50},
              {i32, 0xc0}}},
            {i64, {{i32, 0xac}, {i32, 0xad}, {f64, 0xb0}, {f64, 0xbd}, {i64, 0x79}, {i64, 0x7b}, {i64, 0xc4}}},
            {f32, {{i32, 0xb2}, {i64, 0xb5}, {f64, 0xb6}, {i32, 0xbe}, {f32, 0x8b}, {f32, 0x8c}, {f32, 0x91}}},
            {f64,
             {{i32, 0xb7}, {i64, 0xba}, {f32, 0xbb}, {i64, 0xbf}, {f64, 0x99}, {f64, 0x9a}, {f64, 0x9c}, {f64, 0x9f}}}};
        const auto &all = rows.at(type);
        const Row row = all[below(uint32_t(all.size()))];
        return expression(row.from, depth - 1) + Code{row.op};
    }

    Code arithmetic(uint8_t type, int depth)
    {
        uint8_t operands = type, op;
        if (type == i32 && below(3) == 0) {
            operands = number();
            op = operands == i32   ? uint8_t(0x46 + below(10))
                 : operands == i64 ? uint8_t(0x51 + below(10))
                 : operands == f32 ? uint8_t(0x5b + below(6))
                                   : uint8_t(0x61 + below(6));
        } else {
            op = type == i32   ? uint8_t(0x6a + below(15))
                 : type == i64 ? uint8_t(0x7c + below(15))
                 : type == f32 ? uint8_t(0x92 + below(7))
                               : uint8_t(0xa0 + below(7));
        }
        return expression(operands, depth - 1) + expression(operands, depth - 1) + Code{op};
    }

    Code statement(int depth)
    {
        if (depth <= 0)
            return below(2) ? Code{0x01} : assignment(1);
        switch (below(m_objects == Objects::Some ? 13 : 11)) {
        case 9: { // to somewhere outside
            const uint32_t out = m_labels.empty() ? 0 : below(uint32_t(m_labels.size()));
            if (m_labels.empty() || m_labels[m_labels.size() - 1 - out] != nothing)
                return assignment(depth);
            return expression(i32, depth) + Code{0x0d, uint8_t(out)};
        }
        case 10: { // global.set
            const uint32_t global = below(uint32_t(m_globals.size()));
            return expression(m_globals[global], depth) + Code{0x24, uint8_t(global)};
        }
        case 11: // throw, if …
        case 12: {
            m_labels.push_back(nothing);
            const Code code = below(2) ? expression(i32, depth - 1) + Code{0x08, 0} : Code{0x08, 1};
            m_labels.pop_back();
            return expression(i32, depth) + Code{0x04, nothing} + code + Code{0x0b};
        }
        case 0: { // if, with or without else
            Code code = expression(i32, depth) + Code{0x04, nothing};
            m_labels.push_back(nothing);
            code = code + statement(depth - 1);
            if (below(2))
                code = code + Code{0x05} + statement(depth - 1);
            m_labels.pop_back();
            return code + Code{0x0b};
        }
        case 1: { // loop
            if (m_loops >= 3)
                return assignment(depth);
            const uint32_t counter = m_counters + m_loops++;
            m_labels.push_back(loop);
            const Code body = statement(depth - 1) + statement(depth - 1);
            m_labels.pop_back();
            --m_loops;
            return i32Const(int32_t(1 + below(6))) + set(counter) + Code{0x03, nothing} + body + get(counter) +
                   i32Const(1) + Code{0x6b, 0x22} + leb(counter) + (below(2) ? i32Const(0) + Code{0x4a} : Code{}) +
                   Code{0x0d, 0, 0x0b};
        }
        case 2: { // block with a way out
            m_labels.push_back(nothing);
            const Code code = Code{0x02, nothing} + statement(depth - 1) + expression(i32, depth) + Code{0x0d, 0} +
                              statement(depth - 1) + Code{0x0b};
            m_labels.pop_back();
            return code;
        }
        case 3: { // br_table into nested blocks
            Code code{0x02, nothing, 0x02, nothing, 0x02, nothing};
            m_labels.insert(m_labels.end(), 3, nothing);
            code = code + expression(i32, depth) + Code{0x0e, 2, 0, 1, 2, 0x0b};
            m_labels.pop_back();
            code = code + statement(depth - 1) + Code{0x0b};
            m_labels.pop_back();
            code = code + statement(depth - 1) + Code{0x0b};
            m_labels.pop_back();
            return code;
        }
        case 4: { // store
            const uint8_t type = number();
            static const std::map<uint8_t, Code> stores = {
                {i32, {0x36, 0x3a, 0x3b}}, {i64, {0x37, 0x3c, 0x3d, 0x3e}}, {f32, {0x38}}, {f64, {0x39}}};
            const Code &ops = stores.at(type);
            return address(depth) + expression(type, depth) +
                   access(ops[below(uint32_t(ops.size()))], below(3) ? below(64) : 0);
        }
        case 5:
            return expression(number(), depth) + Code{0x1a};
        default:
            return assignment(depth);
        }
    }

    Code inside(uint8_t label, uint8_t type, int depth)
    {
        m_labels.push_back(label);
        const Code code = statement(depth) + expression(type, depth);
        m_labels.pop_back();
        return code;
    }

    /// (block T (block … (try_table T (catch… 0) …) (br 1)) what is done about it)
    Code region(uint8_t type, int depth)
    {
        enum Clause : uint8_t { Tag, TagRef, All, AllRef };
        const auto clause = Clause(below(4));
        Code label{nothing}, after;
        if (clause == Tag)
            label = {i32}, after = {0x1a};
        else if (clause == TagRef)
            label = leb(m_thrown), after = below(3) ? Code{0x1a, 0x1a} : Code{0x0a};
        else if (clause == AllRef)
            label = {exception}, after = below(3) ? Code{0x1a} : Code{0x0a};
        const Code caught = clause == Tag || clause == TagRef ? Code{clause, 0, 0} : Code{clause, 0};
        // A second clause that leads to the same place, when it brings nothing either.
        const bool both = clause == All && below(2);
        m_labels.insert(m_labels.end(), {type, clause == All ? nothing : other});
        const Code body = inside(type, type, depth - 1);
        m_labels.pop_back();
        const Code handled = expression(type, depth - 2);
        m_labels.pop_back();
        return Code{0x02, type, 0x02} + label + Code{0x1f, type} + leb(both ? 2 : 1) +
               (both ? Code{Tag, 1, 0} : Code{}) + caught + body + Code{0x0b, 0x0c, 1, 0x0b} + after + handled +
               Code{0x0b};
    }

    /// try with catch, catch_all, rethrow or delegate.
    Code legacyRegion(uint8_t type, int depth)
    {
        Code code = Code{0x06, type} + inside(type, type, depth - 1);
        if (below(4) == 0)
            return code + Code{0x18} + leb(below(uint32_t(m_labels.size()) + 1));
        if (below(3)) {
            code = code + Code{0x07, 0, 0x1a} + inside(type, type, depth - 2);
            if (below(3) == 0) // a value lies below when it throws again
                code = code + Code{0x09, 0};
        }
        if (below(2))
            code = code + Code{0x19} + inside(type, type, depth - 2);
        return code + Code{0x0b};
    }

    Code object(int depth)
    {
        switch (below(3)) {
        case 0:
            return {0xd0, 0x71};
        case 1:
            return expression(i32, depth) + Code{0xfb, 0x1c}; // ref.i31
        default:
            return expression(i32, depth) + Code{0xfb, 0x00} + leb(m_box);
        }
    }

    /// br_on_cast and br_on_cast_fail to an i31.
    Code cast(uint8_t type, int depth)
    {
        m_labels.insert(m_labels.end(), {type, other});
        const Code choice = object(depth - 2) + object(depth - 2) + expression(i32, depth - 1) + Code{0x1c, 1, any};
        const bool fails = below(2);
        const Code first = expression(type, depth - 1);
        m_labels.pop_back();
        const Code second = expression(type, depth - 2);
        m_labels.pop_back();
        const Code number = {0xfb, 0x1d, 0x1a}; // i31.get_s drop
        if (fails)
            return Code{0x02, type, 0x02, any} + choice + Code{0xfb, 0x19, 1, 0, any, i31} + number + first +
                   Code{0x0c, 1, 0x0b, 0x1a} + second + Code{0x0b};
        return Code{0x02, type, 0x02, i31} + choice + Code{0xfb, 0x18, 3, 0, any, i31, 0x1a} + first +
               Code{0x0c, 1, 0x0b} + number + second + Code{0x0b};
    }

    Code assignment(int depth)
    {
        const uint8_t type = number();
        if (const auto to = local(type))
            return expression(type, depth) + set(*to);
        return Code{0x01};
    }

    std::mt19937 m_random;
    const Objects m_objects;
    Code m_locals, m_labels, m_globals;
    uint32_t m_thrown = 0, m_box = 0;
    uint32_t m_counters = 0, m_loops = 0;
    std::vector<Signature> m_functions;
};

} // namespace watchglass::exec::test
