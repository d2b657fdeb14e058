// SPDX-License-Identifier: Apache-2.0
#include "app/cli/sandbox_options.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "app/cli/numbers.h"

namespace watchglass::cli {

namespace {

using Problem = std::optional<std::string>;

/// Closes when the run is over: the sandbox's streams belong to whoever made them.
class OwnedInput : public wasi::Stream
{
public:
    explicit OwnedInput(int descriptor) : m_descriptor(descriptor), m_stream(wasi::descriptorStream(descriptor)) {}
    ~OwnedInput() override { close(m_descriptor); }
    wasi::Moved read(std::span<uint8_t> into) override { return m_stream->read(into); }
    int descriptor() const override { return m_descriptor; }
    wasi::FileType type() const override { return m_stream->type(); }

private:
    int m_descriptor;
    std::shared_ptr<wasi::Stream> m_stream;
};

Problem readDirectories(const Arguments &arguments, std::string_view option, bool writable, wasi::Sandbox &ready)
{
    for (const std::string &value : arguments.values(option)) {
        const size_t between = value.find("::");
        wasi::Directory directory{value.substr(0, between), between == value.npos ? value : value.substr(between + 2),
                                  writable};
        if (directory.host.empty() || directory.guest.empty())
            return std::string(option) + " wants HOST or HOST::GUEST, not \"" + value + "\"";
        ready.directories.push_back(std::move(directory));
    }
    return std::nullopt;
}

void readEnvironment(const Arguments &arguments, wasi::Sandbox &ready)
{
    for (const std::string &value : arguments.values("--env")) {
        const char *own = value.find('=') == value.npos ? std::getenv(value.c_str()) : nullptr;
        if (value.find('=') != value.npos)
            ready.environment.push_back(value);
        else if (own)
            ready.environment.push_back(value + "=" + own);
    }
}

Problem readInput(const Arguments &arguments, const std::string &program, wasi::Sandbox &ready)
{
    const auto path = arguments.value("--stdin");
    if (!path) {
        if (program != "-")
            ready.input = wasi::descriptorStream(STDIN_FILENO);
        return std::nullopt;
    }
    const int descriptor = open(path->c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return "--stdin: " + *path + " cannot be opened: " + std::strerror(errno);
    ready.input = std::make_shared<OwnedInput>(descriptor);
    return std::nullopt;
}

Problem readQuotas(const Arguments &arguments, wasi::Sandbox &ready)
{
    std::optional<double> seconds;
    std::optional<uint32_t> files;
    for (const Problem &problem :
         {readNumber(arguments, "--random-seed", uint64_t(0), UINT64_MAX, ready.randomSeed),
          readNumber(arguments, "--max-output", uint64_t(0), UINT64_MAX, ready.quotas.outputBytes),
          readNumber(arguments, "--max-files", 0u, UINT32_MAX, files),
          readNumber(arguments, "--max-sleep", 0.0, 1e9, seconds)})
        if (problem)
            return problem;
    ready.quotas.openFiles = files.value_or(ready.quotas.openFiles);
    if (seconds)
        ready.quotas.sleepNanoseconds = uint64_t(std::llround(*seconds * 1e9));
    return std::nullopt;
}

/// `profile` has a clock of its own.
std::string_view clockOption(std::string_view verb)
{
    return verb == "profile" ? "--wasi-clock" : "--clock";
}

Problem readClock(std::string_view option, const Arguments &arguments, wasi::Sandbox &ready)
{
    const std::string clock = arguments.value(option).value_or("real");
    if (clock == "frozen")
        ready.time = wasi::FrozenTime{};
    else if (clock != "real")
        return std::string(option) + " is real or frozen, not \"" + clock + "\"";
    return std::nullopt;
}

} // namespace

Problem readSandbox(std::string_view verb, const Arguments &arguments, const std::string &program, wasi::Sandbox &ready)
{
    ready.arguments = {std::filesystem::path(program).filename().string()};
    if (!arguments.has("--invoke"))
        ready.arguments.insert(ready.arguments.end(), arguments.rest.begin(), arguments.rest.end());
    readEnvironment(arguments, ready);
    ready.output = wasi::descriptorStream(STDOUT_FILENO);
    ready.error = wasi::descriptorStream(STDERR_FILENO);
    if (arguments.has("--trace"))
        ready.observe = [](const wasi::CallRecord &call) { std::fprintf(stderr, "%s\n", toString(call).c_str()); };
    if (auto problem = readDirectories(arguments, "--dir", true, ready))
        return problem;
    if (auto problem = readDirectories(arguments, "--dir-ro", false, ready))
        return problem;
    if (auto problem = readInput(arguments, program, ready))
        return problem;
    if (auto problem = readQuotas(arguments, ready))
        return problem;
    return readClock(clockOption(verb), arguments, ready);
}

std::optional<std::string_view> usedSandboxOption(std::string_view verb, const Arguments &arguments)
{
    for (const std::string_view option :
         {std::string_view("--dir"), std::string_view("--dir-ro"), clockOption(verb), std::string_view("--env"),
          std::string_view("--stdin"), std::string_view("--random-seed"), std::string_view("--max-output"),
          std::string_view("--max-files"), std::string_view("--max-sleep"), std::string_view("--trace")})
        if (arguments.has(option))
            return option;
    return std::nullopt;
}

} // namespace watchglass::cli
