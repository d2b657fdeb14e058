// SPDX-License-Identifier: GPL-3.0-or-later
/// Whether a module is trusted, and why, in one sentence beside a shield; the same wherever it is said.
#pragma once

#include <QWidget>

#include "engine/host/claims/card.h"
#include "widgets/theme.h"

class QHBoxLayout;
class QLabel;

namespace watchglass {

class CopyLabel;

/// How a verdict looks: a shape and a colour, never the colour alone.
struct VerdictLook {
    QString icon;
    Theme::Color color;
};
VerdictLook lookOf(claims::Verdict verdict);
/// The engine's sentence, its hashes shortened; of a module that nobody signed a calmer one.
QString sentenceOf(const claims::Card &card);

class VerdictLine : public QWidget
{
    Q_OBJECT
public:
    explicit VerdictLine(const Theme &theme, QWidget *parent = nullptr);
    void setCard(const claims::Card &card);
    /// That it is still being found out.
    void setChecking();
    CopyLabel *sentence() const { return m_sentence; }
    /// A control behind the sentence.
    void addControl(QWidget *control);

private:
    void show(const VerdictLook &look, const QString &sentence);
    void paintIcon();

    const Theme &m_theme;
    QLabel *m_icon;
    CopyLabel *m_sentence;
    QHBoxLayout *m_line;
    VerdictLook m_look;
};

} // namespace watchglass
