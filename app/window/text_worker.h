// SPDX-License-Identifier: GPL-3.0-or-later
/// Analyses and assembles the texts of open documents off the window's thread; a document's newest text wins.
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "app/window/assembly.h"
#include "app/window/worker.h"
#include "engine/wat/analysis.h"

namespace watchglass {

class TextWorker : public QObject
{
    Q_OBJECT
public:
    explicit TextWorker(QObject *parent = nullptr);
    ~TextWorker() override;

    /// Revisions are the document's own count of its edits; they come back with the results.
    /// `text` is asked off the window's thread, where a long one need not be copied.
    /// `assembles`: false for a text that was made of a module and has no need to become one.
    void open(quint64 document, std::function<std::string()> text, quint64 revision, bool assembles = true);
    void edit(quint64 document, const wat::TextEdit &edit, quint64 revision);
    void close(quint64 document);
    /// Runs `make` off the window's thread; its result comes as `assembled`. It never waits for the assembler.
    void make(quint64 document, std::function<std::shared_ptr<const Assembly>(const Disposer &)> make);
    /// Runs any other work there; newer work of a key takes the place of what has not begun.
    void run(quint64 key, std::function<void()> work) { m_showing.submit(key, std::move(work)); }

signals:
    void analysed(quint64 document, quint64 revision, std::shared_ptr<const watchglass::wat::Analysis> analysis);
    void assembled(quint64 document, std::shared_ptr<const watchglass::Assembly> assembly);

private:
    struct Text {
        std::mutex mutex; ///< guards what the window's thread adds to
        std::vector<wat::TextEdit> edits;
        std::function<std::string()> replacement;
        quint64 revision = 0;
        bool assembles = true;
        std::shared_ptr<const wat::Analysis> analysis; ///< the analysis thread's own
    };
    void submit(quint64 document, const std::shared_ptr<Text> &text);
    void analyse(quint64 document, Text &text);
    void assemble(quint64 document, std::shared_ptr<const wat::Analysis> analysis, quint64 revision);

    std::unordered_map<quint64, std::shared_ptr<Text>> m_texts;
    Disposer m_disposer;
    wat::Assembler m_assembler;
    Worker m_assembling; ///< before m_analysing, which feeds it
    Worker m_analysing;
    Worker m_showing; ///< makes texts of modules
};

} // namespace watchglass

Q_DECLARE_METATYPE(std::shared_ptr<const watchglass::Assembly>)
