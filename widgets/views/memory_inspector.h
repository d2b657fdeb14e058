// SPDX-License-Identifier: GPL-3.0-or-later
/// The bytes at one address read as every type, each editable; a pointer can be followed.
#pragma once

#include <QByteArray>
#include <QWidget>

#include <vector>

#include "widgets/theme.h"

class QLineEdit;
class QToolButton;

namespace watchglass {

class MemoryInspector : public QWidget
{
    Q_OBJECT
public:
    explicit MemoryInspector(const Theme &theme, QWidget *parent = nullptr);
    static constexpr int bytesWanted = 16;
    /// `bytes` may be fewer near the end of the memory. `wide` = addresses of 64 bits.
    void setBytes(quint64 address, const QByteArray &bytes, bool wide);
    void setEditable(bool on);

signals:
    void edited(quint64 address, const QByteArray &bytes);
    void followed(quint64 address);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    struct Field {
        int kind = 0; ///< index of the table of readings
        QLineEdit *edit = nullptr;
    };
    void addField(int kind);
    void commit(const Field &field);
    void refresh();

    const Theme &m_theme;
    std::vector<Field> m_fields;
    QToolButton *m_follow;
    quint64 m_address = 0, m_pointer = 0;
    QByteArray m_bytes;
    bool m_editable = false, m_wide = false;
};

} // namespace watchglass
