// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/memory_inspector.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QToolTip>

#include <optional>

#include "engine/exec/value.h"
#include "widgets/views/even_flow.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

enum class Reading { Unsigned, Signed, Float, Leb, Pointer };
struct Kind {
    const char *name;
    Reading reading;
    int bytes;
    int characters; ///< of the longest value
};
constexpr Kind kinds[] = {
    {"u8", Reading::Unsigned, 1, 4},   {"i8", Reading::Signed, 1, 4},     {"u16", Reading::Unsigned, 2, 6},
    {"i16", Reading::Signed, 2, 6},    {"u32", Reading::Unsigned, 4, 10}, {"i32", Reading::Signed, 4, 11},
    {"u64", Reading::Unsigned, 8, 20}, {"i64", Reading::Signed, 8, 20},   {"f32", Reading::Float, 4, 14},
    {"f64", Reading::Float, 8, 23},    {"LEB", Reading::Leb, 1, 11},      {"pointer", Reading::Pointer, 4, 11},
};

quint64 littleEndian(const QByteArray &bytes, int count)
{
    quint64 value = 0;
    for (int i = 0; i < count; ++i)
        value |= quint64(quint8(bytes[i])) << (8 * i);
    return value;
}

qint64 extended(quint64 value, int bytes)
{
    const int unused = 64 - 8 * bytes;
    return qint64(value << unused) >> unused;
}

/// LEB128 (spec §5.2.2), unsigned; nothing when it does not end in the bytes at hand.
std::optional<quint64> leb(const QByteArray &bytes)
{
    quint64 value = 0;
    for (int i = 0; i < bytes.size() && i < 10; ++i) {
        value |= quint64(bytes[i] & 0x7f) << (7 * i);
        if (!(bytes[i] & 0x80))
            return value;
    }
    return {};
}

exec::Value floatValue(quint64 bits, int bytes)
{
    return {bytes == 4 ? wasm::F32 : wasm::F64, {bits, 0}};
}

std::optional<QString> shown(const Kind &kind, const QByteArray &bytes, bool wide)
{
    const int size = kind.reading == Reading::Pointer && wide ? 8 : kind.bytes;
    if (bytes.size() < size)
        return {};
    const quint64 bits = littleEndian(bytes, size);
    switch (kind.reading) {
    case Reading::Unsigned:
        return QString::number(bits);
    case Reading::Signed:
        return QString::number(extended(bits, size));
    case Reading::Float:
        return views::text(exec::toString(floatValue(bits, size)));
    case Reading::Pointer:
        return views::hex(bits);
    case Reading::Leb:
        break;
    }
    const auto number = leb(bytes);
    return number ? std::optional(QString::number(*number)) : std::nullopt;
}

std::optional<quint64> parsed(const Kind &kind, const QString &text)
{
    if (kind.reading == Reading::Float) {
        const auto value = exec::parseValue(text.toStdString(), kind.bytes == 4 ? wasm::F32 : wasm::F64);
        return value ? std::optional(value->bits[0]) : std::nullopt;
    }
    // i64 takes both the signed and the unsigned range; narrower kinds must give the same value back.
    const auto value = exec::parseValue(text.toStdString(), wasm::I64);
    if (!value)
        return {};
    const quint64 bits = value->bits[0];
    if (kind.bytes == 8)
        return text.startsWith(QLatin1Char('-')) && kind.reading == Reading::Unsigned ? std::nullopt
                                                                                      : std::optional(bits);
    const bool fits =
        kind.reading == Reading::Signed ? quint64(extended(bits, kind.bytes)) == bits : bits >> (8 * kind.bytes) == 0;
    return fits ? std::optional(bits) : std::nullopt;
}

bool editableKind(const Kind &kind)
{
    return kind.reading != Reading::Leb && kind.reading != Reading::Pointer;
}

} // namespace

