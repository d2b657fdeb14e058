// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tour/guide.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/window/examples.h"
#include "app/window/main_window.h"
#include "app/window/tour/tour.h"

namespace watchglass {

namespace {
constexpr int lookEvery = 200; // ms between looks whether the user has done it
}

Guide::Guide(MainWindow &window)
    : QFrame(&window), m_window(window), m_steps(tourSteps(window)), m_title(new QLabel(this)),
      m_text(new QLabel(this)), m_progress(new QLabel(this)), m_showMe(new QPushButton(tr("&Show me"), this)),
      m_frame(new QFrame(&window))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setAccessibleName(tr("Guided tour"));
    m_text->setWordWrap(true);
    m_title->setAccessibleName(tr("Step of the tour"));
    m_text->setAccessibleName(tr("What to do"));
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    auto *leave = new QPushButton(tr("&Leave the tour"), this);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progress, 1);
    buttons->addWidget(m_showMe);
    buttons->addWidget(leave);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addLayout(buttons);

    m_frame->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_frame->setFrameShape(QFrame::Box);
    m_frame->setLineWidth(3);
    m_frame->setFocusPolicy(Qt::NoFocus);
    QPalette accent = m_frame->palette();
    accent.setColor(QPalette::WindowText, palette().color(QPalette::Highlight));
    m_frame->setPalette(accent);

    connect(leave, &QPushButton::clicked, this, &QWidget::close);
    connect(m_showMe, &QPushButton::clicked, this, [this] {
        Hand hand(m_window);
        m_steps[m_at].play(hand);
    });
    connect(this, &QObject::destroyed, m_frame, &QObject::deleteLater);
    connect(&m_look, &QTimer::timeout, this, &Guide::look);
    window.installEventFilter(this);
    QApplication::clipboard()->setText(QString::fromUtf8(exampleText(QStringLiteral("add-2020"))));
    showStep();
    show();
    m_look.start(lookEvery);
}

bool Guide::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_window && event->type() == QEvent::Resize)
        place();
    return QFrame::eventFilter(watched, event);
}

void Guide::look()
{
    if (m_at < m_steps.size() && m_shown.elapsed() >= m_steps[m_at].reading && m_steps[m_at].done()) {
        if (++m_at == m_steps.size()) {
            m_title->setText(tr("That was the tour"));
            m_text->setText(tr("Every step was yours. Help ▸ Guided Tour shows it again."));
            m_progress->clear();
            m_showMe->hide();
            m_frame->hide();
            m_look.stop();
            place();
            return;
        }
        showStep();
    }
    place();
}

void Guide::showStep()
{
    const TourStep &step = m_steps[m_at];
    m_shown.start();
    m_title->setText(step.title);
    m_text->setText(step.text);
    m_progress->setText(tr("%1 of %2").arg(m_at + 1).arg(m_steps.size()));
    place();
}

void Guide::place()
{
    setFixedWidth(fontMetrics().averageCharWidth() * 52);
    adjustSize();
    const int gap = fontMetrics().height();
    move(m_window.width() - width() - gap, m_window.height() - height() - 3 * gap);
    raise();
    QWidget *target = m_at < m_steps.size() && m_steps[m_at].target ? m_steps[m_at].target() : nullptr;
    m_frame->setVisible(target && target->isVisible());
    if (target)
        m_frame->setGeometry(QRect(target->mapTo(&m_window, QPoint(0, 0)), target->size()));
}

void startTour(MainWindow &window)
{
    for (Guide *old : window.findChildren<Guide *>())
        old->close();
    new Guide(window);
}

} // namespace watchglass
