// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/rename_field.h"

#include <QKeyEvent>

namespace watchglass::editor {

using Color = Theme::Color;

RenameField::RenameField(EditorContext &context)
    : QLineEdit(context.editor.viewport()), m(context), m_refusal(new QLabel(context.editor.viewport()))
{
    setAccessibleName(CodeEditor::tr("New name"));
    setToolTip(CodeEditor::tr("Enter renames everywhere, Escape leaves the name as it is"));
    m_refusal->setAccessibleName(CodeEditor::tr("Why the name cannot be"));
    m_refusal->setAutoFillBackground(true);
    m_refusal->setBackgroundRole(QPalette::Window); // not the text's, which the viewport hands down
    m_refusal->setForegroundRole(QPalette::WindowText);
    m_refusal->setMargin(4);
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_refusal->hide();
        if (text().startsWith(QStringLiteral("$$")) &&
            !QByteArray::fromStdString(m.analysis->symbols[m_symbol].name).startsWith("$$"))
            setText(text().mid(1)); // the first one stood there already
        fit();
    });
    hide();
    m_refusal->hide();
}

RenameField::~RenameField() = default;

void RenameField::applyTheme()
{
    setPalette(m.theme.palette());
    QPalette palette;
    palette.setColor(QPalette::Window, m.color(Color::TrapBox));
    palette.setColor(QPalette::WindowText, m.color(Color::TrapText));
    m_refusal->setPalette(palette);
}

bool RenameField::open(quint32 offset)
{
    const wat::Reference *reference = m.analysis->referenceAt(offset);
    if (!reference && offset > 0)
        reference = m.analysis->referenceAt(offset - 1);
    if (!reference || m.analysis->symbols[reference->symbol].name.empty() || m.sci.at(reference->range.begin) != '$')
        return false;
    m_symbol = reference->symbol;
    m_range = reference->range;
    setFont(m.font());
    setText(QString::fromStdString(m.analysis->symbols[m_symbol].name));
    fit();
    show();
    raise();
    setFocus();
    setSelection(1, int(text().size()));
    return true;
}

void RenameField::fit()
{
    const QFontMetrics metrics(font());
    const int wide = metrics.horizontalAdvance(text()) + 8 * metrics.averageCharWidth();
    const QPoint at = m.sci.point(m_range.begin);
    const int height = m.sci.lineHeight() + 6;
    setGeometry(at.x() - 5, at.y() - 3, std::max(wide, 14 * metrics.averageCharWidth()), height);
}

void RenameField::close()
{
    m_refusal->hide();
    if (!isVisible())
        return;
    hide();
    m.editor.setFocus();
}

void RenameField::accept()
{
    std::string refused;
    const std::string name = text().trimmed().toStdString();
    if (!m.analysisCurrent)
        refused = CodeEditor::tr("The text has changed meanwhile").toStdString();
    else if (name == m.analysis->symbols[m_symbol].name)
        return close();
    std::vector<wat::TextEdit> edits;
    if (refused.empty())
        edits = m.analysis->rename(m_symbol, name, &refused);
    if (!refused.empty()) {
        m_refusal->setText(QString::fromStdString(refused));
        m_refusal->adjustSize();
        m_refusal->move(x(), y() + height() + 2);
        m_refusal->show();
        m_refusal->raise();
        return;
    }
    close();
    m.editor.applyEdits(edits);
    emit m.editor.message(edits.size() == 1 ? CodeEditor::tr("1 place renamed")
                                            : CodeEditor::tr("%1 places renamed").arg(edits.size()));
}

void RenameField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        accept();
    else
        QLineEdit::keyPressEvent(event);
}

void RenameField::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    // The window losing the keyboard is no decision; another widget taking it is.
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason) {
        m_refusal->hide();
        hide();
    }
}

} // namespace watchglass::editor
