// SPDX-License-Identifier: GPL-3.0-or-later
/// One provider of the board – or the form for a new one: what it is, how it does, and what may take its place.
#pragma once

#include <QWidget>

#include <memory>

#include "widgets/host/board_picture.h"
#include "widgets/host/host_wishes.h"
#include "widgets/theme.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace watchglass {

class PageHead;

class ProviderPage : public QWidget
{
    Q_OBJECT
public:
    explicit ProviderPage(const Theme &theme, QWidget *parent = nullptr);
    void setPlugins(std::shared_ptr<const std::vector<HostPlugin>> plugins);
    /// Missing: a new one is to be put on the board.
    void setProvider(const std::optional<host::ProviderState> &provider);
    void enter(); ///< takes the keys

signals:
    void addWanted(const QString &name, const QString &library);
    void replaceWanted(const QString &name, const QString &library, bool copyContent);
    void removeWanted(const QString &name);

private:
    void showPlugin();
    void submit();
    const HostPlugin *chosen() const;

    std::shared_ptr<const std::vector<HostPlugin>> m_plugins;
    std::optional<host::ProviderState> m_provider;
    bool m_shown = false;
    PageHead *m_head;
    QLabel *m_summary, *m_about, *m_functions;
    QComboBox *m_plugin;
    QLineEdit *m_name;
    QCheckBox *m_copy;
    QPushButton *m_submit, *m_remove;
    QFormLayout *m_form;
};

} // namespace watchglass
