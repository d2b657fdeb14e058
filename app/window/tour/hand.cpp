// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tour/hand.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QTabBar>
#include <QTest>

#include "app/window/main_window.h"
#include "app/window/tabs.h"

namespace watchglass {

namespace {
QWidget *focused(QWidget &window)
{
    return QApplication::focusWidget() ? QApplication::focusWidget() : &window;
}

QString plain(QString text)
{
    return text.remove(QLatin1Char('&'));
}
} // namespace

void Hand::keys(const QKeySequence &keys)
{
    QTest::keySequence(focused(m_window), keys);
}

void Hand::type(QWidget *into, const QString &text)
{
    QTest::keyClicks(into, text);
}

void Hand::paste(const QString &text)
{
    QApplication::clipboard()->setText(text);
    keys(QKeySequence::Paste);
}

void Hand::click(QWidget *widget)
{
    if (widget)
        QTest::mouseClick(widget, Qt::LeftButton);
}

void Hand::clickButton(const QString &text)
{
    click(visibleButton(&m_window, text));
}

void Hand::clickMargin(CodeEditor *editor, const QString &text)
{
    const QByteArray all = editor->utf8();
    const long position = long(all.indexOf(text.toUtf8()));
    editor->showPlace(quint32(position));
    const int y = int(editor->SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0UL, position));
    const int height = int(editor->SendScintilla(QsciScintilla::SCI_TEXTHEIGHT, 0UL));
    QTest::mouseClick(editor->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(4, y + height / 2));
}

void Hand::clickTab(const QString &dockTitle)
{
    const QList<QTabBar *> bars = m_window.findChildren<QTabBar *>();
    for (QTabBar *bar : bars)
        for (int i = 0; i < bar->count(); ++i)
            if (bar->isVisible() && plain(bar->tabText(i)) == dockTitle)
                QTest::mouseClick(bar, Qt::LeftButton, Qt::NoModifier, bar->tabRect(i).center());
}

bool Hand::waitFor(const std::function<bool()> &done, int milliseconds)
{
    return QTest::qWaitFor(done, milliseconds);
}

QAbstractButton *visibleButton(QWidget *in, const QString &text)
{
    const QList<QAbstractButton *> buttons = in->findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons)
        if (button->isVisible() && (plain(button->text()) == text || button->accessibleName() == text))
            return button;
    return nullptr;
}

QAbstractItemView *dockList(QWidget *window, const QString &dock)
{
    const auto *found = window->findChild<QDockWidget *>(dock);
    return found ? found->findChild<QAbstractItemView *>() : nullptr;
}

QString dockText(QWidget *window, const QString &dock)
{
    const QAbstractItemView *list = dockList(window, dock);
    QStringList lines;
    if (list && list->model())
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < list->model()->columnCount(); ++column)
                cells << list->model()->index(row, column).data().toString();
            lines << cells.join(QLatin1Char('\t'));
        }
    return lines.join(QLatin1Char('\n'));
}

} // namespace watchglass
