// SPDX-License-Identifier: Apache-2.0
/// The blob store contract on a folder.
#include <sys/stat.h>

#include "plugins/blobstore_folder/downloads.h"
#include "plugins/kit/contract_answer.h"
#include "plugins/kit/links.h"
#include "plugins/kit/settings.h"

namespace {

using namespace watchglass::host;
using namespace watchglass::plugins;
using watchglass::blobstore::Blob;
using watchglass::blobstore::Downloads;
using watchglass::blobstore::Folder;
using watchglass::contracts::Bytes;
using watchglass::contracts::List;
using watchglass::contracts::Object;
using watchglass::contracts::Operation;
using watchglass::contracts::Value;
using Problem = std::optional<std::string>;

constexpr uint64_t usualPart = 256 << 10, mostPart = 4 << 20;

/// At which byte a part begins.
uint64_t placeOf(const Value &part)
{
    const uint64_t number = part["sequenceNo"].count(), size = part["chunkSize"].count();
    const uint64_t total = part["totalBytes"].count(), length = part["chunkBytes"].bytes().size();
    if (size == 0)
        return Folder::atEnd;
    if (length > size)
        throw Refused("the part has " + std::to_string(length) + " bytes, and its chunkSize is " +
                      std::to_string(size));
    if (total && (number > total / size || number * size + length > total))
        throw Refused("part " + std::to_string(number) + " lies beyond the " + std::to_string(total) +
                      " bytes of the blob; parts are counted from 0");
    if (number > INT64_MAX / size)
        throw Refused("part " + std::to_string(number) + " lies beyond what a blob can be");
    return number * size;
}

class BlobStoreInFolder : public Provider
{
public:
    Problem start(Services &services) override
    {
        m_downloads = std::make_unique<Downloads>(services);
        return std::nullopt;
    }

    Problem bind(const Binding &binding) override
    {
        try {
            m_links.set(binding.actor, binding.name, folderOf(binding.values));
        } catch (const Failed &error) {
            return error.what();
        }
        return std::nullopt;
    }
    void unbind(std::string_view actor, std::string_view binding) override { m_links.remove(actor, binding); }

    Answer call(const Call &call) override
    {
        return answerBy(call, [&](const Operation &operation, const Value &request) -> Value {
            const auto folder = m_links.find(call.actor, call.binding);
            if (!folder)
                throw Unavailable("the blob store has no link for " + std::string(call.actor));
            return perform(*folder, operation.name, request, call);
        });
    }

    Health health() override
    {
        for (const auto &folder : m_links.all())
            if (Health told = folder->health(); !told.ok)
                return told;
        return {};
    }

private:
    /// Links to the same folder share it, and what is counted of it.
    std::shared_ptr<Folder> folderOf(const Settings &settings)
    {
        const std::string path = textOf(settings, "FOLDER", "");
        if (path.empty())
            throw Refused("the setting FOLDER is missing");
        const uint64_t most = numberOf(settings, "LIMIT_MB", 1024, 1, 1 << 30) << 20;
        const std::lock_guard lock(m_mutex);
        auto folder = m_folders[{path, most}].lock();
        if (!folder) {
            folder = std::make_shared<Folder>(path, most);
            m_folders[{path, most}] = folder;
        }
        return folder;
    }

    Value perform(Folder &folder, std::string_view operation, const Value &request, const Call &call)
    {
        const std::string &id = request["id"].text();
        if (operation == "CreateContainer") {
            folder.createContainer(id);
            return Object{{"id", id}};
        }
        if (operation == "RemoveContainer") {
            folder.removeContainer(id);
            return {};
        }
        if (operation == "ListObjects") {
            List blobs;
            for (const Blob &blob : folder.list(id))
                blobs.push_back(Object{{"id", blob.id}, {"container", id}, {"byteSize", blob.size}});
            return Object{{"blobs", std::move(blobs)}};
        }
        const std::string &container = request["container"].text();
        if (operation == "RemoveObject") {
            folder.remove(container, id);
        } else if (operation == "GetObjectInfo") {
            Blob blob;
            if (!folder.has(container, id, blob))
                return Object{{"id", "none"}, {"container", "none"}, {"byteSize", 0u}};
            return Object{{"id", id}, {"container", container}, {"byteSize", blob.size}};
        } else if (operation == "StartUpload") {
            folder.make(container, id);
        } else if (operation == "UploadChunk") {
            folder.write(container, id, placeOf(request), request["chunkBytes"].bytes());
        } else if (operation == "StartDownload") {
            download(folder, request, call);
        } else {
            throw Refused("this provider does not know the operation " + std::string(operation));
        }
        return {};
    }

    void download(Folder &folder, const Value &request, const Call &call)
    {
        const uint64_t wanted = request["chunkSize"].count();
        uint64_t size = 0;
        auto blob = folder.open(request["container"].text(), request["id"].text(), size);
        m_downloads->begin(
            {std::move(blob),
             size,
             wanted ? std::min(wanted, mostPart) : usualPart,
             std::string(call.actor),
             std::string(call.capability),
             {{"container", request["container"]}, {"id", request["id"]}, {"context", request["context"]}}});
    }

    Links<Folder> m_links;
    std::mutex m_mutex;
    std::map<std::pair<std::string, uint64_t>, std::weak_ptr<Folder>> m_folders;
    std::unique_ptr<Downloads> m_downloads;
};

} // namespace

WATCHGLASS_PROVIDER(BlobStoreInFolder)
