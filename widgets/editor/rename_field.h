// SPDX-License-Identifier: GPL-3.0-or-later
/// A field over an identifier that renames it everywhere.
#pragma once

#include <QLabel>
#include <QLineEdit>

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

class RenameField : public QLineEdit
{
    Q_OBJECT
public:
    explicit RenameField(EditorContext &context);
    ~RenameField() override;

    /// Opens over the identifier at an offset; false when there is none.
    bool open(quint32 offset);
    void close();
    QLabel *refusal() const { return m_refusal; }
    void applyTheme();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void accept();
    void fit();

    EditorContext &m;
    QLabel *m_refusal; ///< below the field, why the name cannot be
    quint32 m_symbol = 0;
    wat::TextRange m_range;
};

} // namespace watchglass::editor
