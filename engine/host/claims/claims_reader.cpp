// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <set>

#include "engine/host/claims/claims_json.h"
#include "engine/host/claims/keys.h"

namespace watchglass::claims {

namespace {

using Json = nlohmann::ordered_json;

/// A key twice in one object is refused: of two readers each might believe another one.
Result<Json> parseObject(std::string_view text, std::string_view what)
{
    std::vector<std::set<std::string>> keys;
    std::string twice;
    const auto watch = [&](int, Json::parse_event_t event, Json &value) {
        if (event == Json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == Json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    Json json = Json::parse(text, watch, false);
    if (!json.is_object())
        return Trouble{std::string(what) + " is no JSON object", {}};
    if (!twice.empty())
        return Trouble{std::string(what) + " says \"" + twice + "\" twice", {}};
    return json;
}

/// Takes typed members out of an object; null counts as absent. The first one of a wrong type is kept.
class Members
{
public:
    Members(const Json &object, std::string &trouble) : m_object(object), m_trouble(trouble) {}

    bool has(const char *key) const { return find(key) != nullptr; }

    std::optional<std::string> text(const char *key)
    {
        const Json *value = find(key);
        if (value && !value->is_string())
            refuse(key, "text");
        return value && value->is_string() ? std::optional(value->get<std::string>()) : std::nullopt;
    }
    std::string requiredText(const char *key)
    {
        std::optional<std::string> found = text(key);
        if (!found)
            refuse(key, "text");
        return found.value_or("");
    }
    template <typename T>
    std::optional<T> number(const char *key)
    {
        const Json *value = find(key);
        if (!value)
            return std::nullopt;
        constexpr bool isSigned = std::is_signed_v<T>;
        bool fits = isSigned ? value->is_number_integer() : value->is_number_unsigned();
        if constexpr (isSigned)
            fits = fits && (!value->is_number_unsigned() || value->template get<uint64_t>() <= INT32_MAX) &&
                   value->template get<int64_t>() >= INT32_MIN && value->template get<int64_t>() <= INT32_MAX;
        if (!fits)
            refuse(key, isSigned ? "a number of 32 bits" : "a number of 64 bits that is not negative");
        return fits ? std::optional(value->template get<T>()) : std::nullopt;
    }
    std::optional<bool> flag(const char *key)
    {
        const Json *value = find(key);
        if (value && !value->is_boolean())
            refuse(key, "true or false");
        return value && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
    }
    std::optional<Texts> texts(const char *key)
    {
        const Json *value = find(key);
        if (!value)
            return std::nullopt;
        Texts list;
        if (value->is_array())
            for (const Json &item : *value)
                if (item.is_string())
                    list.push_back(item.get<std::string>());
        if (!value->is_array() || list.size() != value->size())
            refuse(key, "a list of texts");
        return list;
    }
    TextPairs pairs(const char *key)
    {
        TextPairs list;
        const Json *value = find(key);
        if (!value)
            return list;
        if (value->is_object())
            for (const auto &[name, item] : value->items())
                if (item.is_string())
                    list.emplace_back(name, item.get<std::string>());
        if (!value->is_object() || list.size() != value->size())
            refuse(key, "an object of texts");
        return list;
    }
    std::optional<std::string> json(const char *key)
    {
        const Json *value = find(key);
        return value ? std::optional(value->dump()) : std::nullopt;
    }

private:
    const Json *find(const char *key) const
    {
        const auto found = m_object.find(key);
        return found == m_object.end() || found->is_null() ? nullptr : &*found;
    }
    void refuse(const char *key, const char *wanted)
    {
        if (m_trouble.empty())
            m_trouble = "its claims must say \"" + std::string(key) + "\" as " + wanted;
    }

    const Json &m_object;
    std::string &m_trouble;
};

ModuleClaims readModule(Members members)
{
    ModuleClaims module;
    module.name = members.text("name");
    module.hash = members.requiredText("hash");
    module.tags = members.texts("tags");
    module.capabilities = members.texts("caps");
    module.revision = members.number<int32_t>("rev");
    module.version = members.text("ver");
    module.callAlias = members.text("call_alias");
    module.provider = members.flag("prov");
    return module;
}

ProviderClaims readProvider(Members members)
{
    ProviderClaims provider;
    provider.name = members.text("name");
    provider.capability = members.text("capid");
    provider.vendor = members.requiredText("vendor");
    provider.revision = members.number<int32_t>("rev");
    provider.version = members.text("ver");
    provider.hashes = members.pairs("target_hashes");
    provider.settingsSchema = members.json("config_schema");
    return provider;
}

std::optional<KeyKind> kindOf(const std::string &key)
{
    const Result<PublicKey> read = PublicKey::read(key);
    return read ? std::optional(read->kind) : std::nullopt;
}

/// By what the token speaks of; where that is silent (all of a signer's members may be missing), by its subject.
TokenKind tokenKind(const Members &about, const std::string &subject)
{
    const std::optional<KeyKind> key = kindOf(subject);
    if (about.has("target_url"))
        return TokenKind::Invocation;
    if (about.has("vendor") || about.has("target_hashes"))
        return TokenKind::Provider;
    if (about.has("hash"))
        return TokenKind::Module;
    if (about.has("labels") || key == KeyKind::Host)
        return TokenKind::Host;
    if (key == KeyKind::Operator)
        return TokenKind::Operator;
    if (key == KeyKind::Cluster)
        return TokenKind::Cluster;
    return about.has("valid_signers") || key == KeyKind::Account ? TokenKind::Account : TokenKind::Module;
}

void readAbout(Claims &claims, Members members)
{
    claims.kind = tokenKind(members, claims.subject);
    switch (claims.kind) {
    case TokenKind::Module:
        claims.about = readModule(members);
        break;
    case TokenKind::Provider:
        claims.about = readProvider(members);
        break;
    case TokenKind::Account:
    case TokenKind::Operator:
    case TokenKind::Cluster:
        claims.about = SignerClaims{members.text("name"), members.texts("valid_signers").value_or(Texts{})};
        break;
    case TokenKind::Host:
        claims.about = HostClaims{members.text("name"), members.pairs("labels")};
        break;
    case TokenKind::Invocation:
        claims.about = InvocationClaims{members.requiredText("target_url"), members.requiredText("origin_url"),
                                        members.requiredText("hash")};
        break;
    }
}

} // namespace

Result<std::shared_ptr<const Claims>> readClaims(std::string_view text)
{
    const Result<Json> json = parseObject(text, "its second segment");
    if (!json)
        return json.trouble;
    std::string trouble;
    Members members(*json, trouble);
    auto claims = std::make_shared<Claims>();
    claims->id = members.requiredText("jti");
    claims->issued = members.number<uint64_t>("iat").value_or(0);
    claims->expires = members.number<uint64_t>("exp");
    claims->notBefore = members.number<uint64_t>("nbf");
    claims->issuer = members.requiredText("iss");
    claims->subject = members.requiredText("sub");
    claims->format = members.number<uint64_t>("wascap_revision");
    const auto about = json->find("wascap");
    if (about != json->end() && about->is_object()) {
        readAbout(*claims, Members(*about, trouble));
    } else if (members.has("hash") && !members.has("wascap")) {
        ModuleClaims module = readModule(members);
        module.topLevel = true;
        claims->about = std::move(module);
    } else {
        return Trouble{"its claims have no object \"wascap\", nor the \"hash\" that tokens of 2019 have instead", {}};
    }
    if (trouble.empty() && (claims->issuer.empty() || claims->subject.empty()))
        trouble = claims->issuer.empty() ? "its claims name no issuer" : "its claims name no subject";
    if (!trouble.empty())
        return Trouble{trouble, {}};
    return std::shared_ptr<const Claims>(std::move(claims));
}

std::optional<Trouble> checkHeader(std::string_view text)
{
    const Result<Json> json = parseObject(text, "its first segment");
    if (!json)
        return json.trouble;
    std::string trouble;
    Members members(*json, trouble);
    const std::string type = members.requiredText("typ"), algorithm = members.requiredText("alg");
    if (type != "jwt" || algorithm != "Ed25519")
        return Trouble{R"(its first segment must say "typ":"jwt" and "alg":"Ed25519")", {}};
    return std::nullopt;
}

} // namespace watchglass::claims
