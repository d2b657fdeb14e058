// SPDX-License-Identifier: Apache-2.0
/// Objects of a JSON file read field by field, with all mistakes found, each with its place as a JSON pointer.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchglass::scenario {

using Json = nlohmann::json;

class JsonFields
{
public:
    std::vector<std::string> errors; ///< "/links/0/actor: there is no actor …"

    void wrong(const std::string &where, const std::string &sentence);
    /// Whether it is an object; a field that is none of those is told.
    bool fields(const std::string &where, const Json &json, const std::vector<std::string_view> &known);
    /// Of a list that may be missing.
    void each(const std::string &where, const Json &json, const std::string &name,
              const std::function<void(const std::string &, const Json &)> &f);
    /// Empty when it is missing, which is told of one that is needed.
    std::string text(const std::string &where, const Json &json, const std::string &name, bool needed);
    void flag(const std::string &where, const Json &json, const char *name, bool &value);
    void count(const std::string &where, const Json &json, const char *name, uint64_t least, uint64_t most,
               uint64_t &number);
    void real(const std::string &where, const Json &json, const char *name, double least, double most, double &number);
    /// A text with a unit: "50 ms", "1.5 s", "10 min", "1 h". Nothing when it is missing or wrong.
    std::optional<std::chrono::milliseconds> duration(const std::string &where, const Json &json, const char *name);
    /// An object of texts; numbers and flags may stand as they are.
    void texts(const std::string &where, const Json &json, const char *name,
               std::map<std::string, std::string> &values);
};

/// A name as a JSON pointer has it, with the stroke before it.
std::string pointerStep(const std::string &name);
std::string joined(const std::vector<std::string_view> &names); ///< "a, b, c"
/// "; did you mean PORT?", or what there is.
std::string choiceOf(const std::string &typed, const std::vector<std::string_view> &known);
/// "50 ms" as a duration; nothing when it is none.
std::optional<std::chrono::nanoseconds> readDuration(std::string_view text);
/// Parses a text; the error has line and column.
std::optional<Json> parseJson(const std::string &bytes, std::string &error);

} // namespace watchglass::scenario
