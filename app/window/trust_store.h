// SPDX-License-Identifier: GPL-3.0-or-later
/// Whom the user trusts to vouch for modules: tokens of operators, and of the accounts they vouch for. Kept in the
/// settings; every change can be undone while the program runs.
#pragma once

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

#include "engine/host/claims/provenance.h"
#include "engine/host/claims/token_list.h"

namespace watchglass {

class TrustStore : public QObject
{
    Q_OBJECT
public:
    struct Entry {
        QString text;                               ///< the token
        std::shared_ptr<const claims::Token> token; ///< null when the settings hold something else
        QString trouble;                            ///< why it vouches for nobody; mostly empty
    };

    explicit TrustStore(QObject *parent = nullptr);

    const std::vector<Entry> &entries() const { return m_entries; }
    std::shared_ptr<const claims::Trust> trust() const { return m_trust; }

    /// Why they cannot be trusted, as a sentence; then none of them is. To be asked off the window's thread.
    static QString objectionTo(const claims::Tokens &tokens);
    /// Those that are known already are not added again. The number of new ones.
    int add(const claims::Tokens &tokens);
    void remove(const QString &token);
    bool canUndo() const { return !m_before.isEmpty(); }
    void undo(); ///< of the last adding or removing

signals:
    void changed();

private:
    QStringList texts() const;
    void change(const QStringList &texts);
    void take(const QStringList &texts);

    std::vector<Entry> m_entries;
    std::shared_ptr<const claims::Trust> m_trust;
    QVector<QStringList> m_before;
};

} // namespace watchglass
