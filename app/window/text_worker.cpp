// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/text_worker.h"

namespace watchglass {

TextWorker::TextWorker(QObject *parent) : QObject(parent)
{
    qRegisterMetaType<std::shared_ptr<const wat::Analysis>>();
    qRegisterMetaType<std::shared_ptr<const Assembly>>();
}

TextWorker::~TextWorker() = default;

void TextWorker::open(quint64 document, std::function<std::string()> text, quint64 revision, bool assembles)
{
    auto &entry = m_texts[document];
    if (!entry)
        entry = std::make_shared<Text>();
    {
        const std::lock_guard lock(entry->mutex);
        entry->edits.clear();
        entry->replacement = std::move(text);
        entry->revision = revision;
        entry->assembles = assembles;
    }
    submit(document, entry);
}

void TextWorker::edit(quint64 document, const wat::TextEdit &edit, quint64 revision)
{
    const auto found = m_texts.find(document);
    if (found == m_texts.end())
        return;
    {
        const std::lock_guard lock(found->second->mutex);
        found->second->edits.push_back(edit);
        found->second->revision = revision;
    }
    submit(document, found->second);
}

void TextWorker::close(quint64 document)
{
    m_texts.erase(document);
    m_analysing.forget(document);
    m_assembling.forget(document);
    m_showing.forget(document);
}

void TextWorker::make(quint64 document, std::function<std::shared_ptr<const Assembly>(const Disposer &)> make)
{
    m_showing.submit(document,
                     [this, document, make = std::move(make)] { emit assembled(document, make(m_disposer)); });
}

void TextWorker::submit(quint64 document, const std::shared_ptr<Text> &text)
{
    m_analysing.submit(document, [this, document, text] { analyse(document, *text); });
}

void TextWorker::analyse(quint64 document, Text &text)
{
    std::vector<wat::TextEdit> edits;
    std::function<std::string()> replacement;
    quint64 revision = 0;
    bool assembles = true;
    {
        const std::lock_guard lock(text.mutex);
        edits.swap(text.edits);
        replacement.swap(text.replacement);
        revision = text.revision;
        assembles = text.assembles;
    }
    wat::SyntaxTree tree = replacement     ? wat::SyntaxTree::parse(replacement())
                           : text.analysis ? text.analysis->tree
                                           : wat::SyntaxTree::parse({});
    for (const wat::TextEdit &edit : edits)
        tree = tree.edited(edit);
    text.analysis = m_disposer.own(wat::analyse(tree, text.analysis.get()));
    emit analysed(document, revision, text.analysis);
    if (assembles)
        assemble(document, text.analysis, revision);
}

void TextWorker::assemble(quint64 document, std::shared_ptr<const wat::Analysis> analysis, quint64 revision)
{
    m_assembling.submit(document, [this, document, analysis = std::move(analysis), revision] {
        emit assembled(document, assembleText(m_assembler, *analysis, revision, m_disposer));
    });
}

} // namespace watchglass
