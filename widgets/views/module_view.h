// SPDX-License-Identifier: GPL-3.0-or-later
/// What a module is made of; a click goes there.
#pragma once

#include <QSet>
#include <QWidget>

#include <memory>

#include "engine/wasm/names.h"
#include "widgets/theme.h"

class QLineEdit;

namespace watchglass {

class DataView;
class ModuleModel;
namespace views {
class Deferred;
}

class ModuleView : public QWidget
{
    Q_OBJECT
public:
    explicit ModuleView(const Theme &theme, QWidget *parent = nullptr);
    /// Open groups, the chosen item and the scroll position stay.
    void setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names);
    /// A widget above everything else, such as what else there is to say of the module.
    void setHeader(QWidget *header);
    DataView *list() const { return m_list; }
    ModuleModel *model() const { return m_model; }

signals:
    void offsetActivated(quint32 offset); ///< of a function: its first instruction

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void filter(const QString &text);
    void restoreOpen();
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<const wasm::Names> m_names;
    DataView *m_list;
    ModuleModel *m_model;
    QLineEdit *m_filter;
    views::Deferred *m_deferred;
    QSet<int> m_open; ///< groups
};

} // namespace watchglass
