// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/contract.h"

#include <algorithm>
#include <array>

#include "engine/host/contracts/messages.h"

namespace watchglass::contracts {

namespace {

constexpr std::string_view keyValueIds[] = {"wascc:keyvalue", "wascap:keyvalue", "wasmcloud:keyvalue"};
constexpr std::string_view messagingIds[] = {"wascc:messaging", "wascap:messaging", "wasmcloud:messaging"};
constexpr std::string_view httpServerIds[] = {"wascc:http_server", "wascap:http_server", "wasmcloud:httpserver"};
constexpr std::string_view httpClientIds[] = {"wascc:http_client", "wascap:http_client", "wasmcloud:httpclient"};
constexpr std::string_view blobStoreIds[] = {"wascc:blobstore", "wascap:blobstore", "wasmcloud:blobstore"};
constexpr std::string_view eventStreamIds[] = {"wascc:eventstreams", "wascap:eventstreams", "wasmcloud:eventstreams"};
constexpr std::string_view extrasIds[] = {"wascc:extras", "wascap:extras", "wasmcloud:extras",
                                          "wasmcloud:builtin:numbergen"};
constexpr std::string_view loggingIds[] = {"wascc:logging", "wascap:logging", "wasmcloud:logging",
                                           "wasmcloud:builtin:logging"};

const std::array<Contract, 9> &table()
{
    static const std::array<Contract, 9> all = {{
        {"core", "Core", "What any actor or provider is asked by its host.", {}, detail::coreOperations()},
        {"keyvalue", "K/V Store", "Texts, numbers, lists and sets under keys.", keyValueIds,
         detail::keyValueOperations()},
        {"messaging", "Messaging", "Messages on subjects, sent and received.", messagingIds,
         detail::messagingOperations()},
        {"http_server", "HTTP Server", "Requests that come in.", httpServerIds, detail::httpServerOperations()},
        {"http_client", "HTTP Client", "Requests that go out.", httpClientIds, detail::httpClientOperations()},
        {"blobstore", "Blob Store", "Files in containers, moved in parts.", blobStoreIds,
         detail::blobStoreOperations()},
        {"eventstreams", "Event Streams", "Events that are kept in their order.", eventStreamIds,
         detail::eventStreamOperations()},
        {"extras", "Extras", "GUIDs, sequences and random numbers.", extrasIds, detail::extrasOperations()},
        {"logging", "Logging", "Lines with a level.", loggingIds, detail::loggingOperations()},
    }};
    return all;
}

Found foundIn(const Contract &contract, std::string_view name)
{
    for (const Operation &operation : contract.operations) {
        if (operation.name == name)
            return {&contract, &operation, operation.name, operation.request, operation.answer};
        for (const Form &form : operation.forms)
            if (form.name == name)
                return {&contract, &operation, form.name, form.request, form.answer};
    }
    return {};
}

} // namespace

std::span<const Contract> contracts()
{
    return table();
}

const Contract *findContract(std::string_view id)
{
    for (const Contract &contract : table())
        if (std::find(contract.ids.begin(), contract.ids.end(), id) != contract.ids.end())
            return &contract;
    return nullptr;
}

std::string capabilityTitle(std::string_view id)
{
    const Contract *contract = findContract(id);
    return std::string(contract ? contract->title : id);
}

Found formOf(const Found &found, bool wasmcloud)
{
    const auto isWasmcloud = [](std::string_view name) { return name.find('.') != name.npos; };
    if (!found || isWasmcloud(found.name) == wasmcloud)
        return found;
    if (!wasmcloud)
        return {found.contract, found.operation, found.operation->name, found.operation->request,
                found.operation->answer};
    for (const Form &form : found.operation->forms)
        if (isWasmcloud(form.name))
            return {found.contract, found.operation, form.name, form.request, form.answer};
    return found;
}

Found findOperation(std::string_view capability, std::string_view operation)
{
    const Contract *contract = findContract(capability);
    return contract ? foundIn(*contract, operation) : Found{};
}

Found findActorOperation(std::string_view operation)
{
    for (const Contract &contract : table())
        if (const Found found = foundIn(contract, operation); found && found.operation->direction == Direction::ToActor)
            return found;
    return {};
}

} // namespace watchglass::contracts
