// SPDX-License-Identifier: Apache-2.0
/// Providers as they run in the host: loaded from a library, or built in.
///
/// Of a library a private copy is mapped, under a name that nothing else has: overwriting the file does not touch what
/// runs, and a rebuilt one is really loaded instead of found to be there already. The copy has no name any more once it
/// is mapped, so nothing is left behind however the program ends.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/host/manifest.h"
#include "engine/host/provider.h"

namespace watchglass::host {

/// What became of a library after its last user let go of it. Any thread may look.
struct Unloading {
    enum class State : uint8_t {
        InUse,       ///< somebody holds the provider; also one that hangs and was given up
        Ending,      ///< its destructor runs
        Gone,        ///< no page of it is mapped any more: looked up in /proc/self/maps
        StillMapped, ///< the system kept it: unique symbols (gcc without -fno-gnu-unique), thread-local destructors
    };
    std::atomic<State> state{State::InUse};
};

class LibraryFile; ///< library.h

/// A provider's library and manifest as they were loaded: the same can be loaded again when the files are others.
struct ProviderImage {
    Manifest manifest;
    std::filesystem::path path; ///< of the library
    std::shared_ptr<const LibraryFile> file;
};

/// A provider with all that it needs to live. Whoever holds it may call it; the last to let go of it ends it, on a
/// thread of its own, since a destructor may hang as well.
class LoadedProvider
{
public:
    ~LoadedProvider();
    LoadedProvider(const LoadedProvider &) = delete;

    Provider &provider() const;
    const Manifest &manifest() const;
    const std::vector<Function> &functions() const;     ///< for plain imports
    std::string path() const;                           ///< of the library it was copied from; empty when built in
    std::shared_ptr<const ProviderImage> image() const; ///< null when built in
    std::shared_ptr<const Unloading> unloading() const;

private:
    friend struct Loading;
    struct Impl;
    LoadedProvider();
    std::unique_ptr<Impl> m;
};

struct LoadResult {
    std::shared_ptr<LoadedProvider> provider; ///< null when it could not be loaded or started
    std::string error;                        ///< a sentence that says what and why
};
/// Loads, and starts within `patience`; it is given up when it takes longer. The provider keeps
/// `services`.
LoadResult loadProvider(const std::filesystem::path &library, std::shared_ptr<Services> services,
                        std::chrono::milliseconds patience = std::chrono::seconds(5));
LoadResult loadProvider(const ProviderImage &image, std::shared_ptr<Services> services,
                        std::chrono::milliseconds patience = std::chrono::seconds(5));
/// One that is part of the program.
LoadResult startProvider(Manifest manifest, std::unique_ptr<Provider> provider, std::shared_ptr<Services> services,
                         std::chrono::milliseconds patience = std::chrono::seconds(5));

/// Runs work of a provider on a thread of its own and waits for it at most that long; then it is given up, and whatever
/// `work` holds stays until it comes back after all. A sentence when it did not come back or threw.
std::optional<std::string> performWithin(std::chrono::milliseconds patience, std::function<void()> work);

/// Where the library of a provider is that is called by its name: in the folders of $WATCHGLASS_PLUGINS (separated by
/// colons), beside this program, in ../lib/watchglass/plugins, where it was built. What has a slash or ends in .so is a
/// path as it stands. Empty when there is none.
std::filesystem::path findProvider(const std::string &nameOrPath);
/// All that are found there, by name.
std::vector<std::filesystem::path> allProviders();

} // namespace watchglass::host
