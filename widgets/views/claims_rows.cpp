// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/claims_rows.h"

#include <QCoreApplication>

#include <algorithm>

#include "engine/host/claims/encoding.h"
#include "engine/host/claims/keys.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

using claims::Card;
using claims::Severity;

class Rows
{
    Q_DECLARE_TR_FUNCTIONS(ClaimsRows)
public:
    explicit Rows(const Card &card) : m_card(card) {}

    std::vector<ClaimsRow> made()
    {
        if (!m_card.kind.empty()) { // else the token cannot be read
            about();
            capabilities();
            chain();
        }
        checks();
        return std::move(m_rows);
    }

private:
    static QString safe(std::string_view text) { return views::text(claims::forTerminal(text)); }
    static QString capital(QString text)
    {
        if (!text.isEmpty())
            text[0] = text[0].toUpper();
        return text;
    }

    void headline(const QString &label) { m_rows.push_back({label, {}}); }
    void field(const QString &label, std::string_view text, bool key = false)
    {
        if (!text.empty())
            m_rows.push_back({label, safe(text), key});
    }

    void about()
    {
        headline(m_card.name.empty() ? tr("No name") : safe(m_card.name));
        field(tr("Kind"), m_card.kind);
        field(tr("Version"), m_card.version);
        field(tr("Subject"), m_card.subject, true);
        field(tr("Issuer"), m_card.issuer, true);
        field(tr("Vendor"), m_card.vendor);
        field(tr("Call alias"), m_card.callAlias);
        field(tr("Issued"), m_card.issued);
        field(tr("Not before"), m_card.notBefore);
        field(tr("Expires"), m_card.expires);
        list(tr("Tags"), m_card.tags);
        hash();
        for (const auto &[name, value] : m_card.details)
            field(capital(safe(name)), value);
        list(tr("Signs with"), m_card.validSigners);
        field(tr("Settings"), m_card.schema);
        field(tr("Token"), m_card.id);
        field(tr("Form"), m_card.form);
    }

    void list(const QString &label, const claims::Texts &texts)
    {
        std::string all;
        for (const std::string &text : texts)
            all += (all.empty() ? "" : ", ") + text;
        field(label, all);
    }

    void hash()
    {
        if (m_card.claimedHash.empty())
            return;
        field(tr("Hash"), m_card.claimedHash, true);
        if (m_card.hash.empty())
            return;
        const bool same = std::any_of(m_card.findings.begin(), m_card.findings.end(), [](const claims::Finding &f) {
            return f.check == claims::Check::Hash && f.severity == Severity::Passed;
        });
        if (same) {
            m_rows.push_back({{}, tr("It is that of the module."), false, QStringLiteral("check"), Theme::Color::Good});
            return;
        }
        m_rows.push_back({{}, tr("The module has another:"), false, QStringLiteral("error"), Theme::Color::Error});
        m_rows.push_back({{}, safe(m_card.hash), true, {}, Theme::Color::Error, tr("Hash of the module")});
    }

    void capabilities()
    {
        if (m_card.claimedHash.empty() && m_card.capabilities.empty())
            return; // nothing that asks a host for any
        headline(tr("What it may use"));
        if (m_card.capabilities.empty())
            m_rows.push_back({{}, tr("Nothing of its host: the token grants no capability.")});
        constexpr size_t most = 100;
        for (size_t i = 0; i < std::min(most, m_card.capabilities.size()); ++i) {
            const Card::Capability &each = m_card.capabilities[i];
            const QString title = safe(each.title), id = safe(each.id);
            m_rows.push_back({title, id, false, {}, {}, tr("capability")});
            if (title == id)
                m_rows.back().label = tr("One of its own");
        }
        if (m_card.capabilities.size() > most)
            m_rows.push_back({{}, tr("… and %1 more").arg(m_card.capabilities.size() - most)});
    }

    void link(std::string_view kind, std::string_view name, std::string_view key)
    {
        const QString label = kind.empty() ? tr("Issuer") : capital(safe(kind));
        field(label, name);
        m_rows.push_back(
            {name.empty() ? label : QString(), safe(key), true, {}, {}, tr("key of the %1").arg(safe(kind))});
    }

    /// From the top down, as far as it is known; above that stands a key of which nothing else is.
    void chain()
    {
        headline(tr("Chain of ownership"));
        std::vector<claims::ChainLink> links = m_card.chain;
        if (links.empty())
            links.push_back({claims::TokenKind::Module, m_card.name, m_card.subject, m_card.issuer});
        const claims::ChainLink &top = links.front();
        if (top.issuer != top.subject) {
            const claims::Result<claims::PublicKey> key = claims::PublicKey::read(top.issuer);
            link(key ? claims::nameOf(key->kind).name : std::string_view(), {}, top.issuer);
            m_rows.push_back({{}, tr("More of it is not known here."), false, {}, Theme::Color::DimText});
        }
        for (const claims::ChainLink &each : links)
            link(m_card.chain.empty() ? std::string_view(m_card.kind) : claims::nameOf(each.kind), each.name,
                 each.subject);
    }

    void checks()
    {
        headline(tr("What was checked"));
        for (const claims::Finding &finding : m_card.findings) {
            QString text = capital(safe(finding.sentence)) + QLatin1Char('.');
            if (!finding.fix.empty())
                text += QLatin1Char(' ') + capital(safe(finding.fix)) + QLatin1Char('.');
            ClaimsRow row{capital(safe(claims::nameOf(finding.check))), text};
            switch (finding.severity) {
            case Severity::Passed:
                row.icon = QStringLiteral("check"), row.color = Theme::Color::Good;
                break;
            case Severity::Note:
                row.icon = QStringLiteral("hint"), row.color = Theme::Color::Hint;
                break;
            case Severity::Warning:
                row.icon = QStringLiteral("warning"), row.color = Theme::Color::Warning;
                break;
            case Severity::Error:
                row.icon = QStringLiteral("error"), row.color = Theme::Color::Error;
                break;
            }
            m_rows.push_back(std::move(row));
        }
    }

    const Card &m_card;
    std::vector<ClaimsRow> m_rows;
};

} // namespace

std::vector<ClaimsRow> claimsRows(const claims::Card &card)
{
    return card.verdict == claims::Verdict::Unsigned ? std::vector<ClaimsRow>() : Rows(card).made();
}

} // namespace watchglass
