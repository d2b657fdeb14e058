// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours by meaning and icons by name, for a light and a dark scheme (resources/themes/*.json).
#pragma once

#include <QColor>
#include <QFont>
#include <QHash>
#include <QIcon>
#include <QObject>
#include <QPalette>
#include <QStringList>

namespace watchglass {

class Theme : public QObject
{
    Q_OBJECT
public:
    enum class Scheme { Light, Dark };
    Q_ENUM(Scheme)

    /// Every colour a view may ask for; the names are the keys of the theme files.
    enum class Color {
        Window,
        Base,
        AlternateBase,
        Text,
        DimText,
        Accent,
        AccentText,
        Selection,
        Border,
        Outline, ///< of what can be typed into
        EditorBase,
        CurrentLine,
        Margin,
        MarginText,
        SearchHit,
        BracketMatch,
        OccurrenceHit,
        Instruction,
        OldInstruction,
        Type,
        Form,
        Attribute,
        Number,
        String,
        Comment,
        Function,
        Local,
        Parameter,
        Label,
        Global,
        Identifier,
        Punctuation,
        Error,
        Warning,
        Hint,
        Good,
        Breakpoint,
        BreakpointOff,
        Arrow,
        ExecutionLine,
        CallerLine,
        TrapBox,
        TrapText,
        LiveValue,
        StackHint,
        Changed,
        MemoryZero,
        MemoryWritten,
        Heat, ///< bars of shares
        FlameGuest,
        FlameHost,
        FlameMark,
        Dearer,
        Cheaper,
    };
    Q_ENUM(Color)

    explicit Theme(QObject *parent = nullptr);
    Scheme scheme() const { return m_scheme; }
    void setScheme(Scheme scheme);
    /// Colours that stay apart for people who see red and green alike.
    bool colorBlindSafe() const { return m_safe; }
    void setColorBlindSafe(bool safe);
    QColor color(Color color) const { return m_colors.value(int(color)); }
    QPalette palette() const;
    /// The names `icon` knows.
    static QStringList iconNames();
    /// A single-colour icon of resources/icons (without ".svg"), painted in the text colour – or in `color`.
    QIcon icon(const QString &name) const;
    QIcon icon(const QString &name, Color color) const;
    /// The monospace font of editors, listings and hex views; set by the user.
    QFont monospace() const { return m_monospace; }
    void setMonospace(const QFont &font);

signals:
    void changed(); ///< colours or font; views re-read what they use

private:
    void load();
    Scheme m_scheme = Scheme::Light;
    bool m_safe = false;
    QHash<int, QColor> m_colors;
    mutable QHash<QPair<QString, int>, QIcon> m_icons; ///< made once per scheme: painting asks for them often
    QFont m_monospace;
};

} // namespace watchglass
