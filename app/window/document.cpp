// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/document.h"

#include <QFileInfo>

#include <utility>

namespace watchglass {

Document::Document(quint64 id, Kind kind, const Theme &theme, QObject *parent)
    : QObject(parent), m_id(id), m_kind(kind), m_editor(new CodeEditor(theme))
{
    m_editor->setReadOnly(kind != Kind::Text);
    connect(m_editor, &CodeEditor::edited, this, [this](const wat::TextEdit &edit) {
        ++m_revision;
        emit edited(edit);
    });
    connect(m_editor, &QsciScintilla::modificationChanged, this, &Document::titleChanged);
}

Document::~Document()
{
    delete m_editor;
}

QString Document::title() const
{
    return m_path.isEmpty() || m_kind == Kind::Function ? m_title : QFileInfo(m_path).fileName();
}

bool Document::modified() const
{
    return m_kind == Kind::Text && (m_unsaved || m_editor->isModified());
}

void Document::setPath(const QString &path)
{
    m_path = path;
    emit titleChanged();
}

void Document::setTitle(const QString &title)
{
    m_title = title;
    emit titleChanged();
}

void Document::setContent(const QByteArray &text, std::function<void()> then)
{
    m_unsaved = false;
    m_editor->load(text, [this, text, then = std::move(then)] {
        if (m_kind == Kind::Text)
            m_saved = text;
        m_editor->setSavedText(text);
        emit titleChanged();
        if (then)
            then();
    });
}

void Document::markSaved()
{
    m_saved = m_editor->utf8();
    m_unsaved = false;
    m_editor->setModified(false);
    m_editor->setSavedText(m_saved);
    emit titleChanged();
}

void Document::markUnsaved()
{
    m_unsaved = true;
    m_editor->setSavedText({});
    emit titleChanged();
}

void Document::takeAnalysis(quint64 revision, std::shared_ptr<const wat::Analysis> analysis)
{
    if (revision != m_revision || m_editor->loading())
        return; // a newer one is on its way
    m_analysis = std::move(analysis);
    m_editor->setAnalysis(m_analysis);
    emit analysisChanged();
}

void Document::takeAssembly(std::shared_ptr<const Assembly> assembly)
{
    if (m_kind == Kind::Text) {
        if (assembly->revision == m_revision && !m_editor->loading())
            show(std::move(assembly));
        return;
    }
    const auto before = std::exchange(m_coming, std::move(assembly)); // lives until the editor has let its text go
    const std::string &text = *m_coming->text;
    setContent(QByteArray::fromRawData(text.data(), qsizetype(text.size())), [this] {
        auto shown = std::make_shared<Assembly>(*m_coming);
        shown->revision = m_revision;
        show(std::move(shown));
        m_coming.reset();
    });
}

void Document::show(std::shared_ptr<const Assembly> assembly)
{
    m_assembly = std::move(assembly);
    m_editor->setAssemblerDiagnostics(m_assembly->diagnostics);
    m_editor->setAssembled(m_assembly->map, m_assembly->module ? m_assembly->module->bytes : nullptr);
    emit assemblyChanged();
}

} // namespace watchglass
