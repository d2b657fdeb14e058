// SPDX-License-Identifier: GPL-3.0-or-later
/// Who signed a module, what for, until when, and whether to trust that: the verdict on top, then every field of its
/// token, the chain of ownership, and what was checked.
#pragma once

#include <QWidget>

#include <memory>

#include "engine/host/claims/card.h"
#include "widgets/theme.h"

class QAction;
class QGridLayout;
class QLabel;
class QScrollArea;
class QToolButton;

namespace watchglass {

class CopyLabel;
class VerdictLine;
struct ClaimsRow;
namespace views {
class Deferred;
}

class ClaimsCard : public QWidget
{
    Q_OBJECT
public:
    explicit ClaimsCard(const Theme &theme, QWidget *parent = nullptr);

    /// Null: there is no binary module.
    void setCard(std::shared_ptr<const claims::Card> card);
    /// A module is there, and what its card says is being found out.
    void setChecking();
    /// Offered where it could change the verdict.
    void setTrustAction(QAction *action);
    VerdictLine *verdict() const { return m_verdict; }
    QList<CopyLabel *> fields() const { return m_fields; } ///< in their order

private:
    void build();
    void addHeadline(const QString &text, bool first);
    void addField(const ClaimsRow &row);
    void take(CopyLabel *field);
    void goTo(int field);
    void paintLabels();

    const Theme &m_theme;
    std::shared_ptr<const claims::Card> m_card;
    bool m_checking = false;
    VerdictLine *m_verdict;
    QToolButton *m_trust;
    QLabel *m_nothing;
    QScrollArea *m_scroll;
    QWidget *m_body = nullptr;
    QGridLayout *m_grid = nullptr;
    QList<CopyLabel *> m_fields;
    QList<QLabel *> m_labels; ///< dim
    views::Deferred *m_deferred;
};

} // namespace watchglass
