// SPDX-License-Identifier: Apache-2.0
#include "tests/app/cli/program.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>

extern char **environ;

namespace watchglass::cli {

Wglass::Wglass()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "wglass-test-XXXXXX").string();
    folder = mkdtemp(pattern.data());
}

Wglass::~Wglass()
{
    std::filesystem::remove_all(folder);
}

std::string Wglass::file(const std::string &name, const std::string &bytes)
{
    const std::string path = (folder / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

std::string Wglass::read(const std::string &path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

Outcome Wglass::run(const std::vector<std::string> &words, const std::string &input)
{
    const std::string in = file(".in", input), out = file(".out", ""), err = file(".err", "");
    std::vector<char *> argv{const_cast<char *>(WGLASS)};
    for (const std::string &word : words)
        argv.push_back(const_cast<char *>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY, 0);
    pid_t child = 0;
    EXPECT_EQ(posix_spawn(&child, WGLASS, &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status), read(out), read(err)};
}

std::string Wglass::example(const std::string &name)
{
    return EXAMPLES "/" + name + ".wat";
}

} // namespace watchglass::cli
