// SPDX-License-Identifier: GPL-3.0-or-later
/// One open tab: a text, or a binary shown as text, with everything known about it.
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

#include "app/window/assembly.h"
#include "widgets/editor/code_editor.h"

namespace watchglass {

class Document : public QObject
{
    Q_OBJECT
public:
    enum class Kind {
        Text,     ///< WAT that the user edits
        Binary,   ///< a .wasm, shown by our disassembler, read-only
        Function, ///< one function of a big .wasm, read-only
    };

    Document(quint64 id, Kind kind, const Theme &theme, QObject *parent = nullptr);
    ~Document() override;

    quint64 id() const { return m_id; }
    Kind kind() const { return m_kind; }
    CodeEditor *editor() const { return m_editor; }
    QString path() const { return m_path; } ///< empty while never saved
    QString title() const;                  ///< for the tab, without marks
    bool modified() const;
    quint64 revision() const { return m_revision; }

    void setPath(const QString &path);
    void setTitle(const QString &title); ///< of a text without a path
    /// Replaces the text; the document counts as saved. A long text comes in between other events; `then` is called
    /// once all of it stands, for a short one before this returns.
    void setContent(const QByteArray &text, std::function<void()> then = {});
    /// Bytes as last read from or written to the file, to tell our own writes from another program's.
    QByteArray savedContent() const { return m_saved; }
    void markSaved();
    /// The text stands in no file although nobody typed it: recovered, disassembled, or its file is gone.
    void markUnsaved();

    std::shared_ptr<const wat::Analysis> analysis() const { return m_analysis; }
    std::shared_ptr<const Assembly> assembly() const { return m_assembly; }
    /// Whether the assembly is of the present text.
    bool assemblyIsCurrent() const { return m_assembly && m_assembly->revision == m_revision; }
    void takeAnalysis(quint64 revision, std::shared_ptr<const wat::Analysis> analysis);
    void takeAssembly(std::shared_ptr<const Assembly> assembly);

signals:
    void edited(const watchglass::wat::TextEdit &edit);
    void titleChanged();
    void analysisChanged();
    void assemblyChanged();

private:
    void show(std::shared_ptr<const Assembly> assembly);

    const quint64 m_id;
    const Kind m_kind;
    QPointer<CodeEditor> m_editor; ///< owned by the tab that shows it, or by us until then
    QString m_path, m_title;
    QByteArray m_saved;
    bool m_unsaved = false; ///< QScintilla cannot be told that a text is modified
    quint64 m_revision = 0;
    std::shared_ptr<const wat::Analysis> m_analysis;
    std::shared_ptr<const Assembly> m_assembly;
    std::shared_ptr<const Assembly> m_coming; ///< while its text comes into the editor
};

} // namespace watchglass
