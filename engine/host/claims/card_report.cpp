// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/host/claims/card.h"
#include "engine/host/claims/encoding.h"

namespace watchglass::claims {

namespace {

/// Characters, for columns; wide ones count as one.
size_t widthOf(std::string_view text)
{
    return size_t(std::count_if(text.begin(), text.end(), [](char c) { return (uint8_t(c) & 0xC0) != 0x80; }));
}

std::string padded(const std::string &text, size_t width)
{
    return text + std::string(width - std::min(widthOf(text), width), ' ');
}

std::string repeated(std::string_view piece, size_t count)
{
    std::string text;
    while (count--)
        text += piece;
    return text;
}

/// A box with a headline, rows of two columns, and sections of one.
class Table
{
public:
    explicit Table(const std::string &headline) : m_headline(forTerminal(headline)) {}

    void row(const std::string &left, const std::string &right)
    {
        if (!right.empty())
            m_lines.push_back({Line::Row, forTerminal(left), forTerminal(right)});
    }
    void section(const std::string &title, const Texts &lines)
    {
        m_lines.push_back({Line::Title, title, {}});
        for (const std::string &line : lines)
            m_lines.push_back({Line::Whole, forTerminal(line), {}});
        if (lines.empty())
            m_lines.push_back({Line::Whole, "None", {}});
    }

    std::string text() const
    {
        size_t left = 0, right = 0, inner = widthOf(m_headline);
        for (const Line &line : m_lines)
            if (line.kind == Line::Row)
                left = std::max(left, widthOf(line.left)), right = std::max(right, widthOf(line.right));
        for (const Line &line : m_lines)
            inner = std::max(inner, line.kind == Line::Row ? left + 3 + right : widthOf(line.left));
        const auto rule = [&](const char *from, const char *to) { return from + repeated("─", inner + 2) + to + "\n"; };
        const size_t before = (inner - widthOf(m_headline)) / 2;
        std::string text = rule("┌", "┐");
        text += "│ " + padded(std::string(before, ' ') + m_headline, inner) + " │\n" + rule("├", "┤");
        for (const Line &line : m_lines) {
            const std::string row = padded(line.left, left) + " │ " + padded(line.right, inner - left - 3);
            if (line.kind == Line::Title)
                text += rule("├", "┤");
            text += "│ " + (line.kind == Line::Row ? row : padded(line.left, inner)) + " │\n";
            if (line.kind == Line::Title)
                text += rule("├", "┤");
        }
        return text + rule("└", "┘");
    }

private:
    struct Line {
        enum Kind : uint8_t { Row, Title, Whole } kind;
        std::string left, right;
    };
    std::string m_headline;
    std::vector<Line> m_lines;
};

std::string capital(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = char(text[0] - 'a' + 'A');
    return text;
}

std::string table(const Card &card)
{
    const std::string kind = capital(card.kind);
    Table table((card.name.empty() ? "(no name)" : card.name) + " - " + kind);
    const bool tells = !card.issuerKind.empty() && card.issuerKind != card.kind; // an operator is its own issuer
    table.row(tells ? capital(card.issuerKind) : "Issuer", card.issuer);
    table.row(capital(card.kind.substr(0, card.kind.find(','))), card.subject);
    table.row("Vendor", card.vendor);
    table.row("Expires", card.expires);
    table.row("Can Be Used", card.notBefore);
    table.row("Version", card.version);
    table.row("Call Alias", card.callAlias);
    table.row("Issued", card.issued);
    table.row("Token", card.id);
    table.row("Form", card.form);
    table.row("Hash", card.claimedHash);
    for (const auto &[name, value] : card.details)
        table.row(capital(name), value);
    table.row("Settings", card.schema);
    if (!card.claimedHash.empty() || !card.capabilities.empty()) {
        Texts titles;
        for (const Card::Capability &capability : card.capabilities)
            titles.push_back(capability.title == capability.id ? capability.id
                                                               : capability.title + " (" + capability.id + ")");
        table.section("Capabilities", titles);
        table.section("Tags", card.tags);
    }
    if (!card.validSigners.empty())
        table.section("Signs With", card.validSigners);
    if (!card.chain.empty()) {
        Texts links;
        for (const ChainLink &link : card.chain)
            links.push_back(capital(std::string(nameOf(link.kind))) + " " + link.subject +
                            (link.name.empty() ? "" : " " + link.name));
        table.section("Chain of Ownership", links);
    }
    return table.text();
}

nlohmann::ordered_json toJson(const Finding &finding)
{
    nlohmann::ordered_json json{
        {"check", nameOf(finding.check)}, {"severity", nameOf(finding.severity)}, {"sentence", finding.sentence}};
    if (!finding.fix.empty())
        json["fix"] = finding.fix;
    return json;
}

} // namespace

std::string toText(const Card &card)
{
    std::string text = card.kind.empty() ? std::string() : table(card);
    for (const Finding &finding : card.findings) {
        constexpr std::string_view marks[] = {"✓", "·", "!", "✗"};
        text += std::string(marks[size_t(finding.severity)]) + " " + padded(std::string(nameOf(finding.check)), 10) +
                "  " + forTerminal(finding.sentence) + (finding.fix.empty() ? "" : "; " + finding.fix) + "\n";
    }
    return text + forTerminal(card.sentence) + "\n";
}

std::string toJson(const Card &card, const Verification &verification)
{
    nlohmann::ordered_json json{{"verdict", nameOf(card.verdict)}, {"sentence", card.sentence}};
    const auto put = [&](const char *key, const std::string &value) {
        if (!value.empty())
            json[key] = value;
    };
    put("section", verification.section);
    put("hash", card.hash);
    if (verification.token) {
        put("kind", card.kind);
        put("name", card.name);
        put("subject", card.subject);
        put("issuer", card.issuer);
        put("issuerKind", card.issuerKind);
        put("version", card.version);
        put("callAlias", card.callAlias);
        put("issued", card.issued);
        put("expires", card.expires);
        put("notBefore", card.notBefore);
        put("form", card.form);
        json["capabilities"] = nlohmann::ordered_json::array();
        for (const Card::Capability &capability : card.capabilities)
            json["capabilities"].push_back({{"id", capability.id}, {"title", capability.title}});
        json["tags"] = card.tags;
        json["claims"] = nlohmann::ordered_json::parse(verification.token->json);
        json["token"] = verification.token->text;
    }
    for (const ChainLink &link : card.chain)
        json["chain"].push_back(
            {{"kind", nameOf(link.kind)}, {"name", link.name}, {"subject", link.subject}, {"issuer", link.issuer}});
    json["findings"] = nlohmann::ordered_json::array();
    for (const Finding &finding : card.findings)
        json["findings"].push_back(toJson(finding));
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace watchglass::claims
