// SPDX-License-Identifier: GPL-3.0-or-later
/// The search bar of the memory view: what to look for, and how far it is.
#pragma once

#include <QWidget>

#include <optional>

#include "widgets/theme.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace watchglass {

class MemorySearch : public QWidget
{
    Q_OBJECT
public:
    explicit MemorySearch(const Theme &theme, QWidget *parent = nullptr);
    void open();
    void setBusy(bool busy);
    void setStatus(const QString &sentence);
    std::optional<QByteArray> pattern() const; ///< nothing when the text is not of the chosen kind

signals:
    void findWanted(const QByteArray &pattern);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void find();
    void close();
    QComboBox *m_kind;
    QLineEdit *m_text;
    QToolButton *m_find, *m_cancel, *m_close;
    QLabel *m_status;
};

} // namespace watchglass
