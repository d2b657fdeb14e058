// SPDX-License-Identifier: GPL-3.0-or-later
/// What the run that is looked at cost, line by line in the texts that are open, also where they were edited since.
#pragma once

#include <QHash>
#include <QObject>

#include "app/window/documents.h"
#include "app/window/profile_store.h"
#include "app/window/tabs.h"
#include "widgets/profile/share_delegate.h"

namespace watchglass {

/// A profile in a text.
struct TextHeat {
    std::vector<HeatLine> lines;
    std::vector<debug::LineEntry> places; ///< instructions that were measured, by offset: where they stand now
    InstructionSharesPtr instructions;    ///< null unless sameCode: offsets of another module mean nothing
    bool sameCode = false;                ///< the text is of the module that was measured
};

/// Null when the profile says nothing about the text. `profiled`: what was measured; null of a profile from a file,
/// which is then taken to be of the text if its functions are. Takes long.
std::shared_ptr<const TextHeat> heatOf(const profile::Digest &digest, const Assembly *profiled, const Assembly &shown);

class ProfileHeat : public QObject
{
    Q_OBJECT
public:
    ProfileHeat(Documents &documents, Tabs &tabs, ProfileStore &store);

    std::shared_ptr<const TextHeat> of(const Document *document) const { return m_heat.value(document); }
    /// Where an instruction that was measured stands now.
    std::optional<std::pair<Document *, quint32>> lineOf(quint32 offset) const;

signals:
    void changed(watchglass::Document *document);

private:
    void make(Document *document);
    void take(Document *document, std::shared_ptr<const TextHeat> heat);

    Documents &m_documents;
    ProfileStore &m_store;
    QHash<const Document *, std::shared_ptr<const TextHeat>> m_heat;
    Worker m_worker; ///< last: it ends before what its jobs are about
};

} // namespace watchglass
