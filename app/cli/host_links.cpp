// SPDX-License-Identifier: Apache-2.0
#include "app/cli/host_links.h"

#include <cstdio>
#include <map>

#include "app/cli/files.h"
#include "engine/host/loader.h"
#include "engine/host/route.h"
#include "engine/host/scenario/host_file.h"
#include "engine/host/trust.h"

namespace watchglass::cli {

namespace {

using Problem = std::optional<std::string>;

/// CAP[/NAME]=PROVIDER[,KEY=VALUE…]
struct LinkWish {
    std::string capability, name = "default", provider;
    std::map<std::string, std::string> values;
};

Problem readWish(const std::string &text, LinkWish &wish)
{
    const Problem misread = "--link wants CAPABILITY=PROVIDER[,KEY=VALUE…], not \"" + text + "\"";
    const size_t equals = text.find('=');
    if (equals == text.npos)
        return misread;
    std::string_view left(text.data(), equals), right = std::string_view(text).substr(equals + 1);
    if (const size_t slash = left.find('/'); slash != left.npos) {
        wish.name = left.substr(slash + 1);
        left = left.substr(0, slash);
    }
    wish.capability = left;
    wish.provider = right.substr(0, right.find(','));
    right.remove_prefix(std::min(right.size(), wish.provider.size() + 1));
    while (!right.empty()) {
        const std::string_view pair = right.substr(0, right.find(','));
        right.remove_prefix(std::min(right.size(), pair.size() + 1));
        const size_t between = pair.find('=');
        if (between == 0 || between == pair.npos)
            return "--link: \"" + std::string(pair) + "\" is no KEY=VALUE";
        wish.values[std::string(pair.substr(0, between))] = pair.substr(between + 1);
    }
    return wish.capability.empty() || wish.name.empty() || wish.provider.empty() ? misread : std::nullopt;
}

class Services : public host::Services
{
public:
    void callActor(host::ActorCall call, std::function<void(host::Answer)> done) override
    {
        done(host::Answer::unavailable("there is no actor " + call.actor +
                                       " that takes calls: this host makes one call"));
    }
    void log(std::string_view line) override
    {
        std::fprintf(stderr, "provider: %.*s\n", int(line.size()), line.data());
    }
    std::vector<host::LinkHealth> health() override { return {}; }
};

} // namespace

struct HostLinks::Impl {
    Problem link(const LinkWish &wish, const std::string &actor);
    Problem readScript(const std::string &path);

    std::shared_ptr<Services> services = std::make_shared<Services>();
    std::map<std::string, std::shared_ptr<host::LoadedProvider>> providers; ///< by the name they were asked for
    std::map<std::pair<std::string, std::string>, std::shared_ptr<host::LoadedProvider>> links; ///< capability and name
    std::unique_ptr<host::AnswersInOrder> answers;
};

Problem HostLinks::Impl::link(const LinkWish &wish, const std::string &actor)
{
    std::shared_ptr<host::LoadedProvider> &provider = providers[wish.provider];
    if (!provider) {
        const std::filesystem::path path = host::findProvider(wish.provider);
        if (path.empty())
            return "there is no provider \"" + wish.provider + "\"; " + scenario::knownProviders();
        host::LoadResult loaded = host::loadProvider(path, services);
        if (!loaded.provider)
            return loaded.error;
        provider = std::move(loaded.provider);
    }
    if (!provider->manifest().serves(wish.capability)) {
        std::string all;
        for (const std::string &one : provider->manifest().capabilities)
            all += (all.empty() ? "" : ", ") + one;
        return "the provider " + provider->manifest().name + " does not serve " + wish.capability + ", but " + all;
    }
    auto refusal = std::make_shared<Problem>();
    const host::Binding binding{actor, wish.capability, wish.name, wish.values};
    const auto problem = host::performWithin(std::chrono::seconds(5), [provider = provider, binding, refusal] {
        *refusal = provider->provider().bind(binding);
    });
    if (problem || *refusal)
        return "the provider " + provider->manifest().name +
               " refuses the link: " + problem.value_or(refusal->value_or(""));
    links[{wish.capability, wish.name}] = provider;
    return std::nullopt;
}

Problem HostLinks::Impl::readScript(const std::string &path)
{
    const ReadFile file = readFile(path);
    if (!file.error.empty())
        return file.name + ": " + file.error;
    host::WrittenAnswers read = host::readAnswers(file.bytes);
    if (!read.error.empty())
        return file.name + ": " + read.error;
    answers = std::make_unique<host::AnswersInOrder>(std::move(read.list));
    return std::nullopt;
}

HostLinks::HostLinks() : m(std::make_unique<Impl>()) {}
HostLinks::~HostLinks() = default;

Problem HostLinks::open(const Arguments &arguments, const host::ActorModule &actor, bool &usage)
{
    usage = true;
    std::vector<LinkWish> wishes;
    for (const std::string &text : arguments.values("--link"))
        if (auto problem = readWish(text, wishes.emplace_back()))
            return problem;
    usage = false;
    if (const auto path = arguments.value("--answers"))
        if (auto problem = m->readScript(*path))
            return problem;
    for (const LinkWish &wish : wishes) {
        if (auto problem = host::objectionToCapability({}, actor, wish.capability))
            return problem;
        if (auto problem = m->link(wish, actor.name))
            return problem;
    }
    return std::nullopt;
}

/// A link has the first word, written answers have what is left.
host::Answer HostLinks::answer(const host::Call &call)
{
    const host::Route route = host::routeOf(call);
    const auto linked = m->links.find({std::string(route.capability), std::string(route.binding)});
    if (linked == m->links.end())
        return m->answers ? m->answers->next(call)
                          : host::Answer::unavailable("nothing is linked to " + host::toString(route));
    host::Call routed = call;
    routed.binding = route.binding;
    routed.capability = route.capability;
    routed.operation = route.operation;
    try {
        return linked->second->provider().call(routed);
    } catch (const std::exception &thrown) {
        return host::Answer::unavailable("the provider " + linked->second->manifest().name +
                                         " threw: " + thrown.what());
    }
}

const host::AnswersInOrder *HostLinks::answers() const
{
    return m->answers.get();
}

} // namespace watchglass::cli
