// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/json_fields.h"

#include <algorithm>
#include <charconv>

#include "engine/wat/analysis/scope.h"

namespace watchglass::scenario {

namespace {

struct Unit {
    std::string_view name;
    double nanoseconds;
};
constexpr Unit units[] = {{"ns", 1}, {"µs", 1e3}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9}};

/// Without what the library says of itself.
std::string sentenceOf(const Json::parse_error &problem)
{
    const std::string all = problem.what();
    const size_t end = all.find("] ");
    return end == all.npos ? all : all.substr(end + 2);
}

} // namespace

std::string pointerStep(const std::string &name)
{
    std::string made = "/";
    for (const char one : name)
        made += one == '~' ? "~0" : one == '/' ? "~1" : std::string(1, one);
    return made;
}

std::string joined(const std::vector<std::string_view> &names)
{
    std::string all;
    for (const std::string_view name : names)
        all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

std::string choiceOf(const std::string &typed, const std::vector<std::string_view> &known)
{
    const auto longer = std::find_if(known.begin(), known.end(),
                                     [&](std::string_view one) { return typed.size() > 1 && one.starts_with(typed); });
    const std::string_view meant = longer != known.end() ? *longer : wat::detail::nearestWord(known, typed);
    if (!meant.empty())
        return "; did you mean " + std::string(meant) + "?";
    return known.empty() ? "; there is none" : "; there is " + joined(known);
}

std::optional<std::chrono::nanoseconds> readDuration(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || !(number >= 0))
        return std::nullopt;
    std::string_view unit = text.substr(size_t(end - text.data()));
    while (unit.starts_with(' '))
        unit.remove_prefix(1);
    for (const Unit &known : units)
        if (unit == known.name && number * known.nanoseconds < 1e18)
            return std::chrono::nanoseconds(int64_t(number * known.nanoseconds));
    return std::nullopt;
}

std::optional<Json> parseJson(const std::string &bytes, std::string &error)
{
    try {
        return Json::parse(bytes);
    } catch (const Json::parse_error &problem) {
        error = "it is no JSON: " + sentenceOf(problem);
    } catch (const std::exception &problem) {
        error = problem.what();
    }
    return std::nullopt;
}

void JsonFields::wrong(const std::string &where, const std::string &sentence)
{
    errors.push_back((where.empty() ? "/" : where) + ": " + sentence);
}

bool JsonFields::fields(const std::string &where, const Json &json, const std::vector<std::string_view> &known)
{
    if (!json.is_object()) {
        wrong(where, "it must be an object with " + joined(known));
        return false;
    }
    for (const auto &[name, value] : json.items())
        if (std::find(known.begin(), known.end(), name) == known.end())
            wrong(where + pointerStep(name), "there is no such field" + choiceOf(name, known));
    return true;
}

void JsonFields::each(const std::string &where, const Json &json, const std::string &name,
                      const std::function<void(const std::string &, const Json &)> &f)
{
    const auto list = json.find(name);
    if (list == json.end())
        return;
    if (!list->is_array())
        return wrong(where + "/" + name, "it must be a list");
    for (size_t i = 0; i < list->size(); ++i)
        f(where + "/" + name + "/" + std::to_string(i), (*list)[i]);
}

std::string JsonFields::text(const std::string &where, const Json &json, const std::string &name, bool needed)
{
    const auto found = json.find(name);
    if (found == json.end()) {
        if (needed)
            wrong(where, "it has no \"" + name + "\"");
        return {};
    }
    if (!found->is_string() || found->get_ref<const std::string &>().empty()) {
        wrong(where + "/" + name, "it must be a text that is not empty");
        return {};
    }
    return *found;
}

void JsonFields::flag(const std::string &where, const Json &json, const char *name, bool &value)
{
    const auto found = json.find(name);
    if (found == json.end())
        return;
    if (!found->is_boolean())
        return wrong(where + "/" + name, "it must be true or false");
    value = *found;
}

void JsonFields::count(const std::string &where, const Json &json, const char *name, uint64_t least, uint64_t most,
                       uint64_t &number)
{
    const auto found = json.find(name);
    if (found == json.end())
        return;
    if (!found->is_number_unsigned() || *found < least || *found > most)
        return wrong(where + "/" + name,
                     "it must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    number = *found;
}

void JsonFields::real(const std::string &where, const Json &json, const char *name, double least, double most,
                      double &number)
{
    const auto found = json.find(name);
    if (found == json.end())
        return;
    if (!found->is_number() || !(*found >= least && *found <= most))
        return wrong(where + "/" + name, "it must be a number from " + Json(least).dump() + " to " + Json(most).dump());
    number = *found;
}

std::optional<std::chrono::milliseconds> JsonFields::duration(const std::string &where, const Json &json,
                                                              const char *name)
{
    const auto found = json.find(name);
    if (found == json.end())
        return std::nullopt;
    if (found->is_string())
        if (const auto read = readDuration(found->get_ref<const std::string &>()))
            return std::chrono::duration_cast<std::chrono::milliseconds>(*read);
    wrong(where + "/" + name, "it must be a duration with its unit, as \"50 ms\", \"1.5 s\" or \"1 h\"");
    return std::nullopt;
}

void JsonFields::texts(const std::string &where, const Json &json, const char *name,
                       std::map<std::string, std::string> &values)
{
    const auto found = json.find(name);
    if (found == json.end())
        return;
    if (!found->is_object())
        return wrong(where + "/" + name, "it must be an object of settings");
    for (const auto &[key, value] : found->items())
        if (value.is_string())
            values[key] = value;
        else if (value.is_number_integer() || value.is_boolean())
            values[key] = value.dump();
        else
            wrong(where + "/" + name + pointerStep(key), "it must be a text, a whole number, true or false");
}

} // namespace watchglass::scenario
