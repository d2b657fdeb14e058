// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/hover_popup.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include <chrono>

namespace watchglass::editor {

using namespace std::chrono_literals;

HoverPopup::HoverPopup(EditorContext &context) : Popup(context), m_area(new QScrollArea(this)), m_label(new QLabel)
{
    setAccessibleName(CodeEditor::tr("Explanation"));
    m_area->setAccessibleName(CodeEditor::tr("Explanation"));
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setWidget(m_label);
    m_label->setAccessibleName(CodeEditor::tr("Explanation"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::RichText);
    m_label->setMargin(6);
    m_label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_label->installEventFilter(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_area);
    m_delay.setSingleShot(true);
    m_delay.setInterval(400ms);
    m_closing.setSingleShot(true);
    m_closing.setInterval(250ms);
    connect(&m_delay, &QTimer::timeout, this, &HoverPopup::open);
    connect(&m_closing, &QTimer::timeout, this, [this] {
        if (!underMouse())
            hide();
    });
    connect(m_label, &QLabel::linkActivated, this, &HoverPopup::follow);
}

void HoverPopup::applyTheme()
{
    Popup::applyTheme();
    m_area->setPalette(palette());
    m_label->setPalette(palette());
}

void HoverPopup::point(quint32 offset, wat::TextRange diagnosticsOf)
{
    if (isVisible() && m_text.range.contains(offset))
        return m_closing.stop();
    m_offset = offset;
    m_diagnosticsOf = diagnosticsOf;
    m_delay.start();
    if (isVisible())
        m_closing.start();
}

void HoverPopup::leave()
{
    m_delay.stop();
    if (isVisible())
        m_closing.start();
}

void HoverPopup::cancel()
{
    m_delay.stop();
    m_closing.stop();
    if (m_label->hasFocus())
        m.editor.setFocus();
    hide();
}

void HoverPopup::showForKeyboard(quint32 offset)
{
    m_offset = offset;
    m_diagnosticsOf = {offset, offset};
    open();
    if (isVisible())
        m_label->setFocus(Qt::ShortcutFocusReason);
    else
        emit m.editor.message(CodeEditor::tr("Nothing to say about this place"));
}

void HoverPopup::open()
{
    m_closing.stop();
    m_text = hoverText(m, m_offset, m_diagnosticsOf);
    if (m_text.html.isEmpty())
        return hide();
    m_label->setText(m_text.html);
    const QFontMetrics metrics(m_label->font());
    const int most = metrics.averageCharWidth() * 72;
    const int width = std::min(most, m_label->sizeHint().width() + 8);
    const int height = std::min(m_label->heightForWidth(width - 4) + 6, metrics.height() * 16);
    showAt(m_text.range.begin, {width, height});
}

void HoverPopup::follow(const QString &link)
{
    const QStringList parts = link.split(u':');
    cancel();
    if (parts.value(0) == QLatin1String("go"))
        emit placeChosen(parts.value(1).toUInt());
    else if (parts.size() == 3 && m.analysisCurrent)
        emit fixChosen(m_text.diagnostics[parts[1].toUInt()].fixes[parts[2].toUInt()]);
}

bool HoverPopup::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        cancel();
        return true;
    }
    if (event->type() == QEvent::FocusOut)
        hide();
    return Popup::eventFilter(object, event);
}

void HoverPopup::leaveEvent(QEvent *event)
{
    m_closing.start();
    Popup::leaveEvent(event);
}

} // namespace watchglass::editor
