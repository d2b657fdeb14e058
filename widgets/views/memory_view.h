// SPDX-License-Identifier: GPL-3.0-or-later
/// The memories of an instance. Only the visible bytes are asked for; answers to older questions are dropped.
#pragma once

#include <QHash>
#include <QWidget>

#include <vector>

#include "engine/session/session.h"
#include "widgets/theme.h"
#include "widgets/views/address_expression.h"
#include "widgets/views/hex_area.h"

class QComboBox;
class QLineEdit;
class QToolButton;

namespace watchglass {

class MemoryInspector;
class MemorySearch;
namespace views {
class Deferred;
}

class MemoryView : public QWidget
{
    Q_OBJECT
public:
    explicit MemoryView(const Theme &theme, QWidget *parent = nullptr);

    void setMemories(std::vector<session::MemoryInfo> memories); ///< keeps memory and place; asks for the visible range
    void setEditable(bool on);
    void setResolver(AddressResolver resolver) { m_resolver = std::move(resolver); }
    /// Which bytes a data breakpoint waits for; they are framed.
    void setWatched(std::function<bool(quint32 memory, quint64 address)> watched) { m_watched = std::move(watched); }
    void supply(const session::MemoryBytes &bytes);
    void supplyFound(const session::MemoryFound &found);
    void refresh(); ///< asks again for the visible range; a hidden view asks when it is shown
    void showAddress(quint32 memory, quint64 address); ///< a jump: “back” returns
    void openSearch();
    HexArea *area() const { return m_area; }
    quint32 memory() const; ///< the chosen one

signals:
    void bytesWanted(quint64 ticket, quint32 memory, quint64 address, quint64 length);
    void bytesEdited(quint32 memory, quint64 address, const QByteArray &bytes);
    void findWanted(quint64 ticket, quint32 memory, const QByteArray &pattern, quint64 from);
    void findCancelled(quint64 ticket);
    void watchRequested(quint32 memory, quint64 begin, quint64 end, watchglass::debug::Watchpoint::On on);

private:
    struct Place {
        quint32 memory = 0;
        quint64 address = 0;
    };
    void makeBar();
    void fillChooser();
    void chooseMemory();
    void ask(); ///< for the visible range
    void askIfNeeded();
    HexByte byteAt(quint64 address) const;
    void edit(quint64 address, const QByteArray &bytes);
    void goToTyped();
    void jump(Place place);
    void travel(int direction);
    void open(Place place);
    void updateHistory();
    void inspect();
    void find(const QByteArray &pattern, quint64 from);
    const session::MemoryInfo *info() const;

    const Theme &m_theme;
    std::vector<session::MemoryInfo> m_memories;
    AddressResolver m_resolver;
    std::function<bool(quint32, quint64)> m_watched;
    HexArea *m_area;
    MemoryInspector *m_inspector;
    MemorySearch *m_search;
    QComboBox *m_chooser;
    QLineEdit *m_goTo;
    QToolButton *m_back, *m_forward, *m_find;
    views::Deferred *m_asker;

    session::MemoryBytes m_window{}; ///< the bytes at hand
    ByteRange m_asked;               ///< of the question under way
    quint64 m_lastTicket = 0, m_bytesTicket = 0, m_findTicket = 0;
    QByteArray m_pattern;
    quint64 m_findFrom = 0;
    bool m_editable = false, m_askQueued = false;
    quint32 m_shownMemory = 0;
    QHash<quint32, quint64> m_carets; ///< of the memories that are not shown
    std::vector<Place> m_history;
    size_t m_at = 0; ///< in the history
};

} // namespace watchglass
