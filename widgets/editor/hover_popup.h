// SPDX-License-Identifier: GPL-3.0-or-later
/// The frame that explains the word under the mouse or the caret.
#pragma once

#include <QLabel>
#include <QScrollArea>
#include <QTimer>

#include "widgets/editor/hover_text.h"
#include "widgets/editor/popup.h"

namespace watchglass::editor {

class HoverPopup : public Popup
{
    Q_OBJECT
public:
    explicit HoverPopup(EditorContext &context);

    /// The mouse rests at a place: shown after 400 ms. `diagnosticsOf` as in hoverText.
    void point(quint32 offset, wat::TextRange diagnosticsOf);
    void leave(); ///< the mouse left the text; closes unless it went into the popup
    void cancel();
    /// At once, with the keyboard inside it, so that its links can be reached.
    void showForKeyboard(quint32 offset);
    QString html() const { return m_label->text(); }
    void applyTheme() override;

signals:
    void fixChosen(const watchglass::wat::Fix &fix);
    void placeChosen(quint32 offset);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void open();
    void follow(const QString &link);

    QScrollArea *m_area;
    QLabel *m_label;
    QTimer m_delay, m_closing;
    HoverText m_text;
    quint32 m_offset = 0;
    wat::TextRange m_diagnosticsOf;
};

} // namespace watchglass::editor
