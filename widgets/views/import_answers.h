// SPDX-License-Identifier: GPL-3.0-or-later
/// How each imported function is answered: by its host – its link on the board, WASI, or zero – by values typed in, or
/// by stopping there.
#pragma once

#include <QHash>
#include <QWidget>

#include <map>
#include <memory>
#include <vector>

#include "engine/session/session.h"
#include "widgets/theme.h"

class QComboBox;

namespace watchglass {

class ValuesForm;

class ImportAnswers : public QWidget
{
    Q_OBJECT
public:
    explicit ImportAnswers(const Theme &theme, QWidget *parent = nullptr);
    /// Choices made for an import of the same name and type stay.
    void setModule(const wasm::Module *module);
    std::map<quint32, session::ImportAnswer> answers() const;

signals:
    void changed(const std::map<quint32, watchglass::session::ImportAnswer> &answers);

private:
    struct Entry {
        QString key; ///< name and type
        quint32 function = 0;
        QComboBox *kind = nullptr;
        ValuesForm *values = nullptr;
    };
    struct Choice {
        int kind = 0;
        QStringList texts;
    };
    void add(const wasm::Module &module, const wasm::Import &import);
    void keepChoices();
    void announce();

    const Theme &m_theme;
    QWidget *m_body = nullptr;
    QStringList m_shape;
    std::vector<Entry> m_entries;
    QHash<QString, Choice> m_choices;
};

/// "(i32, i64) → f32": a function type for people.
QString signatureText(const wasm::FuncType &type);

} // namespace watchglass
