// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/sci.h"

namespace watchglass::editor {

using Q = QsciScintillaBase;

quint32 Sci::length() const
{
    return quint32(send(Q::SCI_GETLENGTH));
}

quint32 Sci::caret() const
{
    return quint32(send(Q::SCI_GETCURRENTPOS));
}

int Sci::lines() const
{
    return int(send(Q::SCI_GETLINECOUNT));
}

int Sci::lineAt(quint32 offset) const
{
    return int(send(Q::SCI_LINEFROMPOSITION, offset));
}

quint32 Sci::lineBegin(int line) const
{
    return line >= lines() ? length() : quint32(send(Q::SCI_POSITIONFROMLINE, ulong(line)));
}

quint32 Sci::lineEnd(int line) const
{
    return quint32(send(Q::SCI_GETLINEENDPOSITION, ulong(line)));
}

std::string_view Sci::text(quint32 begin, quint32 end) const
{
    if (begin >= end)
        return {};
    // The result type of SendScintilla is long, which holds a pointer on the platforms Scintilla itself supports.
    const long address = send(Q::SCI_GETRANGEPOINTER, begin, long(end - begin));
    return {reinterpret_cast<const char *>(address), end - begin};
}

QPoint Sci::point(quint32 offset) const
{
    return {int(send(Q::SCI_POINTXFROMPOSITION, 0, long(offset))),
            int(send(Q::SCI_POINTYFROMPOSITION, 0, long(offset)))};
}

int Sci::lineHeight() const
{
    return int(send(Q::SCI_TEXTHEIGHT, 0));
}

std::vector<int> Sci::visibleLines() const
{
    std::vector<int> result;
    const long first = send(Q::SCI_GETFIRSTVISIBLELINE);
    const long last = first + send(Q::SCI_LINESONSCREEN) + 1;
    const int count = lines();
    for (long row = first; row <= last; ++row) {
        const int line = int(send(Q::SCI_DOCLINEFROMVISIBLE, ulong(row)));
        if (line >= count)
            break;
        if ((result.empty() || result.back() != line) && send(Q::SCI_GETLINEVISIBLE, ulong(line)))
            result.push_back(line);
    }
    return result;
}

void Sci::replace(wat::TextRange range, std::string_view text) const
{
    send(Q::SCI_SETTARGETRANGE, range.begin, long(range.end));
    m_base.SendScintilla(Q::SCI_REPLACETARGET, ulong(text.size()), text.empty() ? "" : text.data());
}

void Sci::setCaret(quint32 offset) const
{
    send(Q::SCI_SETEMPTYSELECTION, offset);
}

} // namespace watchglass::editor
