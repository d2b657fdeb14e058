// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/text_loader.h"

#include <algorithm>
#include <utility>

namespace watchglass::editor {

using Q = QsciScintillaBase;

namespace {
/// About two milliseconds of work.
constexpr qsizetype mostAtOnce = 256 << 10;
} // namespace

TextLoader::TextLoader(EditorContext &context, std::function<void(const QByteArray &)> arrived)
    : m(context), m_arrived(std::move(arrived))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { advance(); });
}

void TextLoader::start(const QByteArray &text, std::function<void()> then)
{
    const Sci &sci = m.sci;
    if (!std::exchange(m_active, true))
        m_readOnly = m.editor.isReadOnly();
    m_text = text;
    m_at = 0;
    m_then = std::move(then);
    sci.send(Q::SCI_SETREADONLY, 0);
    sci.send(Q::SCI_SETUNDOCOLLECTION, 0); // no second copy of it all
    sci.send(Q::SCI_EMPTYUNDOBUFFER);
    sci.send(Q::SCI_CLEARALL);
    sci.send(Q::SCI_SETUNDOCOLLECTION, 1);
    sci.send(Q::SCI_SETSAVEPOINT);
    sci.send(Q::SCI_SETEOLMODE, text.contains("\r\n") ? Q::SC_EOL_CRLF : Q::SC_EOL_LF);
    advance();
}

void TextLoader::append(qsizetype bytes)
{
    const Sci &sci = m.sci;
    const long told = sci.send(Q::SCI_GETMODEVENTMASK); // one insertion is told when all is there
    sci.send(Q::SCI_SETMODEVENTMASK, 0);
    sci.send(Q::SCI_SETREADONLY, 0);
    sci.send(Q::SCI_SETUNDOCOLLECTION, 0);
    sci.widget().SendScintilla(Q::SCI_APPENDTEXT, ulong(bytes), m_text.constData() + m_at);
    sci.send(Q::SCI_SETUNDOCOLLECTION, 1);
    sci.send(Q::SCI_SETREADONLY, 1);
    sci.send(Q::SCI_SETMODEVENTMASK, ulong(told));
    m_at += bytes;
}

void TextLoader::advance()
{
    const qsizetype rest = m_text.size() - m_at;
    if (rest <= mostAtOnce)
        return finish();
    const qsizetype lineEnd = m_text.lastIndexOf('\n', m_at + mostAtOnce - 1); // no character is cut in two
    append(lineEnd >= m_at ? lineEnd + 1 - m_at : mostAtOnce);
    m_timer.start();
}

void TextLoader::finish()
{
    if (!m_active)
        return;
    m_timer.stop();
    append(m_text.size() - m_at);
    m_active = false;
    const Sci &sci = m.sci;
    sci.send(Q::SCI_SETREADONLY, m_readOnly);
    sci.send(Q::SCI_SETSAVEPOINT);
    sci.setCaret(0);
    sci.send(Q::SCI_SCROLLTOSTART);
    m_arrived(std::exchange(m_text, {}));
    m.typedLine = -1;
    if (auto then = std::exchange(m_then, nullptr))
        then();
}

} // namespace watchglass::editor
