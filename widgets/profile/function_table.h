// SPDX-License-Identifier: GPL-3.0-or-later
/// All functions of a profile, dearest first.
#pragma once

#include "widgets/profile/cost_view.h"

class QLineEdit;

namespace watchglass {

class FunctionModel;
namespace views {
class Deferred;
}

class FunctionTable : public CostView
{
    Q_OBJECT
public:
    explicit FunctionTable(const Theme &theme, QWidget *parent = nullptr);
    DataView *list() const { return m_list; }
    FunctionModel *model() const { return m_model; }
    QLineEdit *filter() const { return m_filter; }

private:
    void digestChanged() override;
    void functionChanged() override;
    void build();

    DataView *m_list;
    FunctionModel *m_model;
    QLineEdit *m_filter;
    views::Deferred *m_deferred;
};

} // namespace watchglass
