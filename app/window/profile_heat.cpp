// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/profile_heat.h"

#include <algorithm>
#include <map>
#include <set>

#include "app/window/profile_chips.h"
#include "engine/base/interactive.h"

namespace watchglass {

using profile::Digest;
using profile::none;

namespace {

/// Whether the functions of a profile are those of the module.
bool fits(const profile::Profile &profile, const Assembly &shown)
{
    bool any = false;
    for (const profile::Function &function : profile.functions) {
        if (function.kind != profile::Function::Kind::Guest)
            continue;
        if (function.index >= shown.module->functions.size() ||
            shown.names->function(*shown.module, function.index) != function.rawName)
            return false;
        any = true;
    }
    for (const profile::Place &place : profile.places) {
        const profile::Function &function = profile.functions[place.function];
        if (function.kind == profile::Function::Kind::Guest && place.offset != none &&
            !shown.module->functions[function.index].body.contains(place.offset))
            return false;
    }
    return any;
}

/// Finds the line of an instruction of the measured module in the text that is shown.
class Places
{
public:
    Places(const Assembly *profiled, const Assembly &shown, bool same) : m_map(same ? shown.map : profiled->map)
    {
        if (!same)
            m_kept = keptLines(*profiled->text, *shown.text);
    }
    const wat::SourceMap &map() const { return *m_map; }
    uint32_t now(uint32_t line) const { return m_kept.empty() ? line : line < m_kept.size() ? m_kept[line] : 0; }

private:
    std::shared_ptr<const wat::SourceMap> m_map;
    std::vector<uint32_t> m_kept;
};

struct LineCost {
    uint64_t weight = 0, samples = 0;
    uint64_t times = 0; ///< of counts: how often its first instruction was executed
};

/// What was not counted was not executed. Whether a line was is told by its first instruction: an `end` behind it may
/// belong to something that began elsewhere.
void addTimes(const Digest &digest, const Places &places, std::map<uint32_t, LineCost> &lines)
{
    std::set<uint32_t> seen;
    for (const wat::Mapping &mapping : places.map().mappings()) {
        const uint32_t line = places.now(mapping.line);
        if (line == 0 || !seen.insert(line).second)
            continue;
        const auto row = std::lower_bound(digest.places.begin(), digest.places.end(), mapping.offset,
                                          [](const profile::PlaceRow &its, uint32_t at) { return its.offset < at; });
        lines[line].times = row != digest.places.end() && row->offset == mapping.offset ? row->cost.self : 0;
    }
}

QString tipOf(const Digest &digest, const LineCost &cost)
{
    if (digest.profile->exact)
        return ProfileHeat::tr("executed %1 times, %2 instructions, %3 of all")
            .arg(profiling::number(cost.times), profiling::number(cost.weight),
                 profiling::percent(digest.share(cost.weight).value));
    const profile::Share share = digest.share(cost.weight);
    QString tip = ProfileHeat::tr("%1 (%2) of the time, without what is called; %3, %4")
                      .arg(profiling::percent(share.value), profiling::interval(share),
                           profiling::amount(*digest.profile, cost.weight), profiling::samples(cost.samples));
    if (digest.doubtful(cost.samples))
        tip += ProfileHeat::tr("\nFewer than %1 samples: take it with care.").arg(profile::fewSamples);
    return tip;
}

InstructionSharesPtr sharesOf(const Digest &digest)
{
    const bool exact = digest.profile->exact;
    auto all = std::make_shared<InstructionShares>();
    all->reserve(digest.places.size());
    for (const profile::PlaceRow &row : digest.places) {
        const profile::Share share = digest.share(row.cost.self);
        all->emplace_back(row.offset,
                          ShareCell{exact ? profiling::shortNumber(row.cost.self) : profiling::percent(share.value),
                                    share, digest.doubtful(row.cost.selfSamples), exact});
    }
    return all;
}

std::shared_ptr<const TextHeat> withChips(const TextHeat &heat, const std::vector<LineChip> &chips)
{
    auto with = std::make_shared<TextHeat>(heat);
    for (const LineChip &chip : chips) {
        auto line = std::lower_bound(with->lines.begin(), with->lines.end(), chip.line,
                                     [](const HeatLine &its, uint32_t wanted) { return its.line < wanted; });
        if (line == with->lines.end() || line->line != chip.line) { // it costs nothing any more
            line = with->lines.insert(line, HeatLine());
            line->line = chip.line;
        }
        line->chip = chip.text;
        line->dearer = chip.dearer;
        line->tip += (line->tip.isEmpty() ? QString() : QStringLiteral("\n")) + chip.tip;
    }
    return with;
}

} // namespace

std::shared_ptr<const TextHeat> heatOf(const Digest &digest, const Assembly *profiled, const Assembly &shown)
{
    longCall("heatOf");
    const profile::Profile &profile = *digest.profile;
    const bool ofModule =
        profiled && profiled->module && shown.module && *profiled->module->bytes == *shown.module->bytes;
    const bool ofFile = !profiled && shown.module && shown.names && fits(profile, shown);
    const bool same = (ofModule || ofFile) && shown.map;
    const bool ofText = profiled && profiled->map && profiled->text && shown.text && !profiled->file && !shown.file;
    if (!same && !ofText)
        return nullptr;
    auto heat = std::make_shared<TextHeat>();
    heat->sameCode = same;
    if (same)
        heat->instructions = sharesOf(digest);
    const Places places(profiled, shown, same);
    std::map<uint32_t, LineCost> lines;
    for (const profile::PlaceRow &row : digest.places) {
        const wat::Mapping *mapping = places.map().atOffset(row.offset);
        const uint32_t line = mapping ? places.now(mapping->line) : 0;
        if (line == 0)
            continue;
        heat->places.push_back({row.offset, line});
        LineCost &cost = lines[line];
        cost.weight += row.cost.self;
        cost.samples += row.cost.selfSamples;
    }
    if (profile.exact)
        addTimes(digest, places, lines);
    uint64_t hottest = 1;
    for (const auto &[line, cost] : lines)
        hottest = std::max(hottest, profile.exact ? cost.times : cost.weight);
    for (const auto &[line, cost] : lines) {
        HeatLine its;
        its.line = line;
        its.never = profile.exact && cost.times == 0;
        its.bar = double(profile.exact ? cost.times : cost.weight) / double(hottest);
        its.doubtful = digest.doubtful(cost.samples);
        its.text = its.never       ? ProfileHeat::tr("never")
                   : profile.exact ? profiling::shortNumber(cost.times)
                                   : profiling::percent(digest.share(cost.weight).value);
        its.tip = its.never ? ProfileHeat::tr("This line was not executed.") : tipOf(digest, cost);
        heat->lines.push_back(std::move(its));
    }
    return heat;
}

ProfileHeat::ProfileHeat(Documents &documents, Tabs &tabs, ProfileStore &store)
    : QObject(&tabs), m_documents(documents), m_store(store)
{
    connect(&documents, &Documents::opened, this, [this](Document *document) {
        connect(document, &Document::assemblyChanged, this, [this, document] { make(document); });
    });
    connect(&documents, &Documents::closing, this, [this](Document *document) { m_heat.remove(document); });
    const auto all = [this] {
        for (Document *document : m_documents.all())
            make(document);
    };
    connect(&store, &ProfileStore::digestChanged, this, all);
    connect(&store, &ProfileStore::comparisonChanged, this, all);
    connect(&store, &ProfileStore::currentChanged, this, [this] {
        if (!m_store.current())
            for (Document *document : m_documents.all())
                take(document, nullptr);
    });
}

void ProfileHeat::make(Document *document)
{
    const ProfileRun *run = m_store.current();
    const ProfileStore::DigestPtr digest = m_store.digest();
    const std::shared_ptr<const Assembly> shown = document->assembly();
    if (!run || !digest || !shown || !document->assemblyIsCurrent())
        return;
    // Another text than the one that was measured has nothing to do with it, however much they have in common.
    const bool related = !run->program || document == run->document || document->kind() != Document::Kind::Text;
    if (!related)
        return take(document, nullptr);
    const ProfileRun *before = m_store.before();
    const bool comparable = before && before->program && before->program->text && before->program->map;
    m_worker.submit(document->id(), [this, digest, program = run->program, shown, kept = QPointer<Document>(document),
                                     earlier = comparable ? before->profile : nullptr,
                                     earlierText = comparable ? before->program : nullptr] {
        std::shared_ptr<const TextHeat> heat = heatOf(*digest, program.get(), *shown);
        if (heat && earlier && heat->sameCode && shown->text && !shown->overview)
            heat = withChips(*heat, lineChips(profile::digestOf(earlier), *earlierText, *digest, *shown));
        QMetaObject::invokeMethod(
            this,
            [this, digest, shown, kept, heat] {
                if (kept && digest == m_store.digest() && kept->assembly() == shown && kept->assemblyIsCurrent())
                    take(kept, heat);
            },
            Qt::QueuedConnection);
    });
}

void ProfileHeat::take(Document *document, std::shared_ptr<const TextHeat> heat)
{
    document->editor()->setHeat(heat ? heat->lines : std::vector<HeatLine>());
    if (heat)
        m_heat[document] = std::move(heat);
    else
        m_heat.remove(document);
    emit changed(document);
}

std::optional<std::pair<Document *, quint32>> ProfileHeat::lineOf(quint32 offset) const
{
    for (Document *document : m_documents.all())
        if (const auto heat = of(document)) {
            const auto found =
                std::lower_bound(heat->places.begin(), heat->places.end(), offset,
                                 [](const debug::LineEntry &entry, quint32 at) { return entry.offset < at; });
            if (found != heat->places.end() && found->offset == offset)
                return std::pair(document, found->line);
        }
    return std::nullopt;
}

} // namespace watchglass
