// SPDX-License-Identifier: GPL-3.0-or-later
/// A user's hand: key and mouse events on the real window, aimed at what a user can see – by name, text or place.
#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>

class QAbstractButton;
class QAbstractItemView;
class QLineEdit;
class QWidget;

namespace watchglass {

class CodeEditor;
class MainWindow;

class Hand
{
public:
    explicit Hand(MainWindow &window) : m_window(window) {}

    void keys(const QKeySequence &keys);
    void type(QWidget *into, const QString &text);
    /// Ctrl+V of this text.
    void paste(const QString &text);
    void click(QWidget *widget);
    void clickButton(const QString &text);
    /// A click in the breakpoint margin beside the first line that contains `text`.
    void clickMargin(CodeEditor *editor, const QString &text);
    void clickTab(const QString &dockTitle);

    /// Handles events until `done` or the time is over.
    static bool waitFor(const std::function<bool()> &done, int milliseconds = 15000);

private:
    MainWindow &m_window;
};

/// Finding what a user would point at: visible, by its text or accessible name.
QAbstractButton *visibleButton(QWidget *in, const QString &text);
/// The list inside a dock.
QAbstractItemView *dockList(QWidget *window, const QString &dock);
/// All cells of a dock's list as text: rows by line end, cells by tab.
QString dockText(QWidget *window, const QString &dock);

} // namespace watchglass
