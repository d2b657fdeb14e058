// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/host/contracts/codec.h"

namespace watchglass::contracts {
namespace {

TEST(Contracts, TheEightOfWasccAreThere)
{
    for (const char *id : {"wascc:messaging", "wascc:keyvalue", "wascc:http_server", "wascc:http_client",
                           "wascc:blobstore", "wascc:eventstreams", "wascc:extras", "wascc:logging"})
        EXPECT_NE(findContract(id), nullptr) << id;
    EXPECT_EQ(contracts().size(), 9u) << "and the core";
    EXPECT_EQ(findContract("acme:lamp"), nullptr);
    EXPECT_EQ(findContract("wasmcloud:builtin:numbergen")->word, "extras");
}

TEST(Contracts, PeopleSeeTitles)
{
    EXPECT_EQ(capabilityTitle("wascc:keyvalue"), "K/V Store");
    EXPECT_EQ(capabilityTitle("wascap:http_server"), "HTTP Server");
    EXPECT_EQ(capabilityTitle("wasmcloud:httpclient"), "HTTP Client");
    EXPECT_EQ(capabilityTitle("acme:lamp"), "acme:lamp");
}

TEST(Contracts, OperationsAreFoundByTheNamesOfAllTimes)
{
    const Found add = findOperation("wascc:keyvalue", "Add");
    ASSERT_TRUE(add);
    EXPECT_EQ(add.contract->word, "keyvalue");
    EXPECT_EQ(add.request->name, "AddRequest");
    const Found increment = findOperation("wasmcloud:keyvalue", "KeyValue.Increment");
    ASSERT_TRUE(increment);
    EXPECT_EQ(increment.operation, add.operation) << "the same operation";
    EXPECT_EQ(increment.answer->shape, Message::Bare) << "with another answer";
    EXPECT_EQ(findActorOperation("HttpServer.HandleRequest").operation, findActorOperation("HandleRequest").operation);
    EXPECT_EQ(findActorOperation("HandleMessage").operation->name, "DeliverMessage");
    EXPECT_EQ(findActorOperation("Actor.HealthRequest").operation->name, "HealthRequest");
    EXPECT_FALSE(findOperation("wascc:keyvalue", "HandleRequest"));
    EXPECT_FALSE(findOperation("acme:lamp", "Add"));
    EXPECT_FALSE(findActorOperation("Add")) << "actors are not asked that";
}

bool hasNumbers(const Message *message)
{
    return !message || std::all_of(message->fields.begin(), message->fields.end(), [](const Field &field) {
        return field.number != 0 && (!field.message || hasNumbers(field.message));
    });
}

/// Those of 2020, in the protobuf of the talk as well as in both forms of MessagePack.
TEST(Contracts, EveryOperationIsThereInEveryCodec)
{
    const std::map<std::string, std::vector<std::string>> known = {
        {"wascc:http_server", {"HandleRequest"}},
        {"wascc:http_client", {"PerformRequest"}},
        {"wascc:keyvalue",
         {"Add", "Get", "Set", "Del", "Clear", "Range", "Push", "ListItemDelete", "SetAdd", "SetRemove", "SetUnion",
          "SetIntersection", "SetQuery", "KeyExists"}},
        {"wascc:messaging", {"Publish", "Request", "DeliverMessage"}},
        {"wascc:logging", {"WriteLog"}},
        {"wascc:extras", {"RequestGuid", "RequestSequence", "RequestRandom"}},
        {"wascc:blobstore",
         {"CreateContainer", "RemoveContainer", "RemoveObject", "ListObjects", "GetObjectInfo", "StartUpload",
          "UploadChunk", "StartDownload", "ReceiveChunk"}},
        {"wascc:eventstreams", {"WriteEvent", "QueryStream", "DeliverEvent"}},
    };
    for (const auto &[id, operations] : known)
        for (const std::string &operation : operations) {
            const Found found = findOperation(id, operation);
            ASSERT_TRUE(found) << id << " " << operation;
            EXPECT_NE(found.request, nullptr) << operation;
            EXPECT_TRUE(hasNumbers(found.request) && hasNumbers(found.answer)) << id << " " << operation;
        }
    for (const char *operation :
         {"BindActor", "Configure", "RemoveActor", "GetCapabilityDescriptor", "IdentifyCapability"})
        EXPECT_TRUE(std::any_of(contracts()[0].operations.begin(), contracts()[0].operations.end(),
                                [&](const Operation &one) {
                                    return one.name == operation ||
                                           std::any_of(one.forms.begin(), one.forms.end(),
                                                       [&](const Form &form) { return form.name == operation; });
                                }))
            << operation;
    for (const char *operation : {"HealthRequest", "PerformLiveUpdate", "Initialize"})
        EXPECT_TRUE(findActorOperation(operation)) << operation;
}

/// What the codecs rely on.
TEST(Contracts, TheTableIsSound)
{
    std::set<std::string_view> actorOperations;
    for (const Contract &contract : contracts())
        for (const Operation &operation : contract.operations) {
            EXPECT_FALSE(operation.help.empty()) << operation.name;
            if (operation.direction == Direction::ToActor) {
                EXPECT_TRUE(actorOperations.insert(operation.name).second) << operation.name;
            }
            for (const Message *message : {operation.request, operation.answer}) {
                if (!message)
                    continue;
                std::set<std::pair<uint8_t, uint8_t>> numbers;
                std::set<std::string_view> names;
                for (const Field &field : message->fields) {
                    EXPECT_TRUE(names.insert(field.name).second) << message->name << " " << field.name;
                    EXPECT_LT(field.number, 16) << "its tag must be below 128";
                    const uint8_t flag = field.type == FieldType::Flag ? field.choice : 0;
                    if (field.number) {
                        EXPECT_TRUE(numbers.insert({field.number, flag}).second) << message->name << " " << field.name;
                    }
                    EXPECT_FALSE(field.help.empty()) << message->name << " " << field.name;
                }
                if (message->shape == Message::Bare || message->shape == Message::Raw) {
                    EXPECT_EQ(message->fields.size(), 1u) << message->name;
                }
            }
        }
}

TEST(Contracts, AreDescribed)
{
    const std::string page = describe();
    for (const Contract &contract : contracts()) {
        EXPECT_NE(page.find("## " + std::string(contract.title)), page.npos);
        for (const Operation &operation : contract.operations) {
            EXPECT_NE(page.find("### " + std::string(operation.name)), page.npos) << operation.name;
            for (const Form &form : operation.forms)
                EXPECT_NE(page.find("`" + std::string(form.name) + "`"), page.npos) << form.name;
        }
    }
    EXPECT_NE(page.find("  - `key` text, required: where it is kept\n"), page.npos);
}

} // namespace
} // namespace watchglass::contracts
