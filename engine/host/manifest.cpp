// SPDX-License-Identifier: Apache-2.0
#include "engine/host/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace watchglass::host {

namespace {

using Json = nlohmann::json;

/// Ends reading; the sentence goes to the caller.
struct Wrong : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string text(const Json &object, const char *field, bool required, const std::string &where)
{
    const auto found = object.find(field);
    if (found == object.end()) {
        if (required)
            throw Wrong(where + " has no \"" + field + "\"");
        return {};
    }
    if (!found->is_string() || (required && found->get_ref<const std::string &>().empty()))
        throw Wrong(where + ": \"" + field + "\" must be a text" + (required ? " that is not empty" : ""));
    return *found;
}

std::vector<std::string> texts(const Json &object, const char *field, const std::string &where)
{
    const auto found = object.find(field);
    if (found == object.end())
        return {};
    if (!found->is_array() ||
        !std::all_of(found->begin(), found->end(), [](const Json &one) { return one.is_string(); }))
        throw Wrong(where + ": \"" + field + "\" must be a list of texts");
    return *found;
}

Setting::Kind kindOf(const std::string &name, const std::string &where)
{
    constexpr std::string_view names[] = {"text", "number", "flag", "path", "choice"};
    const auto found = std::find(std::begin(names), std::end(names), name);
    if (found == std::end(names))
        throw Wrong(where + ": \"kind\" is text, number, flag, path or choice, not \"" + name + "\"");
    return Setting::Kind(found - std::begin(names));
}

Setting readSetting(const Json &json)
{
    if (!json.is_object())
        throw Wrong("\"settings\" must be a list of objects");
    Setting made;
    made.name = text(json, "name", true, "a setting");
    const std::string where = "the setting " + made.name;
    if (json.contains("kind"))
        made.kind = kindOf(text(json, "kind", true, where), where);
    if (json.contains("default"))
        made.fallback = text(json, "default", false, where);
    if (const auto required = json.find("required"); required != json.end()) {
        if (!required->is_boolean())
            throw Wrong(where + ": \"required\" must be true or false");
        made.required = *required;
    }
    made.choices = texts(json, "choices", where);
    if (made.kind == Setting::Kind::Choice && made.choices.empty())
        throw Wrong(where + " is a choice without \"choices\"");
    made.help = text(json, "help", false, where);
    return made;
}

Manifest read(const Json &json)
{
    if (!json.is_object())
        throw Wrong("it is no JSON object");
    const auto version = json.find("watchglass_provider");
    if (version == json.end() || *version != 1)
        throw Wrong("\"watchglass_provider\" must be 1, the only interface this program knows");
    Manifest made;
    made.name = text(json, "name", true, "the manifest");
    made.version = text(json, "version", true, "the manifest");
    made.summary = text(json, "summary", false, "the manifest");
    made.capabilities = texts(json, "capabilities", "the manifest");
    if (made.capabilities.empty())
        throw Wrong("the manifest names no \"capabilities\"");
    if (const auto settings = json.find("settings"); settings != json.end()) {
        if (!settings->is_array())
            throw Wrong("\"settings\" must be a list of objects");
        for (const Json &setting : *settings)
            made.settings.push_back(readSetting(setting));
    }
    return made;
}

} // namespace

bool Manifest::serves(std::string_view capability) const
{
    return std::find(capabilities.begin(), capabilities.end(), capability) != capabilities.end();
}

ManifestResult readManifest(std::string_view json)
{
    try {
        return {read(Json::parse(json)), {}};
    } catch (const std::exception &problem) {
        return {std::nullopt, problem.what()};
    }
}

std::filesystem::path manifestOf(const std::filesystem::path &library)
{
    return std::filesystem::path(library).replace_extension(".json");
}

} // namespace watchglass::host
