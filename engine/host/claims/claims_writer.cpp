// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "engine/host/claims/claims_json.h"

namespace watchglass::claims {

namespace {

using Json = nlohmann::ordered_json;

template <typename T>
void put(Json &json, const char *key, const std::optional<T> &value)
{
    if (value)
        json[key] = *value;
}

Json object(const TextPairs &pairs)
{
    Json json = Json::object();
    for (const auto &[key, value] : pairs)
        json[key] = value;
    return json;
}

void write(Json &json, const ModuleClaims &module)
{
    put(json, "name", module.name);
    json["hash"] = module.hash;
    put(json, "tags", module.tags);
    put(json, "caps", module.capabilities);
    put(json, "rev", module.revision);
    put(json, "ver", module.version);
    put(json, "call_alias", module.callAlias);
    put(json, "prov", module.provider);
}

void write(Json &json, const ProviderClaims &provider)
{
    put(json, "name", provider.name);
    put(json, "capid", provider.capability);
    json["vendor"] = provider.vendor;
    put(json, "rev", provider.revision);
    put(json, "ver", provider.version);
    json["target_hashes"] = object(provider.hashes);
    if (provider.settingsSchema)
        json["config_schema"] = Json::parse(*provider.settingsSchema);
}

void write(Json &json, const SignerClaims &signer)
{
    put(json, "name", signer.name);
    json["valid_signers"] = signer.validSigners;
}

void write(Json &json, const HostClaims &host)
{
    put(json, "name", host.name);
    json["labels"] = object(host.labels);
}

void write(Json &json, const InvocationClaims &invocation)
{
    json["target_url"] = invocation.target;
    json["origin_url"] = invocation.origin;
    json["hash"] = invocation.hash;
}

Json toJson(const Claims &claims)
{
    Json json = Json::object();
    put(json, "exp", claims.expires);
    json["jti"] = claims.id;
    json["iat"] = claims.issued;
    json["iss"] = claims.issuer;
    json["sub"] = claims.subject;
    put(json, "nbf", claims.notBefore);
    Json about = Json::object();
    std::visit([&](const auto &value) { write(about, value); }, claims.about);
    if (const ModuleClaims *module = claims.module(); module && module->topLevel)
        json.update(about);
    else
        json["wascap"] = std::move(about);
    put(json, "wascap_revision", claims.format);
    return json;
}

} // namespace

Result<std::string> writeClaims(const Claims &claims)
{
    try {
        return toJson(claims).dump();
    } catch (const Json::exception &) {
        return Trouble{"a text of the claims is no UTF-8, or a schema no JSON", {}};
    }
}

} // namespace watchglass::claims
