// SPDX-License-Identifier: Apache-2.0
/// Runs `wglass` as a user does, in a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace watchglass::cli {

struct Outcome {
    int status = -1; ///< exit status, or minus the signal that ended it
    std::string out, err;
};

class Wglass : public ::testing::Test
{
protected:
    Wglass();
    ~Wglass() override;

    /// Writes a file into the folder and returns its path.
    std::string file(const std::string &name, const std::string &bytes);
    std::string read(const std::string &path);
    Outcome run(const std::vector<std::string> &words, const std::string &input = {});
    static std::string example(const std::string &name);

    std::filesystem::path folder;
};

inline bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != text.npos;
}

/// The talk's program, in the spelling of its day.
inline const char *const oldAdd = R"((module
  (func $add (param $lhs i32) (param $rhs i32) (result i32)
    get_local $lhs
    get_local $rhs
    i32.add)
  (export "add" (func $add))
)
)";

} // namespace watchglass::cli
