// SPDX-License-Identifier: Apache-2.0
#include "plugins/http_server/exchange.h"

#include <nlohmann/json.hpp>
#include <strings.h>
#include <utility>

#include "engine/host/contracts/codec.h"

namespace watchglass::plugins {

namespace {

using contracts::Value;

const contracts::Found &handleRequest()
{
    static const contracts::Found found = contracts::findActorOperation("HandleRequest");
    return found;
}

MHD_Result addHeader(void *into, MHD_ValueKind, const char *name, const char *text)
{
    Value &member = static_cast<Value *>(into)->member(name);
    const Value value(std::string(text ? text : ""));
    if (member.isNothing()) {
        member = value;
    } else {
        if (member.list().empty())
            member = contracts::List{member};
        member.append(value);
    }
    return MHD_YES;
}

/// What the server itself decides.
bool isOurs(const std::string &name)
{
    for (const char *const one : {"content-length", "connection", "transfer-encoding", "keep-alive"})
        if (strcasecmp(name.c_str(), one) == 0)
            return true;
    return false;
}

MHD_Result queue(MHD_Connection *connection, unsigned status, MHD_Response *response, bool last)
{
    if (!response)
        return MHD_NO;
    if (last)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    const MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

MHD_Response *responseOf(std::string_view body)
{
    return MHD_create_response_from_buffer(body.size(), const_cast<char *>(body.data()), MHD_RESPMEM_MUST_COPY);
}

MHD_Result fail(MHD_Connection *connection, unsigned status, const std::string &sentence, bool retry, bool last)
{
    const std::string body = errorJson(sentence);
    MHD_Response *response = responseOf(body);
    if (response) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
        if (retry)
            MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    }
    return queue(connection, status, response, last);
}

MHD_Result give(MHD_Connection *connection, const Value &answer, bool last)
{
    const uint64_t status = answer["statusCode"].count();
    if (status < 200 || status > 599)
        return fail(connection, MHD_HTTP_BAD_GATEWAY,
                    "the actor's answer has the status " + std::to_string(status) + ", which is none", false, last);
    const contracts::Bytes &body = answer["body"].bytes();
    MHD_Response *response = responseOf({reinterpret_cast<const char *>(body.data()), body.size()});
    if (response)
        for (const contracts::Member &header : answer["header"].object()) {
            if (isOurs(header.name))
                continue;
            for (const Value &one : header.value.list())
                MHD_add_response_header(response, header.name.c_str(), one.text().c_str());
            if (header.value.list().empty())
                MHD_add_response_header(response, header.name.c_str(), header.value.text().c_str());
        }
    return queue(connection, unsigned(status), response, last);
}

} // namespace

std::string errorJson(const std::string &sentence)
{
    return nlohmann::json{{"error", sentence}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

MHD_Result respondWith(MHD_Connection *connection, unsigned status, std::string_view type, std::string_view body,
                       bool last)
{
    MHD_Response *response = responseOf(body);
    if (response)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, std::string(type).c_str());
    return queue(connection, status, response, last);
}

/// `address` as it stands in the request, not decoded: actors see what was asked for.
Exchange::Exchange(std::string_view address)
    : path(address.substr(0, address.find('?'))),
      query(address.find('?') == address.npos ? std::string_view() : address.substr(address.find('?') + 1))
{
}

host::Bytes Exchange::request(MHD_Connection *connection) const
{
    Value made, header;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, addHeader, &header);
    made.set("method", method);
    made.set("path", path);
    made.set("queryString", query);
    made.set("header", header.isNothing() ? Value(contracts::Object()) : header);
    made.set("body", body);
    return contracts::encode(*handleRequest().request, made, contracts::Codec::Maps).bytes;
}

bool Exchange::wait(MHD_Connection *connection)
{
    const std::lock_guard lock(m_mutex);
    if (m_answer)
        return false;
    m_waiting = connection;
    MHD_suspend_connection(connection);
    return true;
}

void Exchange::answer(host::Answer answer)
{
    const std::lock_guard lock(m_mutex);
    if (m_answer)
        return;
    m_answer = std::move(answer);
    if (m_waiting)
        MHD_resume_connection(std::exchange(m_waiting, nullptr));
}

bool Exchange::answered() const
{
    const std::lock_guard lock(m_mutex);
    return m_answer.has_value();
}

/// What failed because something was not there is 503, as is one call too many; any other failure of a guest is 500.
MHD_Result Exchange::respond(MHD_Connection *connection, bool last) const
{
    const std::lock_guard lock(m_mutex);
    using host::Failure;
    if (m_answer->failure == Failure::Unavailable || m_answer->failure == Failure::Busy)
        return fail(connection, MHD_HTTP_SERVICE_UNAVAILABLE, m_answer->error, m_answer->failure == Failure::Busy,
                    last);
    if (!m_answer->ok())
        return fail(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, m_answer->error, false, last);
    const contracts::Decoded decoded = contracts::decode(*handleRequest().answer, m_answer->bytes);
    if (!decoded)
        return fail(connection, MHD_HTTP_BAD_GATEWAY, "the actor's answer cannot be read: " + decoded.error, false,
                    last);
    return give(connection, decoded.value, last);
}

} // namespace watchglass::plugins
