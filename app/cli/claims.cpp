// SPDX-License-Identifier: Apache-2.0
#include "app/cli/claims.h"

#include <algorithm>
#include <cstdio>

#include "app/cli/files.h"
#include "app/cli/help.h"
#include "engine/host/claims/card.h"
#include "engine/host/claims/dates.h"
#include "engine/host/claims/encoding.h"
#include "engine/host/claims/token_list.h"

namespace watchglass::cli {

namespace {

using claims::Token;
using claims::Tokens;

struct Form {
    std::string_view name;
    int (*run)(const Arguments &);
    std::vector<std::string_view> options; ///< of the verb's, those that mean something here
};
const Form forms[] = {
    {"inspect", inspectClaims, {"--json", "--operator", "--account"}},
    {"verify", verifyClaims, {"--json", "--operator", "--account"}},
    {"sign",
     signModule,
     {"-o", "--issuer", "--subject", "--name", "--cap", "--tag", "--version", "--revision", "--expires", "--not-before",
      "--provider", "--call-alias", "--like", "--section", "--wascap-revision", "--jti", "--iat"}},
    {"issue",
     issueToken,
     {"-o", "--issuer", "--subject", "--name", "--signer", "--expires", "--not-before", "--jti", "--iat"}},
    {"keygen", generateKey, {"-o"}},
};

Tokens tokensIn(const std::string &text, std::string &error)
{
    claims::Result<Tokens> tokens = claims::readTokens(text);
    if (!tokens)
        error = tokens.trouble.text();
    return tokens ? std::move(*tokens) : Tokens();
}

} // namespace

std::optional<std::string> addTrust(claims::Trust &trust, const std::vector<std::string> &words)
{
    for (const std::string &word : words) {
        std::string error, name = "the token";
        Tokens tokens;
        if (claims::Result<std::shared_ptr<const Token>> token = claims::readToken(word)) {
            tokens.push_back(std::move(*token));
        } else {
            const ReadFile file = readFile(word);
            name = file.name;
            error = file.error;
            if (error.empty())
                tokens = tokensIn(file.bytes, error);
        }
        for (size_t i = 0; error.empty() && i < tokens.size(); ++i)
            if (const std::optional<claims::Trouble> trouble = trust.add(tokens[i]))
                error = trouble->text();
        if (!error.empty())
            return name + ": " + error;
    }
    return std::nullopt;
}

namespace {

struct Looked {
    std::vector<claims::Verification> findings; ///< one of a module, or one for each token of a file
    std::string name;
    int status = int(Status::Success);
};

Looked look(const Arguments &arguments)
{
    Looked looked;
    if (arguments.operands.size() != 2) {
        looked.status = refuseUsage("claims", arguments.operands[0] + " wants one FILE");
        return looked;
    }
    claims::Trust trust;
    std::optional<std::string> error = addTrust(trust, arguments.values("--operator"));
    if (!error)
        error = addTrust(trust, arguments.values("--account"));
    if (!error && trust.empty() && (arguments.has("--operator") || arguments.has("--account")))
        error = "no operator's token was given, and an account alone vouches for nobody; give one with --operator";
    if (error) {
        looked.status = refuseFile(*error);
        return looked;
    }
    const ReadFile file = readFile(arguments.operands[1]);
    looked.name = file.name;
    std::string wrong = file.error;
    const uint64_t now = claims::secondsNow();
    if (wrong.empty() && isBinary(file)) {
        looked.findings.push_back(claims::verifyModule(claims::bytesOf(file.bytes), trust, now));
    } else if (wrong.empty()) {
        for (const auto &token : tokensIn(file.bytes, wrong))
            looked.findings.push_back(claims::verifyToken(token, trust, now));
        if (!wrong.empty() && file.bytes.find("(module") != file.bytes.npos)
            wrong = "it is a text, and only binary modules carry tokens; assemble it first";
    }
    if (!wrong.empty())
        looked.status = refuseFile(file.name + ": " + wrong);
    return looked;
}

void printJson(const std::vector<claims::Verification> &findings)
{
    std::string text;
    for (const claims::Verification &verification : findings)
        text += (text.empty() ? "" : ",\n") + claims::toJson(claims::cardOf(verification), verification);
    std::fputs((findings.size() == 1 ? text : "[\n" + text + "]\n").c_str(), stdout);
}

} // namespace

int refuseFile(const std::string &sentence)
{
    std::fprintf(stderr, "wglass: %s\n", claims::forTerminal(sentence).c_str());
    return int(Status::WrongFile);
}

int refuseFile(const std::string &file, const claims::Trouble &trouble)
{
    return refuseFile(file + ": " + trouble.text());
}

int inspectClaims(const Arguments &arguments)
{
    Looked looked = look(arguments);
    if (looked.status)
        return looked.status;
    if (arguments.has("--json"))
        printJson(looked.findings);
    for (const claims::Verification &verification : looked.findings) {
        if (!arguments.has("--json"))
            std::fputs(claims::toText(claims::cardOf(verification)).c_str(), stdout);
        if (!verification.token)
            looked.status = int(Status::WrongFile);
    }
    return looked.status;
}

int verifyClaims(const Arguments &arguments)
{
    Looked looked = look(arguments);
    if (looked.status)
        return looked.status;
    if (arguments.has("--json"))
        printJson(looked.findings);
    for (const claims::Verification &verification : looked.findings) {
        if (!verification.good())
            looked.status = int(Status::WrongFile);
        if (arguments.has("--json"))
            continue;
        std::printf("%s\n", claims::forTerminal(looked.name + ": " + verification.sentence).c_str());
        const claims::Finding *error = claims::firstError(verification.findings);
        if (error && !error->fix.empty())
            std::printf("  what helps: %s\n", error->fix.c_str());
    }
    return looked.status;
}

int manageClaims(const Arguments &arguments)
{
    if (arguments.operands.empty())
        return refuseUsage("claims", "claims wants to know what to do: inspect, verify, sign, issue or keygen");
    const std::string &name = arguments.operands[0];
    const Form *form = std::find_if(std::begin(forms), std::end(forms), [&](const Form &f) { return f.name == name; });
    if (form == std::end(forms)) {
        std::vector<std::string_view> names;
        for (const Form &known : forms)
            names.push_back(known.name);
        const auto meant = nearest(name, names);
        return refuseUsage("claims", "there is no \"claims " + name + "\"" +
                                         (meant ? "; did you mean " + std::string(*meant) + "?" : ""));
    }
    for (const auto &[option, values] : arguments.options)
        if (std::find(form->options.begin(), form->options.end(), option) == form->options.end())
            return refuseUsage("claims", std::string(option) + " is not for claims " + name);
    return form->run(arguments);
}

} // namespace watchglass::cli
