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

const Form *interimForm(const Operation &operation, std::string_view name)
{
    for (const Form &form : operation.forms)
        if (form.dialect == Dialect::Interim && form.name == name)
            return &form;
    return nullptr;
}

Found foundAs(const Contract &contract, const Operation &operation, const Form &form)
{
    return {&contract, &operation, form.name, form.request, form.answer};
}

Found foundIn(const Contract &contract, std::string_view name, bool interim)
{
    for (const Operation &operation : contract.operations) {
        const Form *form = interimForm(operation, name);
        if (form && (interim || operation.name != name))
            return foundAs(contract, operation, *form);
        if (operation.name == name)
            return {&contract, &operation, operation.name, operation.request, operation.answer};
        for (const Form &one : operation.forms)
            if (one.name == name)
                return foundAs(contract, operation, one);
    }
    return {};
}

bool isOfWasmcloud(std::string_view capability)
{
    return capability.starts_with("wasmcloud:");
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

Found formOf(const Found &found, Dialect dialect)
{
    if (!found)
        return found;
    const Operation &operation = *found.operation;
    for (const Form &form : operation.forms)
        if (form.dialect == dialect && dialect != Dialect::Wascc)
            return foundAs(*found.contract, operation, form);
    if (dialect == Dialect::Wasmcloud) // which had other ones
        return found;
    return {found.contract, &operation, operation.name, operation.request, operation.answer};
}

Found findOperation(std::string_view capability, std::string_view operation)
{
    const Contract *contract = findContract(capability);
    return contract ? foundIn(*contract, operation, isOfWasmcloud(capability)) : Found{};
}

Found findActorOperation(std::string_view operation, std::string_view capability)
{
    for (const Contract &contract : table())
        if (const Found found = foundIn(contract, operation, isOfWasmcloud(capability));
            found && found.operation->direction == Direction::ToActor)
            return found;
    return {};
}

} // namespace watchglass::contracts
