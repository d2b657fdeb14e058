// SPDX-License-Identifier: GPL-3.0-or-later
/// A shown editor whose text is analysed when a test says so, as the program does in its worker.
#pragma once

#include <QtTest>

#include "engine/wat/analysis.h"
#include "engine/wat/text.h"
#include "tests/widgets/guard.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/sci.h"
#include "widgets/theme.h"

namespace watchglass::test {

/// The program of the talk, in the spelling of 2020.
inline const QByteArray talk = "(module\n"
                               "  (func $add (param $lhs i32) (param $rhs i32) (result i32)\n"
                               "    get_local $lhs\n"
                               "    get_local $rhs\n"
                               "    i32.add)\n"
                               "  (export \"add\" (func $add))\n"
                               ")\n";

class EditorKit
{
public:
    explicit EditorKit(const QByteArray &text = {})
    {
        guardThisThread();
        editor = new CodeEditor(theme, &window);
        window.resize(900, 600);
        editor->setGeometry(window.rect());
        QObject::connect(editor, &CodeEditor::edited, editor, [this](const wat::TextEdit &edit) {
            shadow.replace(edit.range.begin, edit.range.size(), edit.replacement);
        });
        editor->setUtf8(text);
        window.show();
        QApplication::setActiveWindow(&window);
        editor->setFocus();
        settle();
    }

    void analyse()
    {
        editor->setAnalysis(
            onWorker([text = editor->utf8().toStdString()] { return wat::analyse(wat::SyntaxTree::parse(text)); }));
    }
    /// Everything that follows a change has happened.
    void settle()
    {
        QCoreApplication::processEvents();
        analyse();
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        window.grab(); // paints, and with it styles
        QCoreApplication::processEvents();
    }
    void keys(const QString &text)
    {
        for (const QChar c : text) // QTest's own keys end at ASCII
            QTest::sendKeyEvent(QTest::Click, editor,
                                c.unicode() < 0x80 ? QTest::asciiToKey(c.toLatin1()) : Qt::Key_unknown, c,
                                Qt::NoModifier);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(editor, key, modifiers); }
    void click(QPoint at, Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(editor->viewport(), button, modifiers, at);
    }
    quint32 at(const char *text, int nth = 0) const
    {
        qsizetype place = -1;
        for (int i = 0; i <= nth; ++i)
            place = editor->utf8().indexOf(text, place + 1);
        return quint32(place);
    }
    void caretTo(quint32 offset) { editor->SendScintilla(QsciScintillaBase::SCI_SETEMPTYSELECTION, ulong(offset)); }
    int style(quint32 offset) const
    {
        return int(editor->SendScintilla(QsciScintillaBase::SCI_GETSTYLEAT, ulong(offset)));
    }
    bool marked(editor::Indicator indicator, quint32 offset) const
    {
        return editor->SendScintilla(QsciScintillaBase::SCI_INDICATORVALUEAT, ulong(indicator), long(offset));
    }
    /// The run of an indicator around an offset.
    QByteArray markedText(editor::Indicator indicator, quint32 offset) const
    {
        using Q = QsciScintillaBase;
        const long begin = editor->SendScintilla(Q::SCI_INDICATORSTART, ulong(indicator), long(offset));
        const long end = editor->SendScintilla(Q::SCI_INDICATOREND, ulong(indicator), long(offset));
        return marked(indicator, offset) ? editor->utf8().mid(begin, end - begin) : QByteArray();
    }
    QPoint point(quint32 offset) const { return editor::Sci(*editor).point(offset); }
    int lineHeight() const { return editor::Sci(*editor).lineHeight(); }

    Theme theme;
    QWidget window;
    CodeEditor *editor;
    std::string shadow; ///< what `edited` says the text is
};

} // namespace watchglass::test
