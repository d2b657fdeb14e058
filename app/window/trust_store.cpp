// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/trust_store.h"

#include <QSettings>

#include <algorithm>

#include "engine/host/claims/dates.h"
#include "engine/host/claims/encoding.h"
#include "engine/host/claims/token_checks.h"

namespace watchglass {

namespace {
const QString key = QStringLiteral("trust/tokens");

QString safe(const std::string &text)
{
    return QString::fromStdString(claims::forTerminal(text));
}
} // namespace

TrustStore::TrustStore(QObject *parent) : QObject(parent)
{
    take(QSettings().value(key).toStringList());
}

QString TrustStore::objectionTo(const claims::Tokens &tokens)
{
    claims::Trust alone;
    for (const auto &token : tokens) {
        const std::string name = token->claims->name();
        const QString who =
            name.empty() ? tr("a token of this file") : tr("the token of “%1”").arg(safe(name).left(80));
        const std::vector<claims::Finding> findings = claims::checkToken(*token, claims::secondsNow());
        if (const claims::Finding *error = claims::firstError(findings))
            return tr("%1 does not hold: %2").arg(who, safe(error->sentence));
        if (const std::optional<claims::Trouble> trouble = alone.add(token))
            return tr("%1 is of no use: %2").arg(who, safe(trouble->text()));
    }
    return {};
}

int TrustStore::add(const claims::Tokens &tokens)
{
    const QStringList before = texts();
    QStringList all = before;
    for (const auto &token : tokens)
        if (const QString text = QString::fromStdString(token->text); !all.contains(text))
            all += text;
    if (all != before)
        change(all);
    return int(all.size() - before.size());
}

void TrustStore::remove(const QString &token)
{
    QStringList rest = texts();
    if (rest.removeAll(token) > 0)
        change(rest);
}

void TrustStore::undo()
{
    if (m_before.isEmpty())
        return;
    const QStringList before = m_before.takeLast();
    take(before);
    QSettings().setValue(key, before);
    emit changed();
}

QStringList TrustStore::texts() const
{
    QStringList texts;
    for (const Entry &entry : m_entries)
        texts += entry.text;
    return texts;
}

void TrustStore::change(const QStringList &texts)
{
    m_before.append(this->texts());
    take(texts);
    QSettings().setValue(key, texts);
    emit changed();
}

void TrustStore::take(const QStringList &texts)
{
    auto trust = std::make_shared<claims::Trust>();
    m_entries.clear();
    for (const QString &text : texts) {
        Entry entry{text, nullptr, {}};
        if (const auto token = claims::readToken(text.toStdString())) {
            entry.token = *token;
            if (const std::optional<claims::Trouble> trouble = trust->add(*token))
                entry.trouble = safe(trouble->text());
        } else {
            entry.trouble = safe(token.trouble.text());
        }
        m_entries.push_back(std::move(entry));
    }
    m_trust = std::move(trust);
}

} // namespace watchglass
