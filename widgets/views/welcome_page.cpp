// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/welcome_page.h"

#include <QAbstractButton>
#include <QFileInfo>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/views/even_flow.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

/// One thing to open: a title and a line about it, pressed like a button.
class Card : public QAbstractButton
{
public:
    Card(const Theme &theme, const QString &icon, const QString &title, const QString &line, QWidget *parent)
        : QAbstractButton(parent), m_theme(theme), m_icon(icon), m_line(line)
    {
        setText(title);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
        QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
        setAccessibleName(title);
        setAccessibleDescription(line);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override
    {
        const int line = fontMetrics().height();
        return bold().height() + lineRect(width).height() + 2 * space() + line / 3;
    }
    QSize sizeHint() const override
    {
        return {fontMetrics().averageCharWidth() * 30, heightForWidth(fontMetrics().averageCharWidth() * 30)};
    }

protected:
    void paintEvent(QPaintEvent *) override;

private:
    QFontMetrics bold() const
    {
        QFont strong = font();
        strong.setBold(true);
        return QFontMetrics(strong);
    }
    int space() const { return fontMetrics().height() * 2 / 3; }
    int textLeft() const { return space() + fontMetrics().height() + space() / 2; }
    QRect lineRect(int width) const
    {
        return fontMetrics().boundingRect(QRect(0, 0, width - textLeft() - space(), 10000), Qt::TextWordWrap, m_line);
    }

    const Theme &m_theme;
    QString m_icon, m_line;
};

void Card::paintEvent(QPaintEvent *)
{
    const bool lit = underMouse() || isDown();
    const int line = fontMetrics().height();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double edge = hasFocus() ? 2 : 1;
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), line / 3.0, line / 3.0);
    painter.fillPath(outline, m_theme.color(lit ? Theme::Color::AlternateBase : Theme::Color::Base));
    painter.setPen(QPen(m_theme.color(hasFocus() || lit ? Theme::Color::Accent : Theme::Color::Border), edge));
    painter.drawPath(outline);
    m_theme.icon(m_icon, Theme::Color::Accent).paint(&painter, QRect(space(), space(), line, line));

    QFont strong = font();
    strong.setBold(true);
    painter.setFont(strong);
    painter.setPen(m_theme.color(Theme::Color::Text));
    const int width = this->width() - textLeft() - space();
    painter.drawText(QRect(textLeft(), space(), width, bold().height()), Qt::AlignLeft | Qt::AlignVCenter,
                     bold().elidedText(text(), Qt::ElideRight, width));
    painter.setFont(font());
    painter.setPen(m_theme.color(Theme::Color::DimText));
    painter.drawText(QRect(textLeft(), space() + bold().height() + line / 3, width, height()), Qt::TextWordWrap,
                     m_line);
}

QWidget *flowOf(QWidget *parent)
{
    auto *body = new QWidget(parent);
    const int character = body->fontMetrics().averageCharWidth();
    auto *flow = new EvenFlow(character * 36, character * 64, body);
    flow->setSpacing(views::gap(body) * 2);
    flow->setContentsMargins(0, 0, 0, 0);
    return body;
}

void clear(QWidget *flow)
{
    while (QLayoutItem *item = flow->layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the card whose click led here
        delete item;
    }
}

} // namespace

WelcomePage::WelcomePage(const Theme &theme, QWidget *parent)
    : QScrollArea(parent), m_theme(theme), m_examples(flowOf(this)), m_recent(flowOf(this))
{
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Welcome"));
    auto *body = new QWidget(this);
    auto *layout = views::column(body);
    const int space = views::gap(this);
    layout->setContentsMargins(6 * space, 5 * space, 6 * space, 5 * space);
    layout->setSpacing(3 * space);
    layout->addWidget(heading(tr("Watchglass"), 2));
    auto *what = views::sentence(body);
    what->setText(tr("A workbench for WebAssembly: write it, run it, stop it anywhere, look at everything."));
    what->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(what);
    layout->addWidget(makeStart());
    layout->addWidget(m_recentHead = heading(tr("Recent files"), 1));
    layout->addWidget(m_recent);
    layout->addWidget(heading(tr("Start from an example"), 1));
    layout->addWidget(m_examples);
    layout->addStretch();
    setWidget(body);
    setRecent({});
}

QLabel *WelcomePage::heading(const QString &text, int step)
{
    auto *label = new QLabel(text, this);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * (1 + 0.35 * step));
    large.setBold(true);
    label->setFont(large);
    return label;
}

QWidget *WelcomePage::makeStart()
{
    auto *box = new QWidget(this);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const QString &icon, const QString &text, const QString &tip, void (WelcomePage::*asked)()) {
        auto *button = new QPushButton(text, box);
        QString name = text;
        views::describe(button, name.remove(QLatin1Char('&')), tip);
        const auto paint = [this, button, icon] { button->setIcon(m_theme.icon(icon)); };
        paint();
        connect(&m_theme, &Theme::changed, button, paint);
        connect(button, &QPushButton::clicked, this, asked);
        line->addWidget(button);
    };
    add(QStringLiteral("open"), tr("&Open…"), tr("Opens a .wat or .wasm file."), &WelcomePage::openRequested);
    add(QStringLiteral("new"), tr("&New"), tr("Begins an empty text."), &WelcomePage::newRequested);
    add(QStringLiteral("run"), tr("Serve the &Counter"),
        tr("A counter of requests on this machine, whose module and store are swapped while it serves."),
        &WelcomePage::serveRequested);
    add(QStringLiteral("help"), tr("&Tour"), tr("Shows in 90 seconds how to write, run and stop a program."),
        &WelcomePage::tourRequested);
    line->addStretch();
    return box;
}

void WelcomePage::setExamples(std::vector<ExampleCard> examples)
{
    clear(m_examples);
    for (const ExampleCard &example : examples) {
        auto *card = new Card(m_theme, QStringLiteral("example"), example.title, example.promise, m_examples);
        connect(card, &QAbstractButton::clicked, this, [this, id = example.id] { emit exampleRequested(id); });
        m_examples->layout()->addWidget(card);
        card->show();
    }
    m_examples->updateGeometry();
}

void WelcomePage::setRecent(const QStringList &files)
{
    clear(m_recent);
    for (const QString &file : files) {
        const QFileInfo info(file);
        auto *card = new Card(m_theme, QStringLiteral("open"), info.fileName(), info.path(), m_recent);
        connect(card, &QAbstractButton::clicked, this, [this, file] { emit recentRequested(file); });
        m_recent->layout()->addWidget(card);
        card->show();
    }
    m_recentHead->setVisible(!files.isEmpty());
    m_recent->setVisible(!files.isEmpty());
    m_recent->updateGeometry();
}

} // namespace watchglass
