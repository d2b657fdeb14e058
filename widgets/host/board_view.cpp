// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/board_view.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QUrl>

#include <algorithm>

#include "widgets/views/view_kit.h"

namespace watchglass {

/// What the cards lie on: paints the links between them.
class BoardSheet : public QWidget
{
public:
    struct Wire {
        const BoardCard *from, *to;
        BoardMood mood;
        host::BreakerState breaker;
    };
    BoardSheet(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
    {
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    std::vector<BoardCard *> left, right; ///< from top to bottom
    std::vector<Wire> wires;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        for (const Wire &wire : wires)
            paint(painter, wire);
    }

private:
    void paint(QPainter &painter, const Wire &wire)
    {
        const QPointF from(wire.from->geometry().right() + 1.0, wire.from->geometry().center().y());
        const bool across = wire.to->x() > from.x();
        const QPointF to(across ? wire.to->x() : wire.to->geometry().right() + 1.0, wire.to->geometry().center().y());
        const double bend = across ? (to.x() - from.x()) * 0.6 : views::gap(this) * 4;
        QPainterPath path(from);
        path.cubicTo({from.x() + bend, from.y()}, {across ? to.x() - bend : to.x() + bend, to.y()}, to);
        const bool open = wire.breaker == host::BreakerState::Open;
        const QColor color = m_theme.color(moodColor(wire.mood));
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 2, wire.mood == BoardMood::Good ? Qt::SolidLine : Qt::DashLine));
        painter.drawPath(path);
        painter.setBrush(color);
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(from, 3, 3);
        painter.drawEllipse(to, 3, 3);
        if (wire.breaker == host::BreakerState::Closed)
            return;
        // The switch of the circuit: lifted while it is open, half down while it is tried.
        const QPointF middle = path.pointAtPercent(0.5);
        painter.setBrush(m_theme.color(Theme::Color::Base));
        painter.setPen(QPen(color, 1.6));
        painter.drawEllipse(middle, 9, 9);
        painter.drawLine(middle + QPointF(-5, 2), middle + (open ? QPointF(3, -5) : QPointF(5, -1)));
        painter.drawPoint(middle + QPointF(5, 2));
    }

    const Theme &m_theme;
};

BoardView::BoardView(const Theme &theme, QWidget *parent)
    : QScrollArea(parent), m_theme(theme), m_sheet(new BoardSheet(theme, this)), m_empty(views::sentence(m_sheet)),
      m_deferred(new views::Deferred(this, [this] { build(); }))
{
    setWidget(m_sheet);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    views::describe(this, tr("Board"));
    m_empty->setTextInteractionFlags(Qt::NoTextInteraction);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setText(tr("Nothing is hosted yet. Open a manifest, serve the counter that comes with Watchglass, add a "
                        "provider, or drop a module here. What the text in front imports is listed here, too."));
    build();
}

void BoardView::setPicture(std::shared_ptr<const BoardPicture> picture)
{
    m_picture = std::move(picture);
    m_deferred->request();
}

BoardCard *BoardView::card(const BoardId &id) const
{
    const auto found = m_cards.find(id);
    return found == m_cards.end() ? nullptr : found->second;
}

void BoardView::setCurrent(const BoardId &id, bool focus)
{
    m_deferred->flush();
    BoardCard *next = card(id);
    const BoardId wanted = next ? id : BoardId();
    if (BoardCard *before = card(m_current); before && wanted != m_current)
        before->setCurrent(false);
    if (next) {
        next->setCurrent(true);
        ensureWidgetVisible(next, 8, 8);
        if (focus)
            next->setFocus(Qt::OtherFocusReason);
    }
    if (std::exchange(m_current, wanted) != wanted)
        emit currentChanged();
}

BoardCard *BoardView::make(const BoardId &id)
{
    auto *made = new BoardCard(m_theme, id, m_sheet);
    connect(made, &BoardCard::entered, this, [this, id] { setCurrent(id); });
    connect(made, &BoardCard::activated, this, &BoardView::activated);
    connect(made, &BoardCard::removeWanted, this, &BoardView::removeWanted);
    connect(made, &BoardCard::undoWanted, this, &BoardView::undoWanted);
    connect(made, &BoardCard::menuWanted, this, &BoardView::menuWanted);
    connect(made, &BoardCard::stepped, this, [this, made](int key) { step(*made, key); });
    connect(made, &BoardCard::providerDropped, this, [this, id](const QString &provider) {
        if (id.kind == BoardId::Kind::Link)
            emit linkWanted(id.key, provider);
        else
            emit provideWanted(views::text(id.key.actor), provider);
    });
    connect(made, &BoardCard::fileDropped, this,
            [this, id](const QString &path) { emit fileDropped(views::text(id.key.actor), path); });
    made->show();
    return made;
}

