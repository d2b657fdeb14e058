// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "app/cli/claims.h"
#include "app/cli/files.h"
#include "app/cli/help.h"
#include "app/cli/numbers.h"
#include "engine/host/claims/dates.h"
#include "engine/host/claims/encoding.h"
#include "engine/host/claims/module_tokens.h"
#include "engine/host/claims/sign.h"
#include "engine/host/contracts/contract.h"

namespace watchglass::cli {

namespace {

using claims::Result;
using claims::Trouble;

int refuse(const std::string &sentence)
{
    return refuseUsage("claims", sentence);
}

/// The trouble is a whole sentence that never quotes a seed.
Result<claims::KeyPair> readKeys(const std::string &path, std::string_view option)
{
    if (claims::looksLikeSeed(path))
        return Trouble{std::string(option) + " was given a seed, which other users can see on a command line",
                       "write it into a file that only you can read and give its name"};
    Result<claims::KeyFile> file = claims::readKeyFile(path);
    if (!file)
        return file.trouble;
    if (file->othersCanRead)
        std::fprintf(stderr, "wglass: %s: warning: other users can read this key; chmod 600 keeps it yours\n",
                     claims::forTerminal(path).c_str());
    return std::move(file->keys);
}

/// A public key, or a key file of which it is taken.
Result<std::string> readPublic(const std::string &word, std::string_view option)
{
    if (claims::PublicKey::read(word))
        return word;
    const Result<claims::KeyPair> keys = readKeys(word, option);
    if (!keys)
        return Trouble{keys.trouble.sentence,
                       keys.trouble.fix.empty() ? "give a public key or a key file" : keys.trouble.fix};
    return keys->publicKey().text();
}

/// "keyvalue" or "wascc:keyvalue", several with commas between them.
std::optional<std::string> addCapabilities(claims::Texts &list, const std::string &words)
{
    for (size_t at = 0; at <= words.size();) {
        const size_t end = std::min(words.find(',', at), words.size());
        std::string word = words.substr(at, end - at);
        at = end + 1;
        std::string known;
        bool found = word.find(':') != word.npos || claims::PublicKey::read(word);
        for (const contracts::Contract &contract : contracts::contracts()) {
            if (contract.ids.empty())
                continue;
            known += (known.empty() ? "" : ", ") + std::string(contract.word);
            if (contract.word == word) {
                word = contract.ids.front();
                found = true;
            }
        }
        if (!found)
            return "there is no capability \"" + word + "\"; there are " + known +
                   ", identifiers with a colon in them, and keys of other modules";
        list.push_back(std::move(word));
    }
    return std::nullopt;
}

/// What sign and issue have in common.
std::optional<std::string> readCommon(const Arguments &arguments, claims::Claims &claims)
{
    if (const auto id = arguments.value("--jti"))
        claims.id = *id;
    claims.issued = claims::secondsNow();
    if (const auto text = arguments.value("--iat")) {
        claims.issued = parseNumber<uint64_t>(*text).value_or(0);
        if (!claims.issued)
            return "--iat wants seconds since 1970, not \"" + *text + "\"";
    }
    const auto readDate = [&](const char *option, std::optional<uint64_t> &date) {
        const auto text = arguments.value(option);
        if (text)
            date = claims::readDate(*text, claims.issued);
        return !text || date;
    };
    for (const auto &[option, date] : {std::pair{"--expires", &claims.expires}, {"--not-before", &claims.notBefore}})
        if (!readDate(option, *date))
            return std::string(option) + " wants a number of days or a date such as 2027-01-31, not \"" +
                   *arguments.value(option) + "\"";
    return std::nullopt;
}

std::optional<std::string> readModuleClaims(const Arguments &arguments, claims::ModuleClaims &module)
{
    const auto set = [&](const char *option, std::optional<std::string> &text) {
        if (const auto value = arguments.value(option))
            text = *value;
    };
    set("--name", module.name);
    set("--version", module.version);
    set("--call-alias", module.callAlias);
    if (arguments.has("--provider"))
        module.provider = true;
    if (arguments.has("--cap"))
        module.capabilities = claims::Texts{};
    for (const std::string &words : arguments.values("--cap"))
        if (auto error = addCapabilities(*module.capabilities, words))
            return error;
    if (arguments.has("--tag"))
        module.tags = arguments.values("--tag");
    if (const auto text = arguments.value("--revision")) {
        module.revision = parseNumber<int32_t>(*text);
        if (!module.revision)
            return "--revision wants a number of 32 bits, not \"" + *text + "\"";
    }
    return std::nullopt;
}

/// Everything but number, date of issue and hash from the token of another module.
std::optional<Trouble> takeFrom(const std::string &path, claims::Signing &signing)
{
    const ReadFile file = readFile(path);
    if (!file.error.empty())
        return Trouble{file.error, {}};
    const Result<claims::ModuleParts> parts = claims::readParts(claims::bytesOf(file.bytes));
    if (!parts)
        return parts.trouble;
    if (parts->tokens.empty())
        return Trouble{"it carries no token to take anything from", {}};
    const Result<std::shared_ptr<const claims::Token>> token = claims::readToken(parts->tokens.front().text);
    if (!token)
        return token.trouble;
    if (!(*token)->claims->module())
        return Trouble{"its token is not that of a module", {}};
    signing.section = parts->tokens.front().name;
    signing.claims = *(*token)->claims;
    signing.claims.id.clear();
    return std::nullopt;
}

std::optional<std::string> readForm(const Arguments &arguments, claims::Signing &signing)
{
    if (const auto section = arguments.value("--section")) {
        if (*section != claims::oldSection && *section != claims::newSection)
            return "--section is jwt or wasmcloud_jwt, not \"" + *section + "\"";
        signing.section = *section;
    }
    if (const auto revision = arguments.value("--wascap-revision")) {
        if (*revision == "none")
            signing.claims.format.reset();
        else if (*revision == "2" || *revision == "3")
            signing.claims.format = (*revision)[0] - '0';
        else
            return "--wascap-revision is none, 2 or 3, not \"" + *revision + "\"";
    }
    return std::nullopt;
}

int deliver(const std::optional<std::string> &path, std::string_view bytes)
{
    const std::string out = path.value_or("-");
    if (const auto error = writeFile(out, bytes))
        return refuseFile(out + " cannot be written: " + *error);
    return int(Status::Success);
}

} // namespace

int signModule(const Arguments &arguments)
{
    if (arguments.operands.size() != 2)
        return refuse("sign wants one FILE");
    for (const char *needed : {"-o", "--issuer"})
        if (!arguments.has(needed))
            return refuse("sign wants " + std::string(needed));
    claims::Signing signing;
    // What wascap always writes, also where it is nothing.
    claims::ModuleClaims empty;
    empty.tags = empty.capabilities = claims::Texts{};
    signing.claims.about = std::move(empty);
    if (const auto like = arguments.value("--like"))
        if (const auto trouble = takeFrom(*like, signing))
            return refuseFile(*like, *trouble);
    auto &module = std::get<claims::ModuleClaims>(signing.claims.about);
    std::optional<std::string> error = readCommon(arguments, signing.claims);
    if (!error)
        error = readModuleClaims(arguments, module);
    if (!error)
        error = readForm(arguments, signing);
    if (error)
        return refuse(*error);
    if (const auto subject = arguments.value("--subject")) {
        const Result<std::string> key = readPublic(*subject, "--subject");
        if (!key)
            return refuseFile(key.trouble.text());
        signing.claims.subject = *key;
    }
    if (signing.claims.subject.empty())
        return refuse("sign wants --subject: the module's own key, which stays the same in all of its versions");
    const Result<claims::KeyPair> issuer = readKeys(*arguments.value("--issuer"), "--issuer");
    if (!issuer)
        return refuseFile(issuer.trouble.text());
    const ReadFile file = readFile(arguments.operands[1]);
    if (!file.error.empty())
        return refuseFile(file.name + ": " + file.error);
    if (!isBinary(file))
        return refuseFile(file.name + ": it is no binary module; assemble it first, if it is a text");
    const Result<std::vector<uint8_t>> made = claims::signModule(claims::bytesOf(file.bytes), signing, *issuer);
    if (!made)
        return refuseFile(file.name, made.trouble);
    return deliver(arguments.value("-o"), {reinterpret_cast<const char *>(made->data()), made->size()});
}

int issueToken(const Arguments &arguments)
{
    const std::string kind = arguments.operands.size() == 2 ? arguments.operands[1] : "";
    if (kind != "operator" && kind != "account")
        return refuse("issue wants operator or account");
    if (!arguments.has("--issuer"))
        return refuse("issue wants --issuer");
    const Result<claims::KeyPair> issuer = readKeys(*arguments.value("--issuer"), "--issuer");
    if (!issuer)
        return refuseFile(issuer.trouble.text());
    claims::Claims claims;
    claims.kind = kind == "operator" ? claims::TokenKind::Operator : claims::TokenKind::Account;
    claims.subject = kind == "operator" ? issuer->publicKey().text() : "";
    claims::SignerClaims signer{arguments.value("--name"), {}};
    std::vector<std::pair<std::string, std::string *>> keys;
    if (const auto subject = arguments.value("--subject"))
        keys.emplace_back(*subject, &claims.subject);
    signer.validSigners.resize(arguments.values("--signer").size());
    for (size_t i = 0; i < signer.validSigners.size(); ++i)
        keys.emplace_back(arguments.values("--signer")[i], &signer.validSigners[i]);
    for (const auto &[word, key] : keys) {
        const Result<std::string> read = readPublic(word, "a key");
        if (!read)
            return refuseFile(read.trouble.text());
        *key = *read;
    }
    if (claims.subject.empty())
        return refuse("issue account wants --subject: the account's key");
    claims.about = std::move(signer);
    if (const std::optional<std::string> error = readCommon(arguments, claims))
        return refuse(*error);
    const Result<std::shared_ptr<const claims::Token>> token = claims::signToken(claims, *issuer);
    if (!token)
        return refuseFile("the token cannot be issued: " + token.trouble.text());
    return deliver(arguments.value("-o"), (*token)->text + "\n");
}

int generateKey(const Arguments &arguments)
{
    const std::string kind = arguments.operands.size() == 2 ? arguments.operands[1] : "";
    std::string known;
    const claims::KeyKindName *wanted = nullptr;
    for (const claims::KeyKindName &name : claims::keyKinds()) {
        if (name.kind == claims::KeyKind::Curve)
            continue;
        wanted = name.name == kind ? &name : wanted;
        known += (known.empty() ? "" : ", ") + std::string(name.name);
    }
    if (!wanted)
        return refuse("keygen wants a kind of key: " + known);
    const Result<claims::KeyPair> keys = claims::KeyPair::generate(wanted->kind);
    if (!keys)
        return refuseFile("the key " + keys.trouble.text());
    const auto out = arguments.value("-o");
    if (out)
        if (const auto trouble = claims::writeKeyFile(*out, *keys))
            return refuseFile(trouble->text());
    std::printf("public key: %s\n", keys->publicKey().text().c_str());
    if (!out) {
        std::string seed = keys->seed();
        std::printf(
            "seed:       %s\n\nWhoever has the seed can sign as this %s. Keep it where nobody else can read it.\n",
            seed.c_str(), kind.c_str());
        claims::wipe(seed);
    }
    return int(Status::Success);
}

} // namespace watchglass::cli
