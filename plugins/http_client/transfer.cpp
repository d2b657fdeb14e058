// SPDX-License-Identifier: Apache-2.0
#include "plugins/http_client/transfer.h"

#include <algorithm>
#include <csignal>
#include <curl/curl.h>
#include <strings.h>
#include <sys/socket.h>
#include <utility>

#include "plugins/kit/contract_answer.h"
#include "plugins/kit/time_left.h"

namespace watchglass::plugins {

namespace {

using contracts::Value;
using host::Failure;

constexpr size_t mostHeader = 1u << 20;

/// Writing to a connection that the other side closed sends SIGPIPE, which would end the program; OpenSSL does so.
class NoPipeSignal
{
public:
    NoPipeSignal()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~NoPipeSignal()
    {
        const timespec now = {};
        if (!sigismember(&m_before, SIGPIPE))
            while (sigtimedwait(&m_pipe, nullptr, &now) > 0) {
            }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    NoPipeSignal(const NoPipeSignal &) = delete;

private:
    sigset_t m_pipe, m_before;
};

struct Receiving {
    HttpAnswer answer;
    size_t headerBytes = 0, mostBytes = 0;
    bool tooLong = false;
    AllowList::Grant grant = AllowList::Grant::None;
    bool wasPrivate = false;
};

size_t takeBody(char *data, size_t, size_t size, void *self)
{
    auto &receiving = *static_cast<Receiving *>(self);
    contracts::Bytes &body = receiving.answer.body;
    if (size > receiving.mostBytes - body.size()) {
        receiving.tooLong = true;
        return CURL_WRITEFUNC_ERROR;
    }
    body.insert(body.end(), data, data + size);
    return size;
}

/// A field that comes several times becomes a list.
void add(contracts::Object &header, std::string_view name, std::string_view text)
{
    const auto found = std::find_if(header.begin(), header.end(), [&](const contracts::Member &member) {
        return member.name.size() == name.size() && strncasecmp(member.name.data(), name.data(), name.size()) == 0;
    });
    if (found == header.end()) {
        header.push_back({std::string(name), Value(text)});
        return;
    }
    if (found->value.list().empty())
        found->value = contracts::List{found->value};
    found->value.append(Value(text));
}

size_t takeHeader(char *data, size_t, size_t size, void *self)
{
    auto &receiving = *static_cast<Receiving *>(self);
    std::string_view line(data, size);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.remove_suffix(1);
    receiving.headerBytes += size;
    if (receiving.headerBytes > mostHeader) {
        receiving.tooLong = true;
        return CURL_WRITEFUNC_ERROR;
    }
    const size_t colon = line.find(':');
    if (line.starts_with("HTTP/")) { // also after an answer that was only on the way to this one
        receiving.answer.header.clear();
        const size_t code = line.find(' '), reason = code == line.npos ? code : line.find(' ', code + 1);
        receiving.answer.reason = reason == line.npos ? "" : line.substr(reason + 1);
    } else if (colon != line.npos) {
        std::string_view text = line.substr(colon + 1);
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        add(receiving.answer.header, line.substr(0, colon), text);
    }
    return size;
}

/// Here at the latest it is known where a name leads.
curl_socket_t openSocket(void *self, curlsocktype, curl_sockaddr *address)
{
    auto &receiving = *static_cast<Receiving *>(self);
    if (receiving.grant != AllowList::Grant::Named && isPrivate(address->addr)) {
        receiving.wasPrivate = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Of RFC 9110 §5.6.2: methods and names of fields.
bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
    });
}

/// What belongs to the connection, and to us. An actor that hands a request on has them from another connection.
bool isOurs(const std::string &name)
{
    for (const char *const one : {"host", "content-length", "connection", "transfer-encoding", "keep-alive", "te",
                                  "trailer", "upgrade", "expect", "proxy-connection", "proxy-authorization"})
        if (strcasecmp(name.c_str(), one) == 0)
            return true;
    return false;
}

struct FreeList {
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using HeaderLines = std::unique_ptr<curl_slist, FreeList>;

void append(HeaderLines &lines, const std::string &line)
{
    if (curl_slist *const longer = curl_slist_append(lines.get(), line.c_str())) {
        (void)lines.release();
        lines.reset(longer);
    }
}

HeaderLines linesOf(const HttpRequest &request)
{
    HeaderLines lines;
    bool typed = false;
    const auto line = [&](const std::string &name, const std::string &text) {
        append(lines, name + (text.empty() ? ";" : ": " + text)); // that is how libcurl is told of an empty one
    };
    for (const contracts::Member &member : request.header) {
        if (isOurs(member.name))
            continue;
        typed = typed || strcasecmp(member.name.c_str(), "content-type") == 0;
        for (const Value &one : member.value.list())
            line(member.name, one.text());
        if (member.value.list().empty())
            line(member.name, member.value.text());
    }
    append(lines, "Expect:");
    if (!typed)
        append(lines, "Content-Type:");
    return lines;
}

[[noreturn]] void explain(CURLcode code, const char *detail, const Url &to, const Receiving &receiving)
{
    if (receiving.wasPrivate)
        throw Refused(to.host +
                      " is a machine of the own network, which the setting HOSTS allows only by its name: add " +
                      to.place() + " to it");
    if (receiving.tooLong || code == CURLE_FILESIZE_EXCEEDED)
        throw Refused("the answer of " + to.place() + " is longer than the setting LIMIT_MB allows, which is " +
                      std::to_string(receiving.mostBytes >> 20) + " MB");
    if (code == CURLE_OPERATION_TIMEDOUT)
        throw Failed(Failure::Deadline, to.place() + " has not answered in time");
    const std::string why = *detail ? detail : curl_easy_strerror(code);
    if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST)
        throw Unavailable(to.place() + " cannot be reached: " + why);
    throw Unavailable("the request to " + to.place() + " failed: " + why);
}

std::string partOf(CURLU *parts, CURLUPart part, unsigned flags = 0)
{
    char *text = nullptr;
    if (curl_url_get(parts, part, &text, flags) != CURLUE_OK || !text)
        return {};
    const std::string made = text;
    curl_free(text);
    return made;
}

} // namespace

void FreeCurl::operator()(void *easy) const
{
    const NoPipeSignal quiet;
    curl_easy_cleanup(easy);
}

Curl newCurl()
{
    return Curl(curl_easy_init());
}

Url::Url(const std::string &given)
{
    CURLU *const made = curl_url();
    parts = made;
    const CURLUcode code = given.find('\0') == given.npos
                               ? curl_url_set(made, CURLUPART_URL, given.c_str(), CURLU_DISALLOW_USER)
                               : CURLUE_MALFORMED_INPUT;
    scheme = partOf(made, CURLUPART_SCHEME);
    if (code != CURLUE_OK || (scheme != "http" && scheme != "https")) {
        curl_url_cleanup(made);
        if (code == CURLUE_USER_NOT_ALLOWED)
            throw Refused("names and passwords do not belong into an address: they go into the field Authorization");
        throw Refused("requests go to whole addresses, as http://host/path, not to \"" + given.substr(0, 200) + "\"");
    }
    text = partOf(made, CURLUPART_URL);
    host = partOf(made, CURLUPART_HOST);
    port = uint16_t(std::stoul("0" + partOf(made, CURLUPART_PORT, CURLU_DEFAULT_PORT)));
}

Url::~Url()
{
    curl_url_cleanup(static_cast<CURLU *>(parts));
}

Url::Url(Url &&other) noexcept
    : text(std::move(other.text)), scheme(std::move(other.scheme)), host(std::move(other.host)), port(other.port),
      parts(std::exchange(other.parts, nullptr))
{
}

Url &Url::operator=(Url &&other) noexcept
{
    std::swap(text, other.text);
    std::swap(scheme, other.scheme);
    std::swap(host, other.host);
    std::swap(port, other.port);
    std::swap(parts, other.parts);
    return *this;
}

std::string Url::place() const
{
    return port == (scheme == "https" ? 443 : 80) ? host : host + ":" + std::to_string(port);
}

void check(const HttpRequest &request)
{
    if (!isToken(request.method) || request.method == "CONNECT")
        throw Refused("\"" + request.method.substr(0, 200) + "\" is no method of a request");
    const auto checkText = [](const std::string &name, const std::string &text) {
        if (text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos)
            throw Refused("the header field " + name + " has a line end or a zero byte in it");
    };
    for (const contracts::Member &member : request.header) {
        if (!isToken(member.name))
            throw Refused("\"" + member.name.substr(0, 200) + "\" is no name of a header field");
        checkText(member.name, member.value.text());
        for (const Value &one : member.value.list())
            checkText(member.name, one.text());
    }
}

HttpAnswer transfer(Curl &curl, const Url &to, const HttpRequest &request, AllowList::Grant grant, size_t mostBytes,
                    host::Deadline deadline)
{
    const auto time = timeLeft(deadline);
    if (time.count() <= 0)
        throw Failed(Failure::Deadline, "there was no time left to ask " + to.place());
    CURL *const easy = curl.get();
    curl_easy_reset(easy);
    Receiving receiving;
    receiving.mostBytes = mostBytes;
    receiving.grant = grant;
    char detail[CURL_ERROR_SIZE] = "";
    const HeaderLines lines = linesOf(request);
    curl_easy_setopt(easy, CURLOPT_CURLU, to.parts);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1)); // whose answers have a reason
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); // one of the environment would go where nobody allowed it
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, long(time.count()));
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "watchglass");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines.get());
    if (request.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
               request.method == "PATCH") {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, reinterpret_cast<const char *>(request.body.data()));
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(mostBytes));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiving);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &receiving);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, openSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &receiving);

    const NoPipeSignal quiet;
    const CURLcode code = curl_easy_perform(easy);
    curl_easy_setopt(easy, CURLOPT_CURLU, nullptr);
    if (code != CURLE_OK)
        explain(code, detail, to, receiving);
    long status = 0;
    const char *next = nullptr;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &next);
    receiving.answer.status = uint32_t(status);
    receiving.answer.next = next ? next : "";
    return std::move(receiving.answer);
}

} // namespace watchglass::plugins
