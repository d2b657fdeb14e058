// SPDX-License-Identifier: GPL-3.0-or-later
/// The page of the preferences that lists whom the user trusts to vouch for modules.
#pragma once

#include <QWidget>

#include "app/window/trust_store.h"
#include "widgets/theme.h"

class QPushButton;

namespace watchglass {

class DataView;
class RowModel;

class TrustPage : public QWidget
{
    Q_OBJECT
public:
    TrustPage(TrustStore &store, const Theme &theme, QWidget *parent = nullptr);

signals:
    void addRequested(); ///< from a file

private:
    void show();
    void removeChosen();

    TrustStore &m_store;
    DataView *m_list;
    RowModel *m_model;
    QPushButton *m_remove, *m_undo;
};

} // namespace watchglass
