// SPDX-License-Identifier: GPL-3.0-or-later
/// One labelled field for each of a list of typed values, with one sentence about the first that is not right.
#pragma once

#include <QWidget>

#include <optional>
#include <vector>

#include "widgets/views/value_field.h"

class QGridLayout;
class QLabel;

namespace watchglass {

class ValuesForm : public QWidget
{
    Q_OBJECT
public:
    struct Field {
        QString name; ///< "$limit", "result 0"
        wasm::ValType type;
        bool operator==(const Field &) const = default;
    };
    explicit ValuesForm(const Theme &theme, QWidget *parent = nullptr);
    /// Texts that are missing stand at zero; the same fields again keep what was typed.
    void setFields(std::vector<Field> fields, const QStringList &texts = {});
    void setTexts(const QStringList &texts);
    QStringList texts() const;
    std::optional<std::vector<exec::Value>> values() const; ///< nothing while one is wrong
    const std::vector<ValueField *> &fields() const { return m_fields; }

signals:
    void edited();
    void submitted(); ///< Enter in a field, all of them right

private:
    void showProblem();
    const Theme &m_theme;
    std::vector<Field> m_shape;
    std::vector<ValueField *> m_fields;
    QWidget *m_body = nullptr;
    QLabel *m_problem;
};

} // namespace watchglass
