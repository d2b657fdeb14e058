// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/file_actions.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSaveFile>
#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <memory>

namespace watchglass {

namespace {
constexpr int recentFiles = 10;
constexpr auto recentKey = "recentFiles";

QString openFilter()
{
    return FileActions::tr("WebAssembly (*.wat *.wasm *.wast);;Text (*.wat *.wast);;Binary (*.wasm);;All files (*)");
}
} // namespace

FileActions::FileActions(ActionRegistry &registry, Documents &documents, Tabs &tabs, MessageBar &messages,
                         QWidget &window)
    : QObject(&window), m_registry(registry), m_documents(documents), m_tabs(tabs), m_messages(messages),
      m_window(window)
{
    const QString file = QStringLiteral("file"), saving = QStringLiteral("file.save"),
                  ending = QStringLiteral("file.end");
    registry.add({QStringLiteral("file.new"),
                  tr("&New"),
                  file,
                  QStringLiteral("new"),
                  {QKeySequence::New},
                  tr("Start an empty text")},
                 [this] { newText(); });
    registry.add({QStringLiteral("file.open"),
                  tr("&Open…"),
                  file,
                  QStringLiteral("open"),
                  {QKeySequence::Open},
                  tr("Open a .wat or .wasm file")},
                 [this] { openDialog(); });
    for (int i = 0; i < recentFiles; ++i)
        registry.add({QStringLiteral("file.recent.%1").arg(i),
                      QString(),
                      QStringLiteral("file.recent"),
                      {},
                      {},
                      tr("Open this file again")},
                     [this, i] {
                         if (const QStringList files = recent(); i < files.size())
                             open(files[i]);
                     });
    registry.add({QStringLiteral("file.save"),
                  tr("&Save"),
                  saving,
                  QStringLiteral("save"),
                  {QKeySequence::Save},
                  tr("Write the text to its file")},
                 [this] {
                     if (Document *document = m_tabs.current())
                         save(document);
                 });
    registry.add({QStringLiteral("file.saveAs"),
                  tr("Save &As…"),
                  saving,
                  {},
                  {QKeySequence(tr("Ctrl+Shift+S"))},
                  tr("Write the text to another file")},
                 [this] {
                     if (Document *document = m_tabs.current())
                         saveAs(document);
                 });
    registry.add({QStringLiteral("file.export"),
                  tr("&Export .wasm…"),
                  saving,
                  {},
                  {},
                  tr("Write the assembled module to a file")},
                 [this] { exportBinary(); });
    registry.add({QStringLiteral("file.editAsText"),
                  tr("Edit as &Text"),
                  saving,
                  QStringLiteral("edit"),
                  {},
                  tr("Make an editable text of this binary module")},
                 [this] {
                     if (Document *document = m_tabs.current())
                         m_documents.editAsText(document);
                 });
    registry.add({QStringLiteral("file.close"),
                  tr("&Close"),
                  ending,
                  QStringLiteral("close"),
                  {QKeySequence(tr("Ctrl+W")), QKeySequence(tr("Ctrl+F4"))},
                  tr("Close this document")},
                 [this] {
                     if (Document *document = m_tabs.current())
                         close(document);
                 });
    registry.add(
        {QStringLiteral("file.quit"), tr("&Quit"), ending, {}, {QKeySequence(tr("Ctrl+Q"))}, tr("Leave Watchglass")},
        [this] { m_window.close(); });

    connect(&tabs, &Tabs::closeRequested, this, &FileActions::close);
    connect(&documents, &Documents::message, this,
            [this](Document *document, const QString &text) { tell(document, text); });
    connect(&documents, &Documents::settled, this, &FileActions::settle);
    connect(&documents, &Documents::closing, this, &FileActions::settle);
    connect(&documents, &Documents::reloaded, this, [this](Document *document) {
        m_messages.note(tr("%1 was changed by another program and read anew.").arg(document->title()));
    });
    connect(&documents, &Documents::changedOnDisk, this, [this](Document *document) {
        QPointer<Document> kept(document);
        tell(document,
             tr("%1 was changed by another program, and you have unsaved changes here.").arg(document->title()),
             {{tr("Keep mine"), [] {}}, {tr("Load theirs"), [this, kept] {
                                             if (kept)
                                                 m_documents.reload(kept);
                                         }}});
    });
    showRecent();
}

void FileActions::newText()
{
    const auto taken = [this](const QString &title) { // recovered ones have their old titles
        return std::any_of(m_documents.all().begin(), m_documents.all().end(),
                           [&](const Document *document) { return document->title() == title; });
    };
    QString title = tr("untitled.wat");
    for (int i = 2; taken(title); ++i)
        title = tr("untitled-%1.wat").arg(i);
    m_tabs.show(m_documents.newText(title));
}

void FileActions::openDialog()
{
    const QStringList paths = QFileDialog::getOpenFileNames(&m_window, tr("Open"), {}, openFilter());
    for (const QString &path : paths)
        open(path);
}

void FileActions::open(const QString &path)
{
    constexpr auto patience = std::chrono::seconds(1);
    m_messages.userWentOn();
    auto *slow = new QTimer(this);
    const auto said = std::make_shared<MessageBar::Id>();
    const quint64 asked = ++m_asked;
    const quint64 opening = m_documents.open(path, [=, this](Document *document, const QString &error) {
        delete slow;
        m_messages.settle(*said);
        if (!document)
            return m_messages.note(error);
        addRecent(document->path());
        if (asked >= m_frontAsked || !m_front) {
            m_frontAsked = asked;
            m_front = document;
        }
        m_tabs.show(m_front); // of several files the last one asked for, whichever is read first
    });
    if (opening == 0)
        return;
    slow->setSingleShot(true);
    slow->start(patience);
    connect(slow, &QTimer::timeout, this, [=, this] {
        *said = m_messages.show(tr("%1 is being read …").arg(path), {{tr("Cancel"), [this, slow, opening] {
                                                                          m_documents.cancelOpening(opening);
                                                                          slow->deleteLater();
                                                                      }}});
    });
}

void FileActions::tell(const Document *document, const QString &text, const QVector<MessageBar::Choice> &choices)
{
    settle(document);
    m_told[document] = m_messages.show(text, choices);
}

void FileActions::settle(const Document *document)
{
    m_messages.settle(m_told.take(document));
}

bool FileActions::save(Document *document)
{
    m_messages.userWentOn();
    if (document->kind() != Document::Kind::Text) {
        m_messages.note(
            tr("%1 is shown from its binary; \"Edit as Text\" makes a text that can be saved.").arg(document->title()));
        return false;
    }
    if (document->path().isEmpty())
        return saveAs(document);
    QString error;
    if (m_documents.save(document, document->path(), &error))
        return true;
    tell(document, error);
    return false;
}

bool FileActions::saveAs(Document *document)
{
    const QString path = QFileDialog::getSaveFileName(&m_window, tr("Save As"),
                                                      document->path().isEmpty() ? document->title() : document->path(),
                                                      tr("WebAssembly text (*.wat);;All files (*)"));
    if (path.isEmpty())
        return false;
    QString error;
    if (!m_documents.save(document, path, &error)) {
        tell(document, error);
        return false;
    }
    addRecent(document->path());
    return true;
}

bool FileActions::close(Document *document)
{
    if (document->modified()) {
        m_tabs.show(document);
        QMessageBox question(QMessageBox::Question, tr("Unsaved changes"),
                             tr("%1 has changes that are not saved.").arg(document->title()),
                             QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
        const int answer = question.exec();
        if (answer == QMessageBox::Cancel || (answer == QMessageBox::Save && !save(document)))
            return false;
    }
    m_documents.close(document);
    return true;
}

bool FileActions::closeAll()
{
    while (!m_documents.all().isEmpty())
        if (!close(m_documents.all().last()))
            return false;
    return true;
}

QStringList FileActions::recent() const
{
    return QSettings().value(QLatin1String(recentKey)).toStringList();
}

void FileActions::addRecent(const QString &path)
{
    QStringList files = recent();
    files.removeAll(path);
    files.prepend(path);
    QSettings().setValue(QLatin1String(recentKey), files.mid(0, recentFiles));
    showRecent();
    emit recentChanged();
}

void FileActions::showRecent()
{
    const QStringList files = recent();
    for (int i = 0; i < recentFiles; ++i) {
        QAction *action = m_registry.action(QStringLiteral("file.recent.%1").arg(i));
        action->setVisible(i < files.size());
        if (i < files.size())
            action->setText(QStringLiteral("&%1 %2").arg((i + 1) % 10).arg(files[i]));
    }
}

void FileActions::exportBinary()
{
    Document *document = m_tabs.current();
    if (!document || !document->assembly() || !document->assembly()->module) {
        m_messages.note(tr("There is no assembled module to write; see Problems."));
        return;
    }
    const QString path = QFileDialog::getSaveFileName(
        &m_window, tr("Export .wasm"), QFileInfo(document->title()).completeBaseName() + QStringLiteral(".wasm"),
        tr("WebAssembly binary (*.wasm)"));
    if (path.isEmpty())
        return;
    const wasm::Bytes &bytes = *document->assembly()->module->bytes;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(reinterpret_cast<const char *>(bytes.data()), qint64(bytes.size())) != qint64(bytes.size()) ||
        !file.commit())
        m_messages.note(tr("%1 cannot be written: %2.").arg(path, file.errorString()));
}

} // namespace watchglass
