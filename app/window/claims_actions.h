// SPDX-License-Identifier: GPL-3.0-or-later
/// Whom to trust: adding operators from files, taking that back, and the list of them in the preferences.
#pragma once

#include <QObject>

#include "app/window/file_reader.h"
#include "app/window/trust_store.h"
#include "app/window/worker.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"

namespace watchglass {

class Preferences;

class ClaimsActions : public QObject
{
    Q_OBJECT
public:
    ClaimsActions(ActionRegistry &registry, TrustStore &trust, MessageBar &messages, QWidget &window);

    /// Adds the tokens of a file, read off the window's thread; the message bar says what came of it.
    void trustFile(const QString &path);
    void addPage(Preferences &preferences);

private:
    void chooseFile(QWidget *over);
    void take(const QString &path, const FileContent &content);
    void say(const QString &text, bool undoable);

    ActionRegistry &m_registry;
    TrustStore &m_trust;
    MessageBar &m_messages;
    QWidget &m_window;
    MessageBar::Id m_said = 0;
    FileReader m_reader;
    Worker m_worker; ///< last: it ends before what its jobs are about
};

} // namespace watchglass
