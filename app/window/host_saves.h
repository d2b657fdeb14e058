// SPDX-License-Identifier: GPL-3.0-or-later
/// Edit, save, live: a document that is saved – or that another program wrote – takes the place of the actor that runs
/// its file.
#pragma once

#include <QObject>

#include "app/window/documents.h"
#include "app/window/host_store.h"
#include "widgets/message_bar.h"

namespace watchglass {

class HostSaves : public QObject
{
    Q_OBJECT
public:
    HostSaves(HostStore &store, Documents &documents, MessageBar &messages, QObject *parent);

    /// What a module made of the document is called, so that its actor is known by it.
    static std::string moduleName(const Document &document);
    /// The module of a document as it is now; empty with a sentence when it cannot run.
    static HostStore::ModuleSource sourceOf(const Document &document, QString *problem);

private:
    void saved(Document *document);
    void swap(Document *document);

    HostStore &m_store;
    MessageBar &m_messages;
};

} // namespace watchglass
