// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/parameters.h"

#include <cstdlib>

namespace watchglass::scenario {

namespace {

namespace fs = std::filesystem;

/// Puts parameters into all texts.
class Replacer : public JsonFields
{
public:
    Replacer(Parameters parameters, const Json &declared) : m_parameters(std::move(parameters))
    {
        Parameters given;
        if (declared.is_object())
            texts("", declared, "parameters", given);
        for (const auto &[name, value] : m_parameters)
            if (!given.contains(name))
                wrong("/parameters", "there is no parameter " + name + ", which was set" + choices(given, name));
        m_parameters.merge(given);
    }

    void replace(const std::string &where, Json &json)
    {
        if (json.is_string()) {
            json = replaced(where, json.get<std::string>());
        } else if (json.is_array()) {
            for (size_t i = 0; i < json.size(); ++i)
                replace(where + "/" + std::to_string(i), json[i]);
        } else if (json.is_object()) {
            for (auto &[name, value] : json.items())
                if (where + name != "parameters")
                    replace(where + pointerStep(name), value);
        }
    }
    std::shared_ptr<const TemporaryFolder> folder;

private:
    static std::string choices(const Parameters &parameters, const std::string &name)
    {
        std::vector<std::string_view> names;
        for (const auto &[known, value] : parameters)
            names.push_back(known);
        return names.empty() ? "; the file declares none" : choiceOf(name, names);
    }
    std::string replaced(const std::string &where, std::string text)
    {
        for (size_t at = 0; (at = text.find("${", at)) != text.npos;) {
            const size_t end = text.find('}', at);
            const std::string name = end == text.npos ? "" : text.substr(at + 2, end - at - 2);
            if (name == "TEMP" && !folder)
                folder = std::make_shared<TemporaryFolder>();
            const auto found = m_parameters.find(name);
            if (name != "TEMP" && found == m_parameters.end()) {
                wrong(where, "there is no parameter ${" + name + "}" + choices(m_parameters, name));
                return text;
            }
            const std::string value = name == "TEMP" ? folder->path().string() : found->second;
            text.replace(at, end + 1 - at, value);
            at += value.size();
        }
        return text;
    }
    Parameters m_parameters;
};

} // namespace

TemporaryFolder::TemporaryFolder()
{
    std::string path = (fs::temp_directory_path() / "watchglass-XXXXXX").string();
    if (mkdtemp(path.data()))
        m_path = path;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove_all(m_path, ignored);
}

Replaced replaceParameters(Json &json, const Parameters &given)
{
    Replacer replacer(given, json);
    replacer.replace("", json);
    return {std::move(replacer.errors), std::move(replacer.folder)};
}

} // namespace watchglass::scenario
