// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assemble/helper_process.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace watchglass::wat {

using namespace helper;

namespace {

constexpr uint32_t largestFrame = 1u << 30;

bool isProgram(const std::string &path)
{
    return !path.empty() && access(path.c_str(), X_OK) == 0;
}

std::string folderOfThisProgram()
{
    char path[PATH_MAX];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    const std::string_view whole(path, size > 0 ? size_t(size) : 0);
    return std::string(whole.substr(0, whole.rfind('/') + 1));
}

/// What the child is to start with: the socket as its input and output, silence on its error output, nothing else of
/// ours, and the signals as a fresh program expects them.
class SpawnPlan
{
public:
    explicit SpawnPlan(int socket)
    {
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files, socket, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
    }
    ~SpawnPlan()
    {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan &) = delete;
    SpawnPlan &operator=(const SpawnPlan &) = delete;

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
};

void takeProblem(HelperAnswer &answer, std::string_view bytes)
{
    HelperProblem problem;
    if (bytes.size() < sizeof problem.head)
        return;
    std::memcpy(&problem.head, bytes.data(), sizeof problem.head);
    problem.message = bytes.substr(sizeof problem.head);
    answer.problems.push_back(std::move(problem));
}

void takePlaces(HelperAnswer &answer, std::string_view bytes)
{
    while (bytes.size() >= sizeof(FunctionPlaces)) {
        FunctionPlaces head;
        std::memcpy(&head, bytes.data(), sizeof head);
        bytes.remove_prefix(sizeof head);
        if (head.count > bytes.size() / sizeof(Place))
            return;
        answer.functions.push_back(head);
        answer.places.resize(answer.places.size() + head.count);
        std::memcpy(answer.places.data() + answer.places.size() - head.count, bytes.data(), head.count * sizeof(Place));
        bytes.remove_prefix(head.count * sizeof(Place));
    }
}

} // namespace

std::string findHelper(const std::string &explicitPath)
{
    if (!explicitPath.empty())
        return explicitPath;
    if (const char *named = std::getenv("WATCHGLASS_WAT"); named && *named)
        return named;
    const std::string here = folderOfThisProgram();
    for (const std::string &path :
         {here + "watchglass-wat", here + "../libexec/watchglass/watchglass-wat", std::string(WATCHGLASS_WAT_BUILT)})
        if (isProgram(path))
            return path;
    return {};
}

int HelperProcess::start()
{
    if (m_program.empty())
        return ENOENT;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    // dup2 onto itself would leave the descriptor marked to be closed: keep clear of the child's standard ones.
    const int childEnd = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
    const int duplicateError = errno;
    close(ends[1]);
    if (childEnd < 0) {
        close(ends[0]);
        return duplicateError;
    }
    const SpawnPlan plan(childEnd);
    char *arguments[] = {m_program.data(), nullptr};
    const int error = posix_spawn(&m_pid, m_program.c_str(), &plan.files, &plan.attributes, arguments, environ);
    close(childEnd);
    if (error != 0) {
        m_pid = -1;
        close(ends[0]);
        return error;
    }
    m_socket = ends[0];
    fcntl(m_socket, F_SETFL, O_NONBLOCK);
    return 0;
}

void HelperProcess::stop()
{
    if (m_socket >= 0)
        close(m_socket);
    m_socket = -1;
    if (m_pid <= 0)
        return;
    kill(m_pid, SIGKILL);
    while (waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
}

HelperProcess::Step HelperProcess::wait(short events, Clock::time_point until) const
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0)
            return Step::TimedOut;
        pollfd descriptor{m_socket, events, 0};
        const int ready = poll(&descriptor, 1, int(std::min<long long>(left, INT_MAX)));
        if (ready > 0)
            return Step::Ok;
        if (ready < 0 && errno != EINTR)
            return Step::Died;
    }
}

HelperProcess::Step HelperProcess::sendAll(const void *bytes, size_t size, Clock::time_point until)
{
    for (auto *at = static_cast<const char *>(bytes); size;) {
        const ssize_t sent = send(m_socket, at, size, MSG_NOSIGNAL);
        if (sent > 0) {
            at += sent;
            size -= size_t(sent);
            continue;
        }
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            return Step::Died;
        if (const Step step = wait(POLLOUT, until); step != Step::Ok)
            return step;
    }
    return Step::Ok;
}

HelperProcess::Step HelperProcess::receiveAll(void *bytes, size_t size, Clock::time_point until)
{
    for (auto *at = static_cast<char *>(bytes); size;) {
        const ssize_t got = recv(m_socket, at, size, 0);
        if (got > 0) {
            at += got;
            size -= size_t(got);
            continue;
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
            return Step::Died;
        if (const Step step = wait(POLLIN, until); step != Step::Ok)
            return step;
    }
    return Step::Ok;
}

HelperProcess::Step HelperProcess::sendRequest(std::string_view text, bool names, Clock::time_point until)
{
    Request request;
    request.flags = names ? uint32_t(WriteNames) : 0;
    request.seconds =
        uint32_t(std::max<long long>(std::chrono::ceil<std::chrono::seconds>(until - Clock::now()).count(), 0)) + 2;
    request.textSize = uint32_t(text.size());
    const Step step = sendAll(&request, sizeof request, until);
    return step == Step::Ok ? sendAll(text.data(), text.size(), until) : step;
}

HelperProcess::Step HelperProcess::receiveAnswer(HelperAnswer &answer, Clock::time_point until)
{
    std::string bytes;
    for (;;) {
        Frame frame;
        if (const Step step = receiveAll(&frame, sizeof frame, until); step != Step::Ok)
            return step;
        if (frame.size > largestFrame)
            return Step::Died;
        const bool binary = frame.kind == FrameKind::Binary;
        binary ? answer.binary.resize(frame.size) : bytes.resize(frame.size);
        void *to = binary ? static_cast<void *>(answer.binary.data()) : bytes.data();
        if (const Step step = receiveAll(to, frame.size, until); step != Step::Ok)
            return step;
        switch (frame.kind) {
        case FrameKind::Version:
            answer.end = HelperAnswer::End::WrongVersion;
            return Step::Ok;
        case FrameKind::Problem:
            takeProblem(answer, bytes);
            break;
        case FrameKind::Binary:
            break;
        case FrameKind::Places:
            takePlaces(answer, bytes);
            break;
        case FrameKind::Done:
            return Step::Ok;
        default:
            return Step::Died; // not our helper
        }
    }
}

HelperAnswer HelperProcess::ask(std::string_view text, bool names, std::chrono::milliseconds deadline)
{
    HelperAnswer answer;
    const Clock::time_point until = Clock::now() + deadline;
    Step step = Step::Died;
    // A helper left over from an earlier text may have died since; a fresh one that dies does so because of this text.
    for (bool fresh = false; step == Step::Died && !fresh;) {
        fresh = m_pid < 0;
        if (fresh)
            if (const int error = start(); error != 0) {
                answer.end = HelperAnswer::End::CannotStart;
                answer.systemError = error;
                return answer;
            }
        answer = {};
        step = sendRequest(text, names, until);
        if (step == Step::Ok)
            step = receiveAnswer(answer, until);
        if (step != Step::Ok || answer.end != HelperAnswer::End::Complete)
            stop();
    }
    if (step != Step::Ok) {
        answer.end = step == Step::TimedOut ? HelperAnswer::End::TimedOut : HelperAnswer::End::Died;
        answer.binary.clear();
    }
    return answer;
}

} // namespace watchglass::wat
