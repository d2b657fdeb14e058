// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/calls_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "engine/host/contracts/codec.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

constexpr size_t mostBytes = 4096;

/// Sixteen in a line, with their characters.
QString hexDump(const host::Bytes &bytes)
{
    QString all;
    const size_t shown = std::min(bytes.size(), mostBytes);
    for (size_t at = 0; at < shown; at += 16) {
        QString digits, letters;
        for (size_t i = at; i < at + 16; ++i) {
            if (i >= shown) {
                digits += QStringLiteral("   ");
                continue;
            }
            digits += QStringLiteral("%1 ").arg(uint(bytes[i]), 2, 16, QLatin1Char('0'));
            letters += bytes[i] >= 32 && bytes[i] < 127 ? QLatin1Char(char(bytes[i])) : QLatin1Char('.');
        }
        all += QStringLiteral("  %1  %2 %3\n").arg(at, 4, 16, QLatin1Char('0')).arg(digits, letters);
    }
    if (shown < bytes.size())
        all += CallsView::tr("  … %1 bytes more\n").arg(bytes.size() - shown);
    return all;
}

QString bytesText(const QString &title, const host::Bytes &bytes, const contracts::Message *message, bool known)
{
    QString text = QLatin1Char('\n') + CallsView::tr("%1, %2 bytes").arg(title).arg(bytes.size()) + QLatin1Char('\n');
    if (const auto readable = known ? contracts::readable(message, bytes) : std::nullopt)
        text += QStringLiteral("  ") + views::text(*readable) + QLatin1Char('\n');
    return text + hexDump(bytes);
}

} // namespace

QString detailsOf(const host::CallRecord &call)
{
    QString text = QStringLiteral("#%1  %2\n%3\n").arg(call.id).arg(callText(call), wayText(call));
    if (!call.capability.empty() && call.kind == host::CallRecord::Kind::FromActor)
        text += CallsView::tr("capability %1, binding %2")
                    .arg(views::text(call.capability),
                         call.binding.empty() ? CallsView::tr("none") : views::text(call.binding)) +
                QLatin1Char('\n');
    text += call.failure == host::Failure::None
                ? CallsView::tr("answered after %1").arg(durationText(call.duration))
                : CallsView::tr("failed after %1 – %2: %3")
                      .arg(durationText(call.duration), views::text(nameOf(call.failure)), views::text(call.error));
    text += QLatin1Char('\n');
    if (call.kind != host::CallRecord::Kind::Function) {
        const contracts::Found found = contractOf(call);
        text += bytesText(CallsView::tr("Payload"), call.payload, found.request, bool(found));
        text += bytesText(CallsView::tr("Answer"), call.reply, found.answer, bool(found));
    }
    if (!call.writes.empty())
        text += QLatin1Char('\n') + CallsView::tr("Written into the guest") + QLatin1Char('\n');
    for (const host::GuestWrite &write : call.writes)
        text += CallsView::tr("  %1 bytes at %2, as %3 wished")
                    .arg(write.length)
                    .arg(views::hex(write.address), views::text(write.wish)) +
                QLatin1Char('\n');
    return text;
}

CallsView::CallsView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_log(new CallLog(this)), m_list(new CallList(theme, *m_log, this)),
      m_filter(views::filterField(theme, tr("Filter calls"), this)), m_count(new QLabel(this)),
      m_cause(new QToolButton(this)), m_text(new QPlainTextEdit(this))
{
    auto *clear = views::iconButton(theme, QStringLiteral("remove"), tr("Clear the log of calls"), this);
    m_cause->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_cause->setAutoRaise(true);
    views::describe(m_cause, tr("Go to the cause"), tr("Shows the call within which this one was made."));
    auto *top = views::line();
    top->addWidget(m_filter, 1);
    top->addWidget(m_count);
    top->addWidget(m_cause);
    top->addWidget(clear);
    views::describe(m_text, tr("The chosen call"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(theme.monospace());
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(m_list);
    split->addWidget(m_text);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    auto *layout = views::column(this);
    layout->addLayout(top);
    layout->addWidget(split, 1);
    setFocusProxy(m_list);
    connect(&theme, &Theme::changed, this, [this] { m_text->setFont(m_theme.monospace()); });
    connect(clear, &QToolButton::clicked, m_log, &CallLog::clear);
    connect(m_filter, &QLineEdit::textChanged, m_log, &CallLog::setFilter);
    connect(m_log, &CallLog::changed, this, &CallsView::showCount);
    connect(m_list, &CallList::currentChanged, this, &CallsView::showCall);
    connect(m_list, &CallList::activated, this, [this] { m_text->setFocus(Qt::OtherFocusReason); });
    connect(m_cause, &QToolButton::clicked, this, [this] {
        if (const CallLog::Entry *entry = m_log->entry(m_list->current()); entry && entry->call)
            goTo(entry->call->cause);
    });
    showCount();
    showCall();
}

void CallsView::showCount()
{
    const QLocale locale;
    QString text = m_log->filtering()
                       ? tr("%1 of %2").arg(locale.toString(m_log->size()), locale.toString(m_log->total()))
                       : locale.toString(m_log->total());
    if (m_log->lost())
        text += QStringLiteral(" · ") + tr("%1 came too fast").arg(locale.toString(m_log->lost()));
    m_count->setText(text);
}

void CallsView::showCall()
{
    const CallLog::Entry *entry = m_log->entry(m_list->current());
    m_text->setVisible(entry != nullptr); // until then the list has all the room
    m_text->setPlainText(!entry ? QString() : entry->call ? detailsOf(*entry->call) : entry->deed);
    const bool caused = entry && entry->call && entry->call->cause != 0;
    m_cause->setVisible(caused);
    if (caused)
        m_cause->setText(tr("Within #%1").arg(entry->call->cause));
}

void CallsView::goTo(uint64_t call)
{
    const quint64 found = m_log->find(call);
    if (found && m_log->rowOf(found) < 0)
        m_filter->clear();
    m_list->setCurrent(found);
}

} // namespace watchglass
