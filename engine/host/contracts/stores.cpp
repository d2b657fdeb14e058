// SPDX-License-Identifier: Apache-2.0
// Blob stores and extras.
#include "engine/host/contracts/messages.h"

namespace watchglass::contracts::detail {

namespace {

using enum FieldType;
constexpr auto required = Field::Required;
constexpr auto toProvider = Direction::ToProvider;

constexpr Field chunkFields[] = {
    {"sequenceNo", U64, 1, "which part, from 0"},         {"container", Text, 2, "in which container", required},
    {"id", Text, 3, "of which blob", required},           {"totalBytes", U64, 4, "of the whole blob"},
    {"chunkSize", U64, 5, "of a part, but for the last"}, {"chunkBytes", Binary, 6, "the part"},
};
constexpr Message chunk{"FileChunk", chunkFields};
constexpr Field containerFields[] = {{"id", Text, 1, "its name", required}};
constexpr Message container{"Container", containerFields};
constexpr Field blobFields[] = {
    {"id", Text, 1, "its name; \"none\" when there is none", required},
    {"container", Text, 2, "in which container", required},
    {"byteSize", U64, 3, "how long it is"},
};
constexpr Message blob{"Blob", blobFields};
constexpr Field blobsFields[] = {{"blobs", NestedList, 1, "in any order", Field::Usual, &blob}};
constexpr Message blobs{"BlobList", blobsFields};
constexpr Field streamFields[] = {
    {"id", Text, 1, "of the blob", required},
    {"container", Text, 2, "in which container", required},
    {"chunkSize", U64, 3, "how long the parts are to be; 0 as the provider likes"},
};
constexpr Message stream{"StreamRequest", streamFields};

constexpr Operation blobStore[] = {
    {"CreateContainer", toProvider, &container, &container, "Makes a container."},
    {"RemoveContainer", toProvider, &container, nullptr, "Removes an empty container."},
    {"RemoveObject", toProvider, &blob, nullptr, "Removes a blob."},
    {"ListObjects", toProvider, &container, &blobs, "What is in a container."},
    {"GetObjectInfo", toProvider, &blob, &blob, "How long a blob is."},
    {"StartUpload", toProvider, &chunk, nullptr, "Makes an empty blob, whose parts follow."},
    {"UploadChunk", toProvider, &chunk, nullptr, "A part of a blob."},
    {"StartDownload", toProvider, &stream, nullptr, "Asks for a blob, whose parts then come."},
    {"ReceiveChunk", Direction::ToActor, &chunk, nullptr, "A part of a blob that was asked for."},
};

constexpr Field generateFields[] = {
    {"guid", Flag, 1, "a GUID is wanted", Field::Usual, nullptr, {}, 1},
    {"sequence", Flag, 1, "the next number of the actor is", Field::Usual, nullptr, {}, 2},
    {"random", Flag, 1, "a random number is", Field::Usual, nullptr, {}, 3},
    {"min", U32, 2, "the least random number"},
    {"max", U32, 3, "the first that is too great"},
};
constexpr Message generate{"GeneratorRequest", generateFields, Message::Choice};
constexpr Field generatedFields[] = {
    {"guid", Text, 1, "when one was asked for", Field::Optional, nullptr, {}, 1},
    {"sequenceNumber", U64, 2, "likewise", Field::Usual, nullptr, {}, 2},
    {"randomNumber", U32, 3, "likewise", Field::Usual, nullptr, {}, 3},
};
constexpr Message generated{"GeneratorResult", generatedFields, Message::Choice};

constexpr Field guidFields[] = {{"guid", Text, 0, "a GUID"}};
constexpr Message bareGuid{"String", guidFields, Message::Bare};
constexpr Field randomFields[] = {{"randomNumber", U32, 0, "a random number"}};
constexpr Message bareRandom{"U32", randomFields, Message::Bare};
constexpr Field limitFields[] = {
    {"min", U32, 0, "the least"},
    {"max", U32, 0, "the greatest"},
};
constexpr Message limits{"RangeLimit", limitFields};

constexpr Form guidForms[] = {{"NumberGen.GenerateGuid", nullptr, &bareGuid}};
constexpr Form randomForms[] = {{"NumberGen.RandomInRange", &limits, &bareRandom},
                                {"NumberGen.Random32", nullptr, &bareRandom}};
constexpr Operation extras[] = {
    {"RequestGuid", toProvider, &generate, &generated, "A new GUID.", guidForms},
    {"RequestSequence", toProvider, &generate, &generated, "Counts from 0."},
    {"RequestRandom", toProvider, &generate, &generated, "A random number.", randomForms},
};

} // namespace

std::span<const Operation> blobStoreOperations()
{
    return blobStore;
}

std::span<const Operation> extrasOperations()
{
    return extras;
}

} // namespace watchglass::contracts::detail
