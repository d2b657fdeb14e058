// SPDX-License-Identifier: GPL-3.0-or-later
/// Lays out its items line by line: in as many equally wide columns as fit, or each as wide as it wants to be.
#pragma once

#include <QLayout>

namespace watchglass {

class EvenFlow : public QLayout
{
    Q_OBJECT
public:
    /// No column gets narrower than `minimum` while there is more than one, nor wider than `maximum`. 0 and 0 = no
    /// columns.
    EvenFlow(int minimum, int maximum, QWidget *parent = nullptr);
    ~EvenFlow() override;

    void addItem(QLayoutItem *item) override { m_items.append(item); }
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), false); }
    QSize minimumSize() const override;
    QSize sizeHint() const override { return minimumSize(); }
    void setGeometry(const QRect &rect) override;

private:
    int place(const QRect &rect, bool move) const; ///< the height it takes
    int placeFreely(const QRect &inner, const QList<QLayoutItem *> &items, bool move) const;
    QList<QLayoutItem *> m_items;
    int m_minimum, m_maximum;
};

} // namespace watchglass
