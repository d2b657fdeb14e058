// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/views.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/base/interactive.h"

namespace watchglass::profile {

Cost &Cost::operator+=(const Cost &other)
{
    self += other.self;
    total += other.total;
    selfSamples += other.selfSamples;
    totalSamples += other.totalSamples;
    return *this;
}

std::vector<Cost> nodeCosts(const Profile &profile)
{
    std::vector<Cost> costs(profile.nodes.size());
    for (const Sample &sample : profile.samples) {
        costs[sample.node].self += sample.weight;
        ++costs[sample.node].selfSamples;
    }
    for (size_t i = costs.size(); i-- > 0;) { // parents come first
        costs[i].total += costs[i].self;
        costs[i].totalSamples += costs[i].selfSamples;
        if (const uint32_t parent = profile.nodes[i].parent; parent != none) {
            costs[parent].total += costs[i].total;
            costs[parent].totalSamples += costs[i].totalSamples;
        }
    }
    return costs;
}

namespace {

uint32_t functionAt(const Profile &profile, uint32_t node)
{
    return profile.places[profile.nodes[node].place].function;
}

/// Calls `visit(node)` for all nodes, callers before callees, and `leave(node)` when all below are done.
template <class Visit, class Leave>
void walk(const Profile &profile, Visit visit, Leave leave)
{
    const size_t count = profile.nodes.size();
    std::vector<uint32_t> firstChild(count, none), sibling(count, none), stack;
    std::vector<uint32_t> roots;
    for (size_t i = count; i-- > 0;) {
        const uint32_t parent = profile.nodes[i].parent;
        if (parent == none) {
            roots.push_back(uint32_t(i));
            continue;
        }
        sibling[i] = firstChild[parent];
        firstChild[parent] = uint32_t(i);
    }
    for (const uint32_t root : roots) {
        visit(root);
        stack.push_back(root);
        while (!stack.empty()) {
            const uint32_t top = stack.back(), child = firstChild[top];
            if (child == none) {
                leave(top);
                stack.pop_back();
                continue;
            }
            firstChild[top] = sibling[child];
            visit(child);
            stack.push_back(child);
        }
    }
}

Cost withoutSelf(Cost cost)
{
    cost.self = cost.selfSamples = 0;
    return cost;
}
Cost onlySelf(const Cost &cost)
{
    return {cost.self, 0, cost.selfSamples, 0};
}

template <class Rows>
void dearestFirst(Rows &rows, bool bySelf)
{
    std::sort(rows.begin(), rows.end(), [bySelf](const auto &a, const auto &b) {
        if (bySelf && a.cost.self != b.cost.self)
            return a.cost.self > b.cost.self;
        return a.cost.total != b.cost.total ? a.cost.total > b.cost.total : a.function < b.function;
    });
}

void sortChildren(Tree &tree)
{
    for (Tree::Node &node : tree.nodes)
        std::sort(node.children.begin(), node.children.end(), [&](uint32_t a, uint32_t b) {
            const uint64_t one = tree.nodes[a].cost.total, other = tree.nodes[b].cost.total;
            return one != other ? one > other : a < b;
        });
}

class TreeBuilder
{
public:
    explicit TreeBuilder(size_t about)
    {
        m_tree.nodes.emplace_back();
        m_children.reserve(about);
    }
    uint32_t child(uint32_t parent, uint32_t function)
    {
        const auto [found, isNew] =
            m_children.try_emplace(uint64_t(parent) << 32 | function, uint32_t(m_tree.nodes.size()));
        if (isNew) {
            m_tree.nodes.push_back({function, parent, {}, {}});
            m_tree.nodes[parent].children.push_back(found->second);
        }
        return found->second;
    }
    Cost &cost(uint32_t node) { return m_tree.nodes[node].cost; }
    Tree take()
    {
        sortChildren(m_tree);
        return std::move(m_tree);
    }

private:
    Tree m_tree;
    std::unordered_map<uint64_t, uint32_t> m_children;
};

} // namespace

std::vector<FunctionRow> flat(const Profile &profile)
{
    const std::vector<Cost> costs = nodeCosts(profile);
    std::vector<FunctionRow> rows(profile.functions.size());
    std::vector<uint32_t> active(profile.functions.size());
    walk(
        profile,
        [&](uint32_t node) {
            const uint32_t function = functionAt(profile, node);
            rows[function].cost += onlySelf(costs[node]);
            if (active[function]++ == 0)
                rows[function].cost += withoutSelf(costs[node]);
        },
        [&](uint32_t node) { --active[functionAt(profile, node)]; });
    for (uint32_t i = 0; i < rows.size(); ++i)
        rows[i].function = i;
    std::erase_if(rows, [](const FunctionRow &row) { return row.cost.totalSamples == 0; });
    dearestFirst(rows, true);
    return rows;
}

std::vector<PlaceRow> instructions(const Profile &profile, uint32_t function)
{
    const std::vector<Cost> costs = nodeCosts(profile);
    std::map<uint32_t, PlaceRow> rows;
    std::unordered_map<uint32_t, uint32_t> active; ///< by offset
    const auto at = [&](uint32_t node) { return profile.places[profile.nodes[node].place]; };
    walk(
        profile,
        [&](uint32_t node) {
            const Place place = at(node);
            if (place.function != function || costs[node].totalSamples == 0)
                return;
            PlaceRow &row = rows[place.offset];
            row.offset = place.offset;
            row.first = std::min(row.first, place.first);
            row.cost += onlySelf(costs[node]);
            if (active[place.offset]++ == 0)
                row.cost += withoutSelf(costs[node]);
        },
        [&](uint32_t node) {
            if (at(node).function == function && costs[node].totalSamples != 0)
                --active[at(node).offset];
        });
    std::vector<PlaceRow> all;
    for (const auto &[offset, row] : rows)
        all.push_back(row);
    return all;
}

Tree topDown(const Profile &profile, bool collapse)
{
    longCall("profile::topDown");
    const std::vector<Cost> costs = nodeCosts(profile);
    TreeBuilder builder(profile.nodes.size());
    std::vector<uint32_t> mapped(profile.nodes.size());
    std::vector<uint32_t> open(profile.functions.size(), none); ///< the tree's node of each function on the stack
    std::vector<std::pair<uint32_t, uint32_t>> before;          ///< what `open` was, per level
    walk(
        profile,
        [&](uint32_t node) {
            const uint32_t function = functionAt(profile, node);
            const uint32_t parent = profile.nodes[node].parent;
            const bool again = collapse && open[function] != none;
            mapped[node] = again ? open[function] : builder.child(parent == none ? 0 : mapped[parent], function);
            before.emplace_back(function, open[function]);
            open[function] = mapped[node];
            builder.cost(mapped[node]) += onlySelf(costs[node]);
            if (!again)
                builder.cost(mapped[node]) += withoutSelf(costs[node]);
            if (parent == none)
                builder.cost(0) += withoutSelf(costs[node]);
        },
        [&](uint32_t) {
            open[before.back().first] = before.back().second;
            before.pop_back();
        });
    return builder.take();
}

Tree bottomUp(const Profile &profile)
{
    longCall("profile::bottomUp");
    const std::vector<Cost> costs = nodeCosts(profile);
    TreeBuilder builder(profile.nodes.size());
    for (uint32_t node = 0; node < profile.nodes.size(); ++node) {
        if (costs[node].selfSamples == 0)
            continue;
        const Cost self{0, costs[node].self, 0, costs[node].selfSamples};
        builder.cost(0) += self;
        uint32_t at = 0;
        for (uint32_t up = node; up != none; up = profile.nodes[up].parent) {
            at = builder.child(at, functionAt(profile, up));
            builder.cost(at) += self;
        }
    }
    return builder.take();
}

Neighbours neighbours(const Profile &profile, uint32_t function)
{
    longCall("profile::neighbours");
    const std::vector<Cost> costs = nodeCosts(profile);
    std::map<uint32_t, FunctionRow> callers, callees;
    Neighbours found;
    found.own.function = function;
    uint32_t active = 0;
    std::unordered_map<uint64_t, uint32_t> edges; ///< active calls from one to the other
    const auto add = [&](std::map<uint32_t, FunctionRow> &rows, uint32_t other, const Cost &cost) {
        rows[other].function = other;
        rows[other].cost += cost;
    };
    const auto edge = [&](uint32_t node) -> uint32_t & {
        const uint32_t parent = profile.nodes[node].parent;
        return edges[uint64_t(functionAt(profile, parent)) << 32 | functionAt(profile, node)];
    };
    const auto concerns = [&](uint32_t node) {
        const uint32_t parent = profile.nodes[node].parent;
        return parent != none && (functionAt(profile, node) == function || functionAt(profile, parent) == function);
    };
    walk(
        profile,
        [&](uint32_t node) {
            const bool itself = functionAt(profile, node) == function;
            if (itself) {
                found.own.cost += onlySelf(costs[node]);
                if (active++ == 0)
                    found.own.cost += withoutSelf(costs[node]);
            }
            if (!concerns(node))
                return;
            const Cost cost = edge(node)++ == 0 ? costs[node] : onlySelf(costs[node]);
            const uint32_t caller = functionAt(profile, profile.nodes[node].parent);
            if (itself)
                add(callers, caller, cost);
            if (caller == function)
                add(callees, functionAt(profile, node), cost);
        },
        [&](uint32_t node) {
            active -= functionAt(profile, node) == function;
            if (concerns(node))
                --edge(node);
        });
    for (const auto &[other, row] : callers)
        found.callers.push_back(row);
    for (const auto &[other, row] : callees)
        found.callees.push_back(row);
    dearestFirst(found.callers, false);
    dearestFirst(found.callees, false);
    return found;
}

uint64_t hostWeight(const Profile &profile)
{
    uint64_t sum = 0;
    for (const Sample &sample : profile.samples)
        if (profile.functions[functionAt(profile, sample.node)].kind == Function::Kind::Host)
            sum += sample.weight;
    return sum;
}

} // namespace watchglass::profile