void BoardView::build()
{
    std::map<BoardId, BoardCard *> before = std::move(m_cards);
    m_cards.clear();
    m_sheet->left.clear();
    m_sheet->right.clear();
    m_sheet->wires.clear();
    using Kind = BoardId::Kind;
    const auto put = [&](const BoardId &id, const BoardCard::Look &look) {
        const auto known = before.find(id);
        BoardCard *at = known == before.end() ? make(id) : known->second;
        if (known != before.end())
            before.erase(known);
        at->setLook(look);
        m_cards[id] = at;
        (id.kind == Kind::Provider ? m_sheet->right : m_sheet->left).push_back(at);
        return at;
    };
    for (const BoardActor &actor : m_picture->actors) {
        put({Kind::Actor, {actor.state.name, {}, {}}},
            {actor.program ? QStringLiteral("edit") : QStringLiteral("module"), actor.name, stateText(actor),
             moodOf(actor), true});
        for (const BoardPort &port : actor.ports)
            put({Kind::Link, port.key}, {port.plain() ? QStringLiteral("import-call") : QStringLiteral("import"),
                                         port.title, stateText(port), moodOf(port), false});
    }
    for (const host::ProviderState &provider : m_picture->providers)
        put({Kind::Provider, {}, provider.name},
            {QStringLiteral("data"), views::text(provider.name), stateText(provider), moodOf(provider), true});
    for (const BoardActor &actor : m_picture->actors)
        for (const BoardPort &port : actor.ports) {
            if (!port.state)
                continue;
            const BoardCard *to = nullptr;
            if (const auto *provider = std::get_if<host::ToProvider>(&port.state->link.target))
                to = card({Kind::Provider, {}, provider->provider});
            else if (const auto *other = std::get_if<host::ToActor>(&port.state->link.target))
                to = card({Kind::Actor, {other->actor, {}, {}}});
            if (to)
                m_sheet->wires.push_back({card({Kind::Link, port.key}), to, moodOf(port), port.state->breaker});
        }
    for (const auto &[id, gone] : before) {
        gone->hide();
        gone->deleteLater();
    }
    if (!m_cards.contains(m_current) && std::exchange(m_current, BoardId()).kind != Kind::None)
        emit currentChanged();
    m_empty->setVisible(m_cards.empty());
    setFocusPolicy(m_cards.empty() ? Qt::StrongFocus : Qt::ClickFocus); // with cards, Tab goes to those
    place();
}

/// Two columns with room for the wires; what an actor imports stands a little to the right below it.
void BoardView::place()
{
    const int gap = views::gap(this), width = viewport()->width();
    const int between = qMax(gap * 6, width / 8);
    const bool two = !m_sheet->right.empty();
    const int leftWidth = two ? (width - between - 2 * gap) * 58 / 100 : width - 2 * gap;
    const int rightX = gap + leftWidth + between;
    int y = gap, bottom = 0;
    QWidget *last = nullptr;
    const auto chain = [&](QWidget *next) {
        if (last)
            setTabOrder(last, next);
        last = next;
    };
    for (BoardCard *each : m_sheet->left) {
        const bool link = each->id().kind == BoardId::Kind::Link;
        const int inset = link ? gap * 3 : 0;
        if (!link && y > gap)
            y += gap * 2;
        each->setGeometry(gap + inset, y, leftWidth - inset, each->sizeHint().height());
        y += each->height() + gap / 2;
        chain(each);
    }
    bottom = y;
    y = gap;
    for (BoardCard *each : m_sheet->right) {
        each->setGeometry(rightX, y, width - rightX - gap, each->sizeHint().height());
        y += each->height() + gap * 2;
        chain(each);
    }
    m_empty->setGeometry(gap * 2, gap * 4, width - gap * 4, m_empty->heightForWidth(width - gap * 4));
    if (m_empty->isVisibleTo(m_sheet))
        y = qMax(y, m_empty->geometry().bottom());
    m_sheet->resize(width, qMax(bottom, y) + gap);
    m_sheet->update();
}

/// The neighbour in that direction; Left and Right go to the other column, along the wire where there is one.
void BoardView::step(const BoardCard &from, int key)
{
    const bool right = from.id().kind == BoardId::Kind::Provider;
    const std::vector<BoardCard *> &column = right ? m_sheet->right : m_sheet->left;
    const std::vector<BoardCard *> &other = right ? m_sheet->left : m_sheet->right;
    const auto at = std::find(column.begin(), column.end(), &from);
    BoardCard *to = nullptr;
    if (key == Qt::Key_Home)
        to = column.front();
    else if (key == Qt::Key_End)
        to = column.back();
    else if (key == Qt::Key_Up && at != column.begin())
        to = *std::prev(at);
    else if (key == Qt::Key_Down && std::next(at) != column.end())
        to = *std::next(at);
    else if ((key == Qt::Key_Right && !right) || (key == Qt::Key_Left && right)) {
        for (const BoardSheet::Wire &wire : m_sheet->wires) {
            if (!to && wire.from == &from)
                to = const_cast<BoardCard *>(wire.to);
            if (!to && wire.to == &from)
                to = const_cast<BoardCard *>(wire.from);
        }
        const auto far = [&](const BoardCard *card) { return std::abs(card->y() - from.y()); };
        if (!to && !other.empty())
            to = *std::min_element(other.begin(), other.end(),
                                   [&](const BoardCard *a, const BoardCard *b) { return far(a) < far(b); });
    }
    if (to)
        to->setFocus(Qt::OtherFocusReason);
}

void BoardView::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    place();
}

void BoardView::focusInEvent(QFocusEvent *event)
{
    QScrollArea::focusInEvent(event);
    // The keys belong to a card, where there is one.
    if (BoardCard *at = card(m_current))
        at->setFocus(event->reason());
    else if (!m_cards.empty())
        (m_sheet->left.empty() ? m_sheet->right : m_sheet->left).front()->setFocus(event->reason());
}

void BoardView::contextMenuEvent(QContextMenuEvent *event)
{
    setCurrent({});
    emit menuWanted(event->globalPos());
}

void BoardView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void BoardView::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    for (const QUrl &url : event->mimeData()->urls())
        if (url.isLocalFile())
            emit fileDropped({}, url.toLocalFile());
}

} // namespace watchglass
