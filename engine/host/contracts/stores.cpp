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

// The interim had containers as objects, a text of the actor's own that comes back, and arguments by name.
constexpr Field interimContainer{"container", Identified, 0, "in which container", required};
constexpr Field interimContext{"context", Text, 0, "whatever the actor wants to be told again", Field::Optional};
constexpr Field interimChunkFields[] = {
    {"sequenceNo", U64, 0, "which part, from 0"},
    interimContainer,
    {"id", Text, 0, "of which blob", required},
    {"totalBytes", U64, 0, "of the whole blob"},
    {"chunkSize", U64, 0, "of a part, but for the last"},
    interimContext,
    {"chunkBytes", Binary, 0, "the part"},
};
constexpr Message chunkArgs{"UploadChunkArgs", interimChunkFields, Message::Struct, 0, "chunk"};
constexpr Message containerArgs{"CreateContainerArgs", containerFields, Message::Struct, 0, "container"};
constexpr Field interimBlobFields[] = {
    {"id", Text, 0, "its name; \"none\" when there is none", required},
    interimContainer,
    {"byteSize", U64, 0, "how long it is"},
};
constexpr Message blobArgs{"GetObjectInfoArgs", interimBlobFields, Message::Struct, 0, "blob"};
constexpr Message interimBlob{"Blob", interimBlobFields};
constexpr Field interimBlobsFields[] = {{"blobs", NestedList, 0, "in any order", Field::Usual, &interimBlob}};
constexpr Message interimBlobs{"BlobList", interimBlobsFields};
constexpr Field interimStreamFields[] = {
    {"id", Text, 0, "of the blob", required},
    interimContainer,
    {"chunkSize", U64, 0, "how long the parts are to be; 0 as the provider likes"},
    interimContext,
};
constexpr Message streamArgs{"StartDownloadArgs", interimStreamFields, Message::Struct, 0, "request"};

constexpr auto interim = Dialect::Interim;
constexpr Form createForms[] = {{"CreateContainer", &containerArgs, &container, interim}};
constexpr Form removeForms[] = {{"RemoveContainer", &containerArgs, nullptr, interim}};
constexpr Form removeBlobForms[] = {{"RemoveObject", &blobArgs, nullptr, interim}};
constexpr Form listForms[] = {{"ListObjects", &containerArgs, &interimBlobs, interim}};
constexpr Form infoForms[] = {{"GetObjectInfo", &blobArgs, &interimBlob, interim}};
constexpr Form startForms[] = {{"StartUpload", &chunkArgs, nullptr, interim}};
constexpr Form uploadForms[] = {{"UploadChunk", &chunkArgs, nullptr, interim}};
constexpr Form downloadForms[] = {{"StartDownload", &streamArgs, nullptr, interim}};
constexpr Form receiveForms[] = {{"ReceiveChunk", &chunkArgs, nullptr, interim}};

constexpr Operation blobStore[] = {
    {"CreateContainer", toProvider, &container, &container, "Makes a container.", createForms},
    {"RemoveContainer", toProvider, &container, nullptr, "Removes an empty container.", removeForms},
    {"RemoveObject", toProvider, &blob, nullptr, "Removes a blob.", removeBlobForms},
    {"ListObjects", toProvider, &container, &blobs, "What is in a container.", listForms},
    {"GetObjectInfo", toProvider, &blob, &blob, "How long a blob is.", infoForms},
    {"StartUpload", toProvider, &chunk, nullptr, "Makes an empty blob, whose parts follow.", startForms},
    {"UploadChunk", toProvider, &chunk, nullptr, "A part of a blob.", uploadForms},
    {"StartDownload", toProvider, &stream, nullptr, "Asks for a blob, whose parts then come.", downloadForms},
    {"ReceiveChunk", Direction::ToActor, &chunk, nullptr, "A part of a blob that was asked for.", receiveForms},
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

constexpr Field sequenceFields[] = {{"sequenceNumber", U64, 0, "the next number of the actor"}};
constexpr Message bareSequence{"U64", sequenceFields, Message::Bare};

constexpr Form guidForms[] = {{"RequestGuid", nullptr, &bareGuid, interim},
                              {"NumberGen.GenerateGuid", nullptr, &bareGuid}};
constexpr Form sequenceForms[] = {{"RequestSequence", nullptr, &bareSequence, interim}};
constexpr Form randomForms[] = {{"RequestRandom", &limits, &bareRandom, interim},
                                {"NumberGen.RandomInRange", &limits, &bareRandom},
                                {"NumberGen.Random32", nullptr, &bareRandom}};
constexpr Operation extras[] = {
    {"RequestGuid", toProvider, &generate, &generated, "A new GUID.", guidForms},
    {"RequestSequence", toProvider, &generate, &generated, "Counts from 0.", sequenceForms},
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
