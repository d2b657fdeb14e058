// SPDX-License-Identifier: GPL-3.0-or-later
/// A field for each setting that a provider's manifest names.
#pragma once

#include <QWidget>

#include <map>
#include <vector>

#include "engine/host/manifest.h"
#include "widgets/theme.h"

namespace watchglass {

class SettingsForm : public QWidget
{
    Q_OBJECT
public:
    explicit SettingsForm(const Theme &theme, QWidget *parent = nullptr);
    /// The same settings again keep what was typed, unless `values` are others.
    void setSettings(const std::vector<host::Setting> &settings, const std::map<std::string, std::string> &values);
    /// Those that are not left at what the provider takes by itself.
    std::map<std::string, std::string> values() const;

signals:
    void edited();
    void submitted(); ///< Enter in a field

private:
    QWidget *make(const host::Setting &setting, const std::string &value);
    QString textOf(const QWidget *field) const;

    const Theme &m_theme;
    std::vector<std::pair<host::Setting, QWidget *>> m_fields;
    std::map<std::string, std::string> m_values; ///< as they were set
    std::vector<std::string> m_shape;
    QWidget *m_body = nullptr;
};

} // namespace watchglass
