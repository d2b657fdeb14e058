// SPDX-License-Identifier: Apache-2.0
/// Blobs on their way to actors, part by part.
#pragma once

#include <future>
#include <mutex>

#include "plugins/blobstore_folder/folder.h"
#include "plugins/kit/contract_answer.h"

namespace watchglass::blobstore {

struct Download {
    Open blob;
    uint64_t size = 0, partSize = 0;
    std::string actor, capability;
    contracts::Object about; ///< what each part says beside its bytes and number
};

class Downloads
{
public:
    explicit Downloads(host::Services &services) : m_services(services) {}

    /// On a thread of its own. An actor gets the next part when it has taken the one before; it ends with the first
    /// that it does not take. Throws Failed when too many are under way.
    void begin(Download download);

private:
    void run(const Download &download);

    host::Services &m_services;
    std::mutex m_mutex;
    std::vector<std::future<void>> m_running; ///< are waited for at the end
};

} // namespace watchglass::blobstore
