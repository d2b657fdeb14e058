// SPDX-License-Identifier: Apache-2.0
/// The HTTP client contract: requests go where the settings of the link allow it. Redirects are followed here, so that
/// each is asked for like a request of the actor's.
#include <curl/curl.h>
#include <strings.h>

#include "plugins/http_client/transfer.h"
#include "plugins/kit/contract_answer.h"
#include "plugins/kit/guest_bytes.h"
#include "plugins/kit/keep_loaded.h"
#include "plugins/kit/links.h"
#include "plugins/kit/settings.h"

namespace {

using namespace watchglass::host;
using namespace watchglass::plugins;
using watchglass::contracts::Object;
using watchglass::contracts::Operation;
using watchglass::contracts::Value;
using Problem = std::optional<std::string>;

/// What a link may do, and its open connections.
class Client
{
public:
    explicit Client(const Settings &settings)
        : m_allowed(wordsOf(settings, "HOSTS")), m_mostRedirects(numberOf(settings, "REDIRECTS", 10, 0, 50)),
          m_mostBytes(size_t(numberOf(settings, "LIMIT_MB", 16, 1, 1024)) << 20)
    {
    }

    HttpAnswer ask(const std::string &address, HttpRequest request, Deadline deadline)
    {
        check(request);
        Curl curl = take();
        Url to(address);
        for (uint64_t redirects = 0;; ++redirects) {
            HttpAnswer answer = transfer(curl, to, request, grantOf(to), m_mostBytes, deadline);
            if (answer.next.empty() || m_mostRedirects == 0) {
                giveBack(std::move(curl));
                return answer;
            }
            if (redirects == m_mostRedirects)
                throw Refused(address.substr(0, 200) + " leads on and on: more than " +
                              std::to_string(m_mostRedirects) + " redirects");
            Url next(answer.next);
            follow(request, answer.status, to, next);
            to = std::move(next);
        }
    }

private:
    AllowList::Grant grantOf(const Url &to) const
    {
        const AllowList::Grant grant = m_allowed.allows(to.host, to.port);
        if (grant == AllowList::Grant::None)
            throw Refused("the link's setting HOSTS does not allow requests to " + to.place() + "; it allows " +
                          m_allowed.text());
        return grant;
    }

    /// What the next request is (RFC 9110 §15.4). Secrets stay with whom they were meant for.
    static void follow(HttpRequest &request, uint32_t status, const Url &from, const Url &to)
    {
        const bool kept = status == 307 || status == 308 || request.method == "GET" || request.method == "HEAD" ||
                          (status != 303 && request.method != "POST");
        if (!kept) {
            request.method = "GET";
            request.body.clear();
        }
        const bool elsewhere = from.scheme != to.scheme || from.host != to.host || from.port != to.port;
        std::erase_if(request.header, [&](const watchglass::contracts::Member &member) {
            const auto is = [&](const char *name) { return strcasecmp(member.name.c_str(), name) == 0; };
            return (elsewhere && (is("authorization") || is("cookie"))) ||
                   (!kept && (is("content-type") || is("content-encoding") || is("content-language")));
        });
    }

    Curl take()
    {
        const std::lock_guard lock(m_mutex);
        if (m_idle.empty())
            return newCurl();
        Curl curl = std::move(m_idle.back());
        m_idle.pop_back();
        return curl;
    }
    void giveBack(Curl curl)
    {
        const std::lock_guard lock(m_mutex);
        if (m_idle.size() < 16)
            m_idle.push_back(std::move(curl));
    }

    const AllowList m_allowed;
    const uint64_t m_mostRedirects;
    const size_t m_mostBytes;
    std::mutex m_mutex;
    std::vector<Curl> m_idle;
};

class HttpClient : public Provider
{
public:
    Problem start(Services &) override
    {
        keepLoaded(reinterpret_cast<const void *>(&curl_easy_perform)); // a look-up of a name cannot be called off
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            return "libcurl does not start";
        return std::nullopt;
    }

    Problem bind(const Binding &binding) override
    {
        try {
            m_clients.set(binding.actor, binding.name, std::make_shared<Client>(binding.values));
        } catch (const Failed &error) {
            return error.what();
        }
        return std::nullopt;
    }
    void unbind(std::string_view actor, std::string_view binding) override { m_clients.remove(actor, binding); }

    Answer call(const Call &call) override
    {
        return answerBy(call, [&](const Operation &, const Value &request) -> Value {
            std::string address = request["path"].text();
            if (const std::string &query = request["queryString"].text(); !query.empty())
                address += (address.find('?') == address.npos ? "?" : "&") + query;
            HttpAnswer answer =
                clientOf(call.actor, call.binding)
                    ->ask(address, {request["method"].text(), request["header"].object(), request["body"].bytes()},
                          call.deadline);
            return Object{{"statusCode", answer.status},
                          {"status", std::move(answer.reason)},
                          {"header", std::move(answer.header)},
                          {"body", std::move(answer.body)}};
        });
    }

    std::vector<Function> functions() override
    {
        const Type i32 = Type::I32;
        return {{"get",
                 {i32, i32, i32, i32},
                 {i32},
                 "(address, its length, room, its length): writes what is there, cut to the room; answers its length, "
                 "or the status below 0 (-404) when that is not one of success",
                 [this](FunctionCall &call) { return fetch(call, "GET"); }},
                {"post",
                 {i32, i32, i32, i32, i32, i32},
                 {i32},
                 "(address, its length, body, its length, room, its length): sends the body; answers as get does",
                 [this](FunctionCall &call) { return fetch(call, "POST"); }}};
    }

private:
    std::shared_ptr<Client> clientOf(std::string_view actor, std::string_view binding) const
    {
        auto client = m_clients.find(actor, binding);
        if (!client)
            throw Unavailable("the HTTP client has no link for " + std::string(actor));
        return client;
    }

    Problem fetch(FunctionCall &call, const char *method) const
    {
        const size_t room = call.arguments.size() - 2;
        try {
            HttpRequest request{method, {}, {}};
            if (room == 4) {
                const std::string_view body = bytesAt(call, 2);
                request.body.assign(body.begin(), body.end());
            }
            bytesAt(call, room); // it has to be there also when nothing is written
            const HttpAnswer answer = clientOf(call.actor, call.binding)
                                          ->ask(std::string(bytesAt(call, 0)), std::move(request), call.deadline);
            const bool fine = answer.status >= 200 && answer.status < 300;
            const size_t length = std::min<size_t>(uint32_t(call.arguments[room + 1].bits), answer.body.size());
            if (fine)
                call.memory->write(uint32_t(call.arguments[room].bits), {answer.body.data(), length});
            call.results[0].bits =
                fine ? uint32_t(std::min<size_t>(answer.body.size(), INT32_MAX)) : uint32_t(-int32_t(answer.status));
        } catch (const std::exception &error) {
            return error.what();
        }
        return std::nullopt;
    }

    Links<Client> m_clients;
};

} // namespace

WATCHGLASS_PROVIDER(HttpClient)
