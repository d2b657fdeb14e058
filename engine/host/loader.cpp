// SPDX-License-Identifier: Apache-2.0
#include "engine/host/loader.h"

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "engine/host/held_services.h"
#include "engine/host/library.h"

namespace watchglass::host {

struct LoadedProvider::Impl {
    // Ends from the last to the first: all that is code of the library goes before it.
    std::unique_ptr<Library> library;
    std::shared_ptr<HeldServices> services;
    std::unique_ptr<Provider> provider;
    std::vector<Function> functions;
    Manifest manifest;
    std::shared_ptr<Unloading> unloading = std::make_shared<Unloading>();

    static void end(std::unique_ptr<Impl> ending);
};

void LoadedProvider::Impl::end(std::unique_ptr<Impl> ending)
{
    const std::shared_ptr<Unloading> unloading = ending->unloading;
    unloading->state = Unloading::State::Ending;
    std::unique_ptr<Library> library = std::move(ending->library);
    try {
        ending->functions.clear();
        ending->provider.reset();
    } catch (...) { // a destructor that may throw: there is nobody left to tell
    }
    if (ending->services)
        ending->services->awaitAll();
    ending.reset();
    unloading->state =
        !library || Library::close(std::move(library)) ? Unloading::State::Gone : Unloading::State::StillMapped;
}

LoadedProvider::LoadedProvider() : m(std::make_unique<Impl>()) {}

LoadedProvider::~LoadedProvider()
{
    if (!m->provider && !m->library) {
        m->unloading->state = Unloading::State::Gone;
        return;
    }
    std::thread([impl = std::move(m)]() mutable { Impl::end(std::move(impl)); }).detach();
}

Provider &LoadedProvider::provider() const
{
    return *m->provider;
}
const Manifest &LoadedProvider::manifest() const
{
    return m->manifest;
}
const std::vector<Function> &LoadedProvider::functions() const
{
    return m->functions;
}
std::string LoadedProvider::path() const
{
    return m->library ? m->library->original().string() : std::string();
}
std::shared_ptr<const ProviderImage> LoadedProvider::image() const
{
    if (!m->library)
        return nullptr;
    return std::make_shared<ProviderImage>(ProviderImage{m->manifest, m->library->original(), m->library->file()});
}
std::shared_ptr<const Unloading> LoadedProvider::unloading() const
{
    return m->unloading;
}

std::optional<std::string> performWithin(std::chrono::milliseconds patience, std::function<void()> work)
{
    struct Shared {
        std::mutex mutex;
        std::condition_variable done;
        bool finished = false;
        std::optional<std::string> problem;
    };
    auto shared = std::make_shared<Shared>();
    std::thread([shared, work = std::move(work)]() mutable {
        std::optional<std::string> problem;
        try {
            work();
        } catch (const std::exception &thrown) {
            problem = std::string("it threw: ") + thrown.what();
        } catch (...) {
            problem = "it threw something";
        }
        work = nullptr; // before anybody goes on who may end what it holds
        const std::lock_guard lock(shared->mutex);
        shared->problem = std::move(problem);
        shared->finished = true;
        shared->done.notify_all();
    }).detach();
    std::unique_lock lock(shared->mutex);
    if (!shared->done.wait_for(lock, patience, [&] { return shared->finished; }))
        return "it did not come back within " + std::to_string(patience.count()) + " ms and was given up";
    return shared->problem;
}

/// What makes providers; their friend.
struct Loading {
    static LoadResult begin(std::shared_ptr<LoadedProvider> made, std::function<Provider *()> make,
                            std::shared_ptr<Services> given, std::chrono::milliseconds patience)
    {
        const auto services = made->m->services = std::make_shared<HeldServices>(std::move(given));
        auto refusal = std::make_shared<std::optional<std::string>>();
        const std::string name = made->manifest().name;
        auto problem = performWithin(patience, [made, make = std::move(make), services, refusal] {
            made->m->provider.reset(make());
            if (!made->m->provider) {
                *refusal = "it gives no provider";
                return;
            }
            *refusal = made->m->provider->start(*services);
            if (!*refusal)
                made->m->functions = made->m->provider->functions();
        });
        if (!problem)
            problem = *refusal;
        if (problem)
            return {nullptr, "the provider " + name + " cannot start: " + *problem};
        return {std::move(made), {}};
    }

    static LoadResult load(const std::filesystem::path &path, std::shared_ptr<Services> services,
                           std::chrono::milliseconds patience)
    {
        const std::filesystem::path beside = manifestOf(path);
        std::ifstream file(beside, std::ios::binary);
        std::stringstream json;
        if (!file || !(json << file.rdbuf()))
            return {nullptr, path.string() + " cannot be loaded: its manifest " + beside.string() + " cannot be read"};
        ManifestResult manifest = readManifest(json.str());
        if (!manifest.manifest)
            return {nullptr, beside.string() + ": " + manifest.error};
        return open({std::move(*manifest.manifest), path, nullptr}, std::move(services), patience);
    }

    static LoadResult open(ProviderImage image, std::shared_ptr<Services> services, std::chrono::milliseconds patience)
    {
        const std::filesystem::path &path = image.path;
        Library::Opened opened = Library::open(path, image.file);
        if (!opened.library)
            return {nullptr, opened.error};
        const auto entry =
            reinterpret_cast<decltype(&watchglass_provider_v1)>(opened.library->symbol("watchglass_provider_v1"));
        if (!entry)
            return {nullptr, path.string() + " is no provider: it has no function watchglass_provider_v1"};
        std::shared_ptr<LoadedProvider> made(new LoadedProvider);
        made->m->manifest = std::move(image.manifest);
        made->m->library = std::move(opened.library);
        return begin(std::move(made), entry, std::move(services), patience);
    }

    static LoadResult embed(Manifest manifest, std::unique_ptr<Provider> provider, std::shared_ptr<Services> services,
                            std::chrono::milliseconds patience)
    {
        std::shared_ptr<LoadedProvider> made(new LoadedProvider);
        made->m->manifest = std::move(manifest);
        auto held = std::make_shared<std::unique_ptr<Provider>>(std::move(provider));
        return begin(
            std::move(made), [held] { return held->release(); }, std::move(services), patience);
    }
};

LoadResult loadProvider(const std::filesystem::path &library, std::shared_ptr<Services> services,
                        std::chrono::milliseconds patience)
{
    return Loading::load(library, std::move(services), patience);
}

LoadResult loadProvider(const ProviderImage &image, std::shared_ptr<Services> services,
                        std::chrono::milliseconds patience)
{
    return Loading::open(image, std::move(services), patience);
}

LoadResult startProvider(Manifest manifest, std::unique_ptr<Provider> provider, std::shared_ptr<Services> services,
                         std::chrono::milliseconds patience)
{
    return Loading::embed(std::move(manifest), std::move(provider), std::move(services), patience);
}

} // namespace watchglass::host
