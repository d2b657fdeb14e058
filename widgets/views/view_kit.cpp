// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/view_kit.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/theme.h"

namespace watchglass::views {

QString hex(quint64 number, int digits)
{
    return QStringLiteral("0x%1").arg(number, digits, 16, QLatin1Char('0'));
}

int gap(const QWidget *widget)
{
    return qMax(2, widget->fontMetrics().height() / 3);
}

QVBoxLayout *column(QWidget *parent)
{
    auto *layout = new QVBoxLayout(parent);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

QHBoxLayout *line()
{
    auto *layout = new QHBoxLayout;
    const int space = qMax(2, QFontMetrics(QFont()).height() / 5);
    layout->setContentsMargins(space, space, space, space);
    layout->setSpacing(space);
    return layout;
}

void describe(QWidget *widget, const QString &name, const QString &description)
{
    widget->setAccessibleName(name);
    if (description.isEmpty())
        return;
    widget->setAccessibleDescription(description);
    widget->setToolTip(description);
}

QToolButton *iconButton(const Theme &theme, const QString &icon, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(name);
    button->setAutoRaise(true);
    button->setAccessibleName(name);
    button->setToolTip(name);
    const auto paint = [button, icon, &theme] {
        const QIcon picture = theme.icon(icon);
        button->setIcon(picture);
        button->setToolButtonStyle(picture.isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    };
    paint();
    QObject::connect(&theme, &Theme::changed, button, paint);
    return button;
}

QLineEdit *filterField(const Theme &theme, const QString &name, QWidget *parent)
{
    auto *field = new QLineEdit(parent);
    field->setAccessibleName(name);
    field->setPlaceholderText(name);
    field->setClearButtonEnabled(true);
    auto *picture = field->addAction(QIcon(), QLineEdit::LeadingPosition);
    const auto paint = [picture, &theme] { picture->setIcon(theme.icon(QStringLiteral("find"))); };
    paint();
    QObject::connect(&theme, &Theme::changed, picture, paint);
    return field;
}

QLabel *sentence(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

namespace {
class OwnKey : public QObject
{
public:
    OwnKey(QWidget *widget, const QKeySequence &key, std::function<void()> run)
        : QObject(widget), m_key(key), m_run(std::move(run))
    {
        widget->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        const bool before = event->type() == QEvent::ShortcutOverride;
        if (!before && (event->type() != QEvent::KeyPress || !m_run))
            return false;
        auto *key = static_cast<QKeyEvent *>(event);
        if (QKeySequence(key->keyCombination()) != m_key)
            return false;
        event->accept();
        if (!before)
            m_run();
        return true;
    }

private:
    QKeySequence m_key;
    std::function<void()> m_run;
};
} // namespace

void ownKey(QWidget *widget, const QKeySequence &key, std::function<void()> run)
{
    new OwnKey(widget, key, std::move(run));
}

Deferred::Deferred(QWidget *widget, std::function<void()> build)
    : QObject(widget), m_widget(widget), m_build(std::move(build))
{
    widget->installEventFilter(this);
}

void Deferred::request()
{
    m_pending = true;
    if (m_widget->isVisible())
        run();
}

void Deferred::flush()
{
    if (m_pending)
        run();
}

bool Deferred::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show)
        flush();
    return QObject::eventFilter(watched, event);
}

void Deferred::run()
{
    m_pending = false;
    m_build();
}

} // namespace watchglass::views
