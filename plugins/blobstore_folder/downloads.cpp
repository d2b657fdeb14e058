// SPDX-License-Identifier: Apache-2.0
#include "plugins/blobstore_folder/downloads.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "plugins/kit/delivery.h"

namespace watchglass::blobstore {

namespace {

constexpr size_t mostAtOnce = 16;

} // namespace

void Downloads::begin(Download download)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_running, [](const std::future<void> &one) {
        return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
    if (m_running.size() >= mostAtOnce)
        throw plugins::Failed(host::Failure::Busy,
                              std::to_string(mostAtOnce) + " blobs are on their way to actors already");
    m_running.push_back(std::async(std::launch::async, [this, download = std::move(download)] { run(download); }));
}

void Downloads::run(const Download &download)
{
    const std::atomic<bool> over = false;
    uint64_t number = 0, from = 0;
    do { // an empty one has one part, so that the actor hears of it
        contracts::Bytes bytes(std::min(download.partSize, download.size - from));
        for (size_t done = 0; done < bytes.size();) {
            const ssize_t some =
                pread(download.blob.descriptor(), bytes.data() + done, bytes.size() - done, off_t(from + done));
            if (some < 0 && errno == EINTR)
                continue;
            if (some <= 0)
                return m_services.log("a blob for " + download.actor + " broke off: " +
                                      (some < 0 ? std::strerror(errno) : "it became shorter meanwhile"));
            done += size_t(some);
        }
        from += bytes.size();
        contracts::Value part(download.about);
        part.set("sequenceNo", number++).set("totalBytes", download.size).set("chunkSize", download.partSize);
        part.set("chunkBytes", std::move(bytes));
        const host::Answer answer = plugins::deliver(
            m_services, plugins::callFor(download.actor, "ReceiveChunk", part, download.capability), over);
        if (!answer.ok())
            return m_services.log("a blob for " + download.actor + " broke off: " + answer.error);
    } while (from < download.size);
}

} // namespace watchglass::blobstore
