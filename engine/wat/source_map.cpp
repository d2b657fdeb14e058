// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/source_map.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace watchglass::wat {

SourceMap::SourceMap(std::vector<Mapping> mappings) : m_byOffset(std::move(mappings)), m_byText(m_byOffset.size())
{
    std::iota(m_byText.begin(), m_byText.end(), 0u);
    const auto before = [this](uint32_t a, uint32_t b) {
        return std::pair(m_byOffset[a].text.begin, a) < std::pair(m_byOffset[b].text.begin, b);
    };
    std::sort(m_byText.begin(), m_byText.end(), before);
}

const Mapping *SourceMap::atOffset(uint32_t offset) const
{
    auto after = std::upper_bound(m_byOffset.begin(), m_byOffset.end(), offset,
                                  [](uint32_t at, const Mapping &mapping) { return at < mapping.offset; });
    if (after == m_byOffset.begin())
        return nullptr;
    const Mapping &mapping = *--after;
    return offset - mapping.offset < mapping.length ? &mapping : nullptr;
}

const Mapping *SourceMap::atText(uint32_t textOffset) const
{
    const auto after = std::partition_point(m_byText.begin(), m_byText.end(),
                                            [&](uint32_t i) { return m_byOffset[i].text.end <= textOffset; });
    if (after == m_byText.end())
        return nullptr;
    const Mapping &mapping = m_byOffset[*after];
    const uint32_t lineStart = mapping.text.begin - (mapping.column - 1);
    return lineStart <= textOffset ? &mapping : nullptr;
}

std::vector<const Mapping *> SourceMap::allOnLine(uint32_t line) const
{
    const auto first =
        std::partition_point(m_byText.begin(), m_byText.end(), [&](uint32_t i) { return m_byOffset[i].line < line; });
    std::vector<const Mapping *> found;
    for (auto at = first; at != m_byText.end() && m_byOffset[*at].line == line; ++at)
        found.push_back(&m_byOffset[*at]);
    return found;
}

const Mapping *SourceMap::onLine(uint32_t line) const
{
    const std::vector<const Mapping *> all = allOnLine(line);
    const auto first = std::min_element(all.begin(), all.end(),
                                        [](const Mapping *a, const Mapping *b) { return a->offset < b->offset; });
    return first == all.end() ? nullptr : *first;
}

} // namespace watchglass::wat
