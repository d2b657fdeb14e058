// SPDX-License-Identifier: GPL-3.0-or-later
/// Small things all views share: text, spacing, names for assistive technology, and work that waits until it is seen.
#pragma once

#include <QObject>
#include <QString>
#include <QWidget>

#include <functional>
#include <string_view>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace watchglass {

class Theme;

namespace views {

inline QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}
/// "0x6a", with at least `digits` hexadecimal digits.
QString hex(quint64 number, int digits = 1);
/// Space between controls: a third of a line of text.
int gap(const QWidget *widget);
QVBoxLayout *column(QWidget *parent); ///< without margins
QHBoxLayout *line();                  ///< with a small margin

/// Gives a control its accessible name and description; the description is its tool tip as well.
void describe(QWidget *widget, const QString &name, const QString &description = {});
template <class Widget>
Widget *named(Widget *widget, const QString &name, const QString &description = {})
{
    describe(widget, name, description);
    return widget;
}
/// A flat button with an icon whose text is read aloud and shown as its tip; without such an icon it shows the text.
QToolButton *iconButton(const Theme &theme, const QString &icon, const QString &name, QWidget *parent);
/// A field that narrows down what a view shows.
QLineEdit *filterField(const Theme &theme, const QString &name, QWidget *parent);
/// A label of theme colour `dim` that wraps and can be selected with the mouse.
QLabel *sentence(QWidget *parent);

/// While the focus is in the widget this key is its own, not that of an action of the program with the same key. `run`
/// may be empty when the widget handles the key itself.
void ownKey(QWidget *widget, const QKeySequence &key, std::function<void()> run = {});

/// Runs a build when its widget is visible, else as soon as it is shown: hidden views do no work.
class Deferred : public QObject
{
    Q_OBJECT
public:
    Deferred(QWidget *widget, std::function<void()> build);
    void request();
    void flush(); ///< builds now, shown or not, when a build is due

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void run();
    QWidget *m_widget;
    std::function<void()> m_build;
    bool m_pending = false;
};

} // namespace views
} // namespace watchglass