MemoryInspector::MemoryInspector(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme),
      m_follow(views::iconButton(theme, QStringLiteral("forward"), tr("Follow the pointer"), this))
{
    auto *flow = new EvenFlow(0, 0, this);
    const int gap = qMax(2, views::gap(this) / 2);
    flow->setSpacing(2 * gap);
    flow->setContentsMargins(gap, gap, gap, gap);
    for (int i = 0; i < int(std::size(kinds)); ++i)
        addField(i);
    connect(m_follow, &QToolButton::clicked, this, [this] { emit followed(m_pointer); });
    const auto restyle = [this] {
        const int digit = QFontMetrics(m_theme.monospace()).horizontalAdvance(QLatin1Char('0'));
        for (const Field &field : m_fields) {
            field.edit->setFont(m_theme.monospace());
            field.edit->setFixedWidth((kinds[field.kind].characters + 2) * digit);
        }
    };
    connect(&theme, &Theme::changed, this, restyle);
    restyle();
    refresh();
}

void MemoryInspector::addField(int kind)
{
    const QString name = QString::fromLatin1(kinds[kind].name);
    auto *cell = new QWidget(this);
    auto *line = new QHBoxLayout(cell);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(views::gap(this));
    auto *label = new QLabel(kinds[kind].reading == Reading::Pointer ? tr("pointer") : name, cell);
    auto *edit = new QLineEdit(cell);
    edit->setAlignment(Qt::AlignRight);
    label->setBuddy(edit);
    edit->setAccessibleName(tr("The bytes here as %1").arg(label->text()));
    line->addWidget(label);
    line->addWidget(edit);
    if (kinds[kind].reading == Reading::Pointer)
        line->addWidget(m_follow);
    layout()->addWidget(cell);
    edit->installEventFilter(this);
    const Field field{kind, edit};
    m_fields.push_back(field);
    connect(edit, &QLineEdit::returnPressed, this, [this, field] { commit(field); });
    connect(edit, &QLineEdit::editingFinished, this, [this, edit] {
        edit->setModified(false);
        refresh();
    });
}

// A field without half-typed text has nothing of its own to undo: then Ctrl+Z is for the memory.
bool MemoryInspector::eventFilter(QObject *object, QEvent *event)
{
    const auto *field = qobject_cast<QLineEdit *>(object);
    if (field && event->type() == QEvent::ShortcutOverride && !field->isModified()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void MemoryInspector::setBytes(quint64 address, const QByteArray &bytes, bool wide)
{
    m_address = address;
    m_bytes = bytes;
    m_wide = wide;
    refresh();
}

void MemoryInspector::setEditable(bool on)
{
    m_editable = on;
    refresh();
}

void MemoryInspector::refresh()
{
    for (const Field &field : m_fields) {
        const Kind &kind = kinds[field.kind];
        const auto text = shown(kind, m_bytes, m_wide);
        if (kind.reading == Reading::Pointer) {
            m_pointer = text ? littleEndian(m_bytes, m_wide ? 8 : 4) : 0;
            m_follow->setEnabled(text.has_value());
        }
        field.edit->setEnabled(text.has_value());
        field.edit->setReadOnly(!m_editable || !editableKind(kind));
        if (field.edit->isModified() && field.edit->hasFocus())
            continue; // half typed: not taken away
        field.edit->setText(text.value_or(QStringLiteral("–")));
        field.edit->setToolTip(text.value_or(QString()));
        field.edit->setCursorPosition(0);
    }
}

void MemoryInspector::commit(const Field &field)
{
    const Kind &kind = kinds[field.kind];
    if (field.edit->isReadOnly() || !field.edit->isModified())
        return;
    const auto bits = parsed(kind, field.edit->text().trimmed());
    if (!bits) {
        QToolTip::showText(field.edit->mapToGlobal(QPoint(0, field.edit->height())),
                           tr("“%1” is not a value of type %2.").arg(field.edit->text(), QLatin1String(kind.name)),
                           field.edit);
        return;
    }
    QByteArray bytes;
    for (int i = 0; i < kind.bytes; ++i)
        bytes += char(*bits >> (8 * i) & 0xff);
    emit edited(m_address, bytes);
}

} // namespace watchglass
