// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/claims_actions.h"

#include <QFileDialog>
#include <QFileInfo>

#include "app/window/trust_page.h"
#include "engine/host/claims/encoding.h"
#include "widgets/preferences.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {
/// "operator “Demo operator”, account “Demo account”"
QString namesOf(const claims::Tokens &tokens)
{
    QStringList names;
    for (const auto &token : tokens)
        names += ClaimsActions::tr("%1 “%2”").arg(
            views::text(claims::nameOf(token->claims->kind)),
            QString::fromStdString(claims::forTerminal(token->claims->name())).left(80));
    return names.join(QStringLiteral(", "));
}
} // namespace

ClaimsActions::ClaimsActions(ActionRegistry &registry, TrustStore &trust, MessageBar &messages, QWidget &window)
    : QObject(&window), m_registry(registry), m_trust(trust), m_messages(messages), m_window(window)
{
    const QString menu = QStringLiteral("tools.trust");
    registry.add({QStringLiteral("tools.trustOperator"),
                  tr("Trust an &Operator…"),
                  menu,
                  QStringLiteral("shield-good"),
                  {},
                  tr("Choose a file with tokens of an operator and its accounts: what they vouch for is trusted")},
                 [this] { chooseFile(&m_window); });
    QAction *undo = registry.add({QStringLiteral("tools.undoTrust"),
                                  tr("&Undo Change of Trust"),
                                  menu,
                                  QStringLiteral("undo"),
                                  {},
                                  tr("Trust those again, and only those, that were trusted before the last change")},
                                 [this] { m_trust.undo(); });
    const auto update = [this, undo] { undo->setEnabled(m_trust.canUndo()); };
    connect(&trust, &TrustStore::changed, undo, update);
    connect(&trust, &TrustStore::changed, this, [this] { m_messages.settle(std::exchange(m_said, 0)); });
    update();
}

void ClaimsActions::chooseFile(QWidget *over)
{
    auto *dialog = new QFileDialog(over, tr("Trust an Operator"), {}, tr("Tokens (*.json *.jwt *.txt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ClaimsActions::trustFile);
    dialog->open();
}

void ClaimsActions::trustFile(const QString &path)
{
    m_reader.read(path, [this, path](const FileContent &content) { take(path, content); });
}

void ClaimsActions::take(const QString &path, const FileContent &content)
{
    if (!content.error.isEmpty())
        return say(content.error, false);
    const QString file = QFileInfo(path).fileName();
    if (content.module)
        return say(tr("%1 is a module; choose a file with the tokens of an operator and its accounts.").arg(file),
                   false);
    constexpr uint64_t key = 0;
    m_worker.submit(key, [this, file, bytes = content.bytes] {
        auto tokens = claims::readTokens({bytes.data(), size_t(bytes.size())});
        QString wrong = tokens ? TrustStore::objectionTo(*tokens)
                               : QString::fromStdString(claims::forTerminal(tokens.trouble.text()));
        if (!wrong.isEmpty())
            wrong = tr("Nobody new is trusted: in %1, %2.").arg(file, wrong);
        QMetaObject::invokeMethod(this, [this, file, wrong, tokens = tokens ? *tokens : claims::Tokens()] {
            if (!wrong.isEmpty())
                say(wrong, false);
            else if (m_trust.add(tokens) == 0)
                say(tr("All of %1 was trusted before.").arg(file), false);
            else
                say(tr("Trusted from now on: %1.").arg(namesOf(tokens)), true);
        });
    });
}

/// In the bar, until the next change.
void ClaimsActions::say(const QString &text, bool undoable)
{
    if (!undoable)
        return m_messages.note(text);
    m_said = m_messages.show(text, {{tr("Undo"), [this] { m_trust.undo(); }}});
}

void ClaimsActions::addPage(Preferences &preferences)
{
    auto *page = new TrustPage(m_trust, m_registry.theme(), &preferences);
    connect(page, &TrustPage::addRequested, this, [this, page] { chooseFile(page); });
    preferences.addPage(tr("Trust"), page);
}

} // namespace watchglass
