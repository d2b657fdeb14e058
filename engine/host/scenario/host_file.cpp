// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/host_file.h"

#include <algorithm>
#include <charconv>

#include "engine/host/contracts/contract.h"
#include "engine/host/loader.h"
#include "engine/host/scenario/host_reader.h"

namespace watchglass::scenario {

namespace {

bool isNumber(const std::string &text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

std::string quoted(const std::string &text)
{
    return "\"" + text + "\"";
}

} // namespace

HostFileResult readHostFile(const std::filesystem::path &path)
{
    HostFileResult failed;
    const FileRead read = readWhole(path);
    std::string error = read.error;
    if (error.empty())
        if (const auto json = parseJson(read.bytes, error))
            return HostReader(path).read(*json);
    failed.errors.push_back(error);
    return failed;
}

std::optional<std::string> setUp(host::Host &host, const HostFile &file,
                                 const std::function<void(const std::string &)> &told)
{
    const auto say = [&](const std::string &line) {
        if (told)
            told(line);
    };
    applyTrust(host, file.trust);
    for (const ActorPart &part : file.actors) {
        if (const auto problem = host.addActor(part.name, part.module, part.settings))
            return part.where + ": " + *problem;
        say("actor " + part.name + ": " + part.module->name + ", " + std::to_string(part.settings.instances) +
            (part.settings.instances == 1 ? " instance" : " instances"));
    }
    for (const ProviderPart &part : file.providers) {
        if (const auto problem = host.putProvider(part.name, part.library))
            return part.where + ": " + *problem;
        say("provider " + part.name + ": " + part.says.name + " " + part.says.version + ", " + part.library.string());
    }
    // Nobody is called before all that they may call is there.
    for (const bool calling : {false, true})
        for (const LinkPart &part : file.links) {
            if (bringsCalls(part.link.key.capability) != calling)
                continue;
            if (const auto problem = host.setLink(part.link))
                return part.where + ": " + *problem;
            say("link " + part.link.key.actor + " " + toString(part.link.key) + ": " + toString(part.link.target));
        }
    return std::nullopt;
}

std::vector<WrongSetting> wrongSettings(const std::map<std::string, std::string> &values,
                                        const host::Manifest &provider)
{
    using Kind = host::Setting::Kind;
    std::vector<WrongSetting> all;
    std::vector<std::string_view> names;
    for (const host::Setting &setting : provider.settings) {
        names.push_back(setting.name);
        const auto given = values.find(setting.name);
        if (given == values.end()) {
            if (setting.required)
                all.push_back({setting.name, "the provider " + provider.name + " needs the setting " + setting.name});
        } else if (setting.kind == Kind::Number && !isNumber(given->second)) {
            all.push_back({setting.name, setting.name + " must be a number, not " + quoted(given->second)});
        } else if (setting.kind == Kind::Choice &&
                   std::find(setting.choices.begin(), setting.choices.end(), given->second) == setting.choices.end()) {
            all.push_back({setting.name, setting.name + " is none of " +
                                             joined({setting.choices.begin(), setting.choices.end()}) + ", but " +
                                             quoted(given->second)});
        }
    }
    for (const auto &[name, value] : values)
        if (std::find(names.begin(), names.end(), name) == names.end())
            all.push_back(
                {name, "the provider " + provider.name + " has no setting " + name + choiceOf(name, names), true});
    return all;
}

bool bringsCalls(const std::string &capability)
{
    const contracts::Contract *contract = contracts::findContract(capability);
    return contract && std::any_of(contract->operations.begin(), contract->operations.end(), [](const auto &operation) {
               return operation.direction == contracts::Direction::ToActor;
           });
}

std::string knownProviders()
{
    std::string names;
    for (const auto &path : host::allProviders())
        names += (names.empty() ? "" : ", ") + path.stem().string();
    return names.empty() ? "none is installed" : "known: " + names;
}

} // namespace watchglass::scenario
