// SPDX-License-Identifier: Apache-2.0
#include "engine/host/contracts/messages.h"

namespace watchglass::contracts::detail {

namespace {

using enum FieldType;
constexpr auto required = Field::Required;

constexpr Field requestFields[] = {
    {"method", Text, 1, "GET and so on", required},
    {"path", Text, 2, "where to; of a client the whole address", required},
    {"queryString", Text, 3, "what stands behind the question mark"},
    {"header", Headers, 4, "header fields"},
    {"body", Binary, 5, "what is sent"},
};
constexpr Message request{"Request", requestFields};
constexpr Field responseFields[] = {
    {"statusCode", U32, 1, "200 and so on", required},
    {"status", Text, 2, "OK and so on"},
    {"header", Headers, 3, "header fields"},
    {"body", Binary, 4, "what is answered"},
};
constexpr Message response{"Response", responseFields};

constexpr Field cloudRequestFields[] = {
    {"method", Text, 0, "GET and so on", required},
    {"path", Text, 0, "where to", required},
    {"queryString", Text, 0, "what stands behind the question mark"},
    {"header", HeaderLists, 0, "header fields"},
    {"body", Binary, 0, "what is sent"},
};
constexpr Message cloudRequest{"HttpRequest", cloudRequestFields};
constexpr Field cloudResponseFields[] = {
    {"statusCode", U32, 0, "200 and so on", required},
    {"header", HeaderLists, 0, "header fields"},
    {"body", Binary, 0, "what is answered"},
};
constexpr Message cloudResponse{"HttpResponse", cloudResponseFields};
constexpr Field cloudFetchFields[] = {
    {"method", Text, 0, "GET and so on", required},
    {"path", Text, 0, "the whole address", required, nullptr, "url"},
    {"header", HeaderLists, 0, "header fields", Field::Usual, nullptr, "headers"},
    {"body", Binary, 0, "what is sent"},
};
constexpr Message cloudFetch{"HttpRequest", cloudFetchFields};

constexpr Form handleForms[] = {{"HttpServer.HandleRequest", &cloudRequest, &cloudResponse}};
constexpr Operation serverOperations[] = {
    {"HandleRequest", Direction::ToActor, &request, &response, "A request that came in.", handleForms},
};
constexpr Field fetchFields[] = {
    {"method", Text, 0, "GET and so on", required},
    {"path", Text, 0, "the whole address", required, nullptr, "url"},
    {"header", Headers, 0, "header fields", Field::Usual, nullptr, "headers"},
    {"body", Binary, 0, "what is sent"},
};
constexpr Message fetch{"RequestArgs", fetchFields};
constexpr Form performForms[] = {{"Request", &fetch, &response, Dialect::Interim},
                                 {"HttpClient.Request", &cloudFetch, &cloudResponse}};
constexpr Operation clientOperations[] = {
    {"PerformRequest", Direction::ToProvider, &request, &response, "Makes a request and waits for the answer.",
     performForms},
};

} // namespace

std::span<const Operation> httpServerOperations()
{
    return serverOperations;
}

std::span<const Operation> httpClientOperations()
{
    return clientOperations;
}

} // namespace watchglass::contracts::detail
