// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/completion.h"

#include <QKeyEvent>

#include <algorithm>

namespace watchglass::editor {

namespace {

constexpr size_t minimumTyped = 2;

bool isWordByte(char c)
{
    return uint8_t(c) > ' ' && uint8_t(c) < 0x7f && !std::strchr("(),;[]{}\"", c);
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

QString iconOf(const wat::Completion &completion)
{
    if (completion.instruction)
        return QStringLiteral("step-instruction");
    switch (completion.kind) {
    case wat::SymbolKind::Function:
        return QStringLiteral("function");
    case wat::SymbolKind::Parameter:
    case wat::SymbolKind::Local:
        return QStringLiteral("locals");
    case wat::SymbolKind::Label:
        return QStringLiteral("label");
    case wat::SymbolKind::Global:
        return QStringLiteral("globals");
    case wat::SymbolKind::Memory:
        return QStringLiteral("memory");
    case wat::SymbolKind::Table:
    case wat::SymbolKind::Element:
        return QStringLiteral("table");
    case wat::SymbolKind::Data:
        return QStringLiteral("data");
    case wat::SymbolKind::Type:
    case wat::SymbolKind::Field:
        return QStringLiteral("type");
    default:
        return QStringLiteral("module");
    }
}

Theme::Color colorOf(const wat::Completion &completion)
{
    if (completion.instruction)
        return Theme::Color::Instruction;
    switch (completion.kind) {
    case wat::SymbolKind::Function:
        return Theme::Color::Function;
    case wat::SymbolKind::Parameter:
        return Theme::Color::Parameter;
    case wat::SymbolKind::Local:
        return Theme::Color::Local;
    case wat::SymbolKind::Label:
        return Theme::Color::Label;
    case wat::SymbolKind::Type:
        return Theme::Color::Type;
    default:
        return Theme::Color::Global;
    }
}

} // namespace

int fitness(std::string_view candidate, std::string_view typed)
{
    if (startsWith(candidate, typed))
        return 0;
    for (size_t i = 1; i < candidate.size(); ++i)
        if ((candidate[i - 1] == '.' || candidate[i - 1] == '$' || candidate[i - 1] == '_') &&
            startsWith(candidate.substr(i), typed))
            return 1;
    size_t found = 0;
    for (char c : candidate)
        if (found < typed.size() && lower(c) == lower(typed[found]))
            ++found;
    return found == typed.size() && lower(candidate.front()) == lower(typed.front()) ? 2 : -1;
}

Completion::Completion(EditorContext &context)
    : m(context), m_list(new PickList(context, CodeEditor::tr("Completions")))
{
    connect(m_list, &PickList::picked, this, &Completion::insert);
}

Completion::~Completion()
{
    delete m_list; // it may belong to the window by now
}

void Completion::request(bool asked)
{
    m_wanted = true;
    m_asked = asked;
    if (m.analysisCurrent)
        open();
}

void Completion::analysisArrived()
{
    if (m_wanted)
        open();
}

std::string_view Completion::typedWord() const
{
    const quint32 caret = m.sci.caret();
    return caret > m_begin ? m.sci.text(m_begin, caret) : std::string_view();
}

void Completion::open()
{
    m_wanted = false;
    const quint32 caret = m.sci.caret();
    wat::TextRange replaced{caret, caret};
    m_all = wat::complete(*m.analysis, caret, replaced);
    m_begin = std::min(replaced.begin, caret);
    m_tail = std::max(replaced.end, caret) - caret;
    narrow();
    if (m_asked && !isOpen())
        emit m.editor.message(CodeEditor::tr("Nothing to complete here"));
}

void Completion::narrow()
{
    const std::string_view typed = typedWord();
    std::vector<std::pair<int, int>> fits; // fitness, index
    for (int i = 0; i < int(m_all.size()); ++i)
        if (const int fit = typed.empty() ? 0 : fitness(m_all[size_t(i)].text, typed); fit >= 0)
            fits.emplace_back(fit, i);
    std::sort(fits.begin(), fits.end());
    std::vector<PickRow> rows;
    for (const auto &[fit, index] : fits) {
        const wat::Completion &completion = m_all[size_t(index)];
        rows.push_back({QString::fromStdString(completion.text), QString::fromStdString(completion.detail),
                        iconOf(completion), colorOf(completion), index});
    }
    // A word that is whole and the only one left needs no list.
    if (rows.size() == 1 && !m_asked && m_all[size_t(rows[0].key)].text == typed)
        rows.clear();
    m_list->pick(std::move(rows), m_begin);
}

void Completion::typed(char character)
{
    if (isOpen()) {
        if (isWordByte(character))
            narrow();
        else
            close();
    }
    if (isOpen() || m.insideProse(m.sci.caret()))
        return;
    if (character == '$' || character == '(') {
        request(false);
        return;
    }
    const quint32 caret = m.sci.caret();
    quint32 begin = caret;
    while (begin > 0 && isWordByte(m.sci.at(begin - 1)))
        --begin;
    const bool number = begin < caret && std::strchr("0123456789+-", m.sci.at(begin));
    if (isWordByte(character) && !number && caret - begin >= minimumTyped)
        request(false);
    else
        m_wanted = false;
}

void Completion::caretMoved()
{
    if (!isOpen())
        return;
    const quint32 caret = m.sci.caret();
    const std::string_view word = typedWord();
    if (caret < m_begin || !std::all_of(word.begin(), word.end(), isWordByte))
        close();
    else
        narrow();
}

bool Completion::takeKey(const QKeyEvent &event)
{
    if (!isOpen())
        return false;
    // A whole word followed by Enter is typing, not choosing.
    const int current = m_list->view()->currentIndex().row();
    const bool enter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (enter && !m_asked && current >= 0 && m_all[size_t(m_list->row(current).key)].text == typedWord()) {
        close();
        return false;
    }
    return m_list->takeKey(event);
}

void Completion::close()
{
    m_wanted = false;
    if (m_list)
        m_list->hide();
}

void Completion::insert(int index)
{
    const std::string text = m_all[size_t(index)].text;
    const quint32 end = std::min(m.sci.caret() + m_tail, m.sci.length());
    const UndoStep step(m.sci);
    m.sci.replace({m_begin, end}, text);
    m.sci.setCaret(m_begin + quint32(text.size()));
}

} // namespace watchglass::editor
