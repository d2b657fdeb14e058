// SPDX-License-Identifier: Apache-2.0
#include "app/cli/host_control.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace watchglass::cli {

namespace {

namespace fs = std::filesystem;

constexpr size_t longestLine = 1u << 20;
constexpr timeval patience{5, 0}; ///< for a client that says nothing, or does not listen

bool addressOf(const fs::path &path, sockaddr_un &address)
{
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
    return true;
}

std::string tooLong(const fs::path &path)
{
    return path.string() + " is too long for a socket, which has " + std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
           " bytes at most; give a shorter one with --control";
}

int connectTo(const sockaddr_un &address)
{
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made >= 0 && connect(made, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        const int error = errno;
        close(made);
        errno = error;
        return -1;
    }
    return made;
}

/// Up to the end of a line, or of what comes.
std::string readLine(int from)
{
    std::string line;
    char piece[4096];
    ssize_t count = 0;
    while (line.find('\n') == line.npos && line.size() < longestLine &&
           ((count = read(from, piece, sizeof piece)) > 0 || (count < 0 && errno == EINTR)))
        line.append(piece, size_t(std::max<ssize_t>(count, 0)));
    return line.substr(0, line.find('\n'));
}

bool writeLine(int to, std::string line)
{
    line += '\n';
    for (size_t at = 0; at < line.size();) {
        const ssize_t count = send(to, line.data() + at, line.size() - at, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR)
            return false;
        at += size_t(std::max<ssize_t>(count, 0));
    }
    return true;
}

bool isOurs(int connection)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

} // namespace

fs::path defaultControlPath()
{
    const char *folder = std::getenv("XDG_RUNTIME_DIR");
    return folder && *folder ? fs::path(folder) / "watchglass-host.sock" : fs::path();
}

HostControl::HostControl(fs::path path, int socket)
    : m_path(std::move(path)), m_socket(socket), m_wake(eventfd(0, EFD_CLOEXEC))
{
}

HostControl::Made HostControl::listen(const fs::path &path)
{
    sockaddr_un address{};
    if (!addressOf(path, address))
        return {nullptr, tooLong(path)};
    struct stat there {
    };
    if (lstat(path.c_str(), &there) == 0) {
        if (!S_ISSOCK(there.st_mode))
            return {nullptr, path.string() + " is there already and no socket; give another one with --control"};
        if (const int other = connectTo(address); other >= 0) {
            close(other);
            return {nullptr, "another host is controlled by " + path.string() + "; give this one another --control"};
        }
        if (errno == ECONNREFUSED)
            unlink(path.c_str()); // of one that was killed
    }
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const mode_t before = umask(0177); // nobody may connect before the mode is set
    const bool bound = made >= 0 && bind(made, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    const int error = errno;
    umask(before);
    if (!bound || ::listen(made, 16) != 0) {
        const std::string sentence =
            path.string() + " cannot be made: " + std::strerror(bound ? errno : error) + "; give another --control";
        if (made >= 0)
            close(made);
        return {nullptr, sentence};
    }
    return {std::unique_ptr<HostControl>(new HostControl(path, made)), {}};
}

void HostControl::serve(host::Host &host)
{
    m_thread = std::thread([this, &host] { serveAll(host); });
}

void HostControl::serveAll(host::Host &host)
{
    pollfd watched[] = {{m_socket, POLLIN, 0}, {m_wake, POLLIN, 0}};
    while (poll(watched, 2, -1) >= 0 || errno == EINTR) {
        if (watched[1].revents)
            return;
        const int connection = accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10)); // no descriptor is left, for example
            continue;
        }
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (isOurs(connection))
            if (const std::string request = readLine(connection); !request.empty())
                writeLine(connection, answerControl(host, request));
        close(connection);
    }
}

void HostControl::end()
{
    if (m_socket < 0)
        return;
    const uint64_t one = 1;
    (void)!write(m_wake, &one, sizeof one);
    if (m_thread.joinable())
        m_thread.join();
    unlink(m_path.c_str());
    close(std::exchange(m_socket, -1));
}

HostControl::~HostControl()
{
    end();
    close(m_wake);
}

ControlAnswer askHost(const fs::path &path, const std::string &request)
{
    sockaddr_un address{};
    if (!addressOf(path, address))
        return {{}, tooLong(path)};
    const int connection = connectTo(address);
    if (connection < 0)
        return {{},
                "no host is controlled by " + path.string() + ": " + std::strerror(errno) +
                    "; start one with wglass host up, or say by --control where it is"};
    ControlAnswer answer;
    if (!isOurs(connection))
        answer.error = path.string() + " belongs to a host of another user";
    else if (!writeLine(connection, request))
        answer.error = "the host does not listen: " + std::string(std::strerror(errno));
    else if (answer.line = readLine(connection); answer.line.empty())
        answer.error = "the host gave no answer; it may have ended";
    close(connection);
    return answer;
}

} // namespace watchglass::cli
