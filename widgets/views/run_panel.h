// SPDX-License-Identifier: GPL-3.0-or-later
/// Calls an export: which, with what, how its imports are answered, and what came out.
#pragma once

#include <QHash>
#include <QScrollArea>

#include <map>
#include <memory>
#include <vector>

#include "engine/session/session.h"
#include "widgets/theme.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;

namespace watchglass {

class ImportAnswers;
class ValuesForm;
namespace views {
class Deferred;
}

class RunPanel : public QScrollArea
{
    Q_OBJECT
public:
    explicit RunPanel(const Theme &theme, QWidget *parent = nullptr);

    /// Null module = nothing to run. What was chosen and typed stays as far as it fits.
    void setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names);
    void setRemembered(const QHash<QString, QStringList> &arguments); ///< export name → texts of its fields
    QHash<QString, QStringList> remembered() const;
    void choose(const QString &exportName, const QStringList &arguments = {});
    QString exportName() const;

    void setRunning(bool running, const QString &sentence);
    /// What the last stop says: results, a trap, an import that waits for its answer. Null clears.
    void setResult(std::shared_ptr<const session::Snapshot> snapshot);
    void run(bool stopAtEntry); ///< what the buttons do

signals:
    void invokeRequested(const QString &exportName, const std::vector<watchglass::exec::Value> &arguments,
                         bool stopAtEntry);
    void importAnswersChanged(const std::map<quint32, watchglass::session::ImportAnswer> &answers);
    void importAnswered(const std::vector<watchglass::exec::Value> &results);

private:
    QWidget *makeCall();
    QWidget *makeResult();
    QWidget *makePendingImport();
    void build();
    void showExport();
    void showState();
    void showValues(const std::vector<exec::Value> &values);
    void showPendingImport();
    void recolour();

    const Theme &m_theme;
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<const wasm::Names> m_names;
    std::shared_ptr<const session::Snapshot> m_snapshot;
    QHash<QString, QStringList> m_remembered;
    QString m_shown, m_wanted; ///< export whose fields are shown; export asked for before it was there
    bool m_running = false;
    QString m_runningSentence;

    views::Deferred *m_deferred;
    QLabel *m_empty, *m_signature, *m_state, *m_stateIcon, *m_importHead, *m_pendingText;
    QComboBox *m_exports;
    ValuesForm *m_arguments, *m_pendingValues;
    QPushButton *m_run, *m_debug;
    QWidget *m_call, *m_result, *m_values, *m_pending;
    ImportAnswers *m_imports;
};

} // namespace watchglass
