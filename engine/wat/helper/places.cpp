// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/helper/places.h"

#include <vector>

#include <wabt/cast.h>

#include "engine/wat/helper/protocol.h"

namespace watchglass::wat::helper {

namespace {

Place placeOf(const wabt::Location &location)
{
    return {uint32_t(location.line), uint32_t(location.first_column), uint32_t(location.last_column)};
}

/// Follows wabt's binary writer step by step. It recurses as that does, on the same big stack.
class Walk
{
public:
    std::vector<Place> places;
    const wabt::Expr *callRef = nullptr;

    void list(const wabt::ExprList &expressions)
    {
        for (const wabt::Expr &expression : expressions)
            one(expression);
    }

private:
    void block(const wabt::Expr &expression, const wabt::Block &block)
    {
        add(expression.loc);
        list(block.exprs);
        add(block.end_loc);
    }

    void ifElse(const wabt::IfExpr &expression)
    {
        add(expression.loc);
        list(expression.true_.exprs);
        add(expression.true_.end_loc);
        if (expression.false_.empty())
            return; // what was just added is the `end`: an empty `else` is not written
        list(expression.false_);
        add(expression.false_end_loc);
    }

    void tryCatch(const wabt::TryExpr &expression)
    {
        add(expression.loc);
        list(expression.block.exprs);
        for (const wabt::Catch &clause : expression.catches) {
            add(clause.loc);
            list(clause.exprs);
        }
        if (expression.kind == wabt::TryKind::Delegate)
            places.push_back({}); // wabt does not keep where `delegate` stands
        else
            add(expression.block.end_loc);
    }

    void one(const wabt::Expr &expression)
    {
        switch (expression.type()) {
        case wabt::ExprType::Block:
            return block(expression, wabt::cast<wabt::BlockExpr>(&expression)->block);
        case wabt::ExprType::Loop:
            return block(expression, wabt::cast<wabt::LoopExpr>(&expression)->block);
        case wabt::ExprType::If:
            return ifElse(*wabt::cast<wabt::IfExpr>(&expression));
        case wabt::ExprType::Try:
            return tryCatch(*wabt::cast<wabt::TryExpr>(&expression));
        case wabt::ExprType::CodeMetadata:
            return; // goes into a custom section
        case wabt::ExprType::CallRef:
            if (!callRef)
                callRef = &expression;
            [[fallthrough]];
        default:
            return add(expression.loc);
        }
    }

    void add(const wabt::Location &location) { places.push_back(placeOf(location)); }
};

template <class T>
void append(std::string &bytes, const T *first, size_t count)
{
    bytes.append(reinterpret_cast<const char *>(first), count * sizeof(T));
}

} // namespace

Places placesOf(const wabt::Module &module)
{
    Places result;
    Walk walk;
    for (const wabt::ModuleField &field : module.fields) {
        const auto *function = wabt::dyn_cast<wabt::FuncModuleField>(&field);
        if (!function)
            continue;
        walk.places.clear();
        walk.list(function->func.exprs);
        walk.places.push_back({}); // the function's own `end` is its closing parenthesis
        const FunctionPlaces head{placeOf(field.loc), uint32_t(walk.places.size())};
        append(result.bytes, &head, 1);
        append(result.bytes, walk.places.data(), walk.places.size());
    }
    result.callRef = walk.callRef;
    return result;
}

} // namespace watchglass::wat::helper
