// SPDX-License-Identifier: GPL-3.0-or-later
/// Completion: asks the analysis what may be written at the caret, and narrows the list while the word grows.
#pragma once

#include <QObject>
#include <QPointer>

#include "widgets/editor/pick_list.h"

namespace watchglass::editor {

/// How well a candidate fits what is typed: 0 = starts with it, 1 = a part after a dot or `$` does, 2 = holds its
/// letters in order, negative = not at all. Case does not matter.
int fitness(std::string_view candidate, std::string_view typed);

class Completion : public QObject
{
    Q_OBJECT
public:
    explicit Completion(EditorContext &context);
    ~Completion() override;

    /// Opens the list at the caret as soon as the analysis is of the present text.
    void request(bool asked);
    void analysisArrived();
    /// After a character was typed by the user.
    void typed(char character);
    /// Closes the list when the caret has left the word.
    void caretMoved();
    bool takeKey(const QKeyEvent &event);
    void close();
    bool isOpen() const { return m_list && m_list->isVisible(); }
    PickList *list() const { return m_list; }

private:
    void open();
    void narrow();
    void insert(int index);
    std::string_view typedWord() const;

    EditorContext &m;
    QPointer<PickList> m_list;
    std::vector<wat::Completion> m_all;
    quint32 m_begin = 0, m_tail = 0; ///< start of the word; bytes of it after the caret
    bool m_wanted = false, m_asked = false;
};

} // namespace watchglass::editor
