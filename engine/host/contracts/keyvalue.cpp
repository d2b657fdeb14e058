// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/messages.h"

namespace watchglass::contracts::detail {

namespace {

using enum FieldType;
constexpr auto required = Field::Required;
constexpr Field keyField{"key", Text, 1, "where it is kept", required};
constexpr Field valueField{"value", Text, 2, "what is kept", required};
constexpr Field removedField{"removed", Flag, 0, "whether there was anything to remove"};

constexpr Field keyFields[] = {keyField};
constexpr Field entryFields[] = {keyField, valueField};
constexpr Message getRequest{"GetRequest", keyFields}, delRequest{"DelRequest", keyFields};
constexpr Message clearRequest{"ListClearRequest", keyFields}, queryRequest{"SetQueryRequest", keyFields};
constexpr Message existsRequest{"KeyExistsQuery", keyFields};
constexpr Message pushRequest{"ListPushRequest", entryFields}, listDelRequest{"ListDelItemRequest", entryFields};
constexpr Message setAddRequest{"SetAddRequest", entryFields}, setRemoveRequest{"SetRemoveRequest", entryFields};

constexpr Field addFields[] = {keyField, {"value", I32, 2, "how much, also below 0"}};
constexpr Message addRequest{"AddRequest", addFields};
constexpr Field numberFields[] = {{"value", I32, 1, "what it is now"}};
constexpr Message addResponse{"AddResponse", numberFields};

constexpr Field getFields[] = {
    {"value", Text, 1, "what is kept, empty when nothing is"},
    {"exists", Flag, 2, "whether there is anything"},
};
constexpr Message getResponse{"GetResponse", getFields};

constexpr Field setFields[] = {
    keyField,
    valueField,
    {"expires", I32, 3, "seconds that it is kept, 0 for ever", Field::Usual, nullptr, {}, 0, "expires_s"}};
constexpr Message setRequest{"SetRequest", setFields};
constexpr Field setAnswerFields[] = {{"value", Text, 1, "what is kept now"}};
constexpr Message setResponse{"SetResponse", setAnswerFields};
constexpr Field delAnswerFields[] = {{"key", Text, 1, "as it was given"}};
constexpr Message delResponse{"DelResponse", delAnswerFields};

constexpr Field rangeFields[] = {
    keyField,
    {"start", I32, 2, "the first, from 0; below 0 from the end"},
    {"stop", I32, 3, "the last, likewise"},
};
constexpr Message rangeRequest{"ListRangeRequest", rangeFields};
constexpr Field valuesFields[] = {{"values", Texts, 1, "in their order, of a set in any"}};
constexpr Message rangeResponse{"ListRangeResponse", valuesFields}, queryResponse{"SetQueryResponse", valuesFields};
constexpr Field countFields[] = {{"newCount", I32, 1, "as Redis answers: how many there are, or were changed"}};
constexpr Message listResponse{"ListResponse", countFields}, setOperationResponse{"SetOperationResponse", countFields};
constexpr Field keysFields[] = {{"keys", Texts, 1, "of the sets", required}};
constexpr Message unionRequest{"SetUnionRequest", keysFields},
    intersectionRequest{"SetIntersectionRequest", keysFields};

// Of the sets' answers alone, the name was another for a while.
constexpr Field interimCountFields[] = {
    {"newCount", I32, 0, "how many were changed", Field::Usual, nullptr, "new_count"}};
constexpr Message interimCount{"SetOperationResponse", interimCountFields};

// wasmCloud: the same with other names, and values by themselves.
constexpr Message bareKey{"String", keyFields, Message::Bare}, bareKeys{"StringList", keysFields, Message::Bare};
constexpr Message bareValues{"StringList", valuesFields, Message::Bare}, bareNumber{"I32", numberFields, Message::Bare};
constexpr Field removedFields[] = {removedField};
constexpr Message bareRemoved{"Boolean", removedFields, Message::Bare};
constexpr Field existsFields[] = {{"exists", Flag, 0, "whether there is anything"}};
constexpr Message bareExists{"Boolean", existsFields, Message::Bare};
constexpr Field bareCountFields[] = {{"newCount", U32, 0, "how many there are, or were changed"}};
constexpr Message bareCount{"U32", bareCountFields, Message::Bare};
constexpr Field listKey{"key", Text, 0, "of the list", required, nullptr, "listName"};
constexpr Field setKey{"key", Text, 0, "of the set", required, nullptr, "setName"};
constexpr Field listEntryFields[] = {listKey, valueField}, setEntryFields[] = {setKey, valueField};
constexpr Message listAdd{"ListAddRequest", listEntryFields}, listDel{"ListDelRequest", listEntryFields};
constexpr Message setAdd{"SetAddRequest", setEntryFields}, setDel{"SetDelRequest", setEntryFields};
constexpr Field listRangeFields[] = {listKey, {"start", I32, 0, "the first"}, {"stop", I32, 0, "the last"}};
constexpr Message listRange{"ListRangeRequest", listRangeFields};
constexpr Field cloudSetFields[] = {keyField, valueField, {"expires", U32, 0, "seconds that it is kept, 0 for ever"}};
constexpr Message cloudSet{"SetRequest", cloudSetFields};

constexpr Form addForms[] = {{"KeyValue.Increment", &addRequest, &bareNumber}};
constexpr Form getForms[] = {{"KeyValue.Get", &bareKey, &getResponse}};
constexpr Form setForms[] = {{"KeyValue.Set", &cloudSet, nullptr}};
constexpr Form delForms[] = {{"KeyValue.Del", &bareKey, &bareRemoved}};
constexpr Form clearForms[] = {{"KeyValue.ListClear", &bareKey, &bareRemoved}};
constexpr Form rangeForms[] = {{"KeyValue.ListRange", &listRange, &bareValues}};
constexpr Form pushForms[] = {{"KeyValue.ListAdd", &listAdd, &bareCount}};
constexpr Form listDelForms[] = {{"KeyValue.ListDel", &listDel, &bareRemoved}};
constexpr Form setAddForms[] = {{"SetAdd", &setAddRequest, &interimCount, Dialect::Interim},
                                {"KeyValue.SetAdd", &setAdd, &bareCount}};
constexpr Form setRemoveForms[] = {{"SetRemove", &setRemoveRequest, &interimCount, Dialect::Interim},
                                   {"KeyValue.SetDel", &setDel, &bareCount}};
constexpr Form unionForms[] = {{"KeyValue.SetUnion", &bareKeys, &bareValues}};
constexpr Form intersectionForms[] = {{"KeyValue.SetIntersection", &bareKeys, &bareValues}};
constexpr Form queryForms[] = {{"KeyValue.SetQuery", &bareKey, &bareValues}};
constexpr Form existsForms[] = {{"KeyValue.Contains", &bareKey, &bareExists}};
constexpr Form setClearForms[] = {{"KeyValue.SetClear", &bareKey, &bareRemoved}};

constexpr auto toProvider = Direction::ToProvider;
constexpr Operation operations[] = {
    {"Add", toProvider, &addRequest, &addResponse, "Adds to a number; one that is not there is 0.", addForms},
    {"Get", toProvider, &getRequest, &getResponse, "What is kept under a key.", getForms},
    {"Set", toProvider, &setRequest, &setResponse, "Keeps a text under a key.", setForms},
    {"Del", toProvider, &delRequest, &delResponse, "Removes what is kept under a key.", delForms},
    {"Clear", toProvider, &clearRequest, &delResponse, "Removes a list.", clearForms},
    {"Range", toProvider, &rangeRequest, &rangeResponse, "A part of a list, both ends included.", rangeForms},
    {"Push", toProvider, &pushRequest, &listResponse, "Puts a text at the beginning of a list.", pushForms},
    {"ListItemDelete", toProvider, &listDelRequest, &listResponse, "Removes a text from a list, each time it is there.",
     listDelForms},
    {"SetAdd", toProvider, &setAddRequest, &setOperationResponse, "Puts a text into a set.", setAddForms},
    {"SetRemove", toProvider, &setRemoveRequest, &setOperationResponse, "Removes a text from a set.", setRemoveForms},
    {"SetUnion", toProvider, &unionRequest, &queryResponse, "What is in any of some sets.", unionForms},
    {"SetIntersection", toProvider, &intersectionRequest, &queryResponse, "What is in all of some sets.",
     intersectionForms},
    {"SetQuery", toProvider, &queryRequest, &queryResponse, "What is in a set.", queryForms},
    {"KeyExists", toProvider, &existsRequest, &getResponse, "Whether anything is kept under a key.", existsForms},
    {"SetClear", toProvider, &bareKey, &bareRemoved, "Removes a set.", setClearForms},
};

} // namespace

std::span<const Operation> keyValueOperations()
{
    return operations;
}

} // namespace watchglass::contracts::detail
