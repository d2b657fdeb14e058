// SPDX-License-Identifier: Apache-2.0
/// Reads the parts that manifests and scenarios share.
#pragma once

#include <map>
#include <set>

#include "engine/host/scenario/files.h"
#include "engine/host/scenario/host_file.h"
#include "engine/host/scenario/json_fields.h"
#include "engine/host/scenario/parts.h"

namespace watchglass::scenario {

class HostReader : protected JsonFields
{
public:
    explicit HostReader(const std::filesystem::path &path);
    HostFileResult read(const Json &json);

protected:
    /// Those that are in `file` afterwards: what is named first comes first.
    void readParts(const Json &json);
    std::optional<ProviderPart> readProvider(const std::string &where, const Json &json);
    std::optional<host::Link> readLink(const std::string &where, const Json &json);
    /// Null when it cannot be read or is not trusted, which is told. Each file is read once.
    std::shared_ptr<const host::ActorModule> readModule(const std::string &where, const std::string &file);
    host::LinkKey readKey(const std::string &where, const Json &json);
    bool knowsActor(const std::string &where, const std::string &name);
    bool knowsProvider(const std::string &where, const std::string &name);
    /// Once all providers are known that may be in a place.
    void checkLinks();

    HostFile file;
    /// Who may be in a place, the first at the beginning.
    std::map<std::string, std::vector<host::Manifest>, std::less<>> inPlace;

private:
    void readTrust(const Json &json);
    void readOperator(const std::string &where, const Json &json);
    void readActor(const std::string &where, const Json &json);
    void checkLink(const std::string &where, const host::Link &link);

    const std::filesystem::path m_folder;
    std::set<std::string> m_actors, m_providers; ///< their names, also of those that are wrong
    std::set<host::LinkKey> m_links;
    std::map<std::string, ModuleRead> m_modules;
    std::vector<LinkPart> m_checked; ///< all links that are to be checked at the end
};

} // namespace watchglass::scenario
