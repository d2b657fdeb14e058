// SPDX-License-Identifier: Apache-2.0
// Blobs in a folder that nothing leads out of.
#include <fstream>
#include <sys/stat.h>

#include "tests/plugins/acting_services.h"
#include "tests/plugins/folder.h"

namespace watchglass {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using host::Failure;

std::string read(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class BlobStore : public testing::TestWithParam<Codec>
{
protected:
    BlobStore()
    {
        fs::create_directory(root);
        std::ofstream(outside) << "outside";
        open();
    }
    void open(const std::string &limit = "1024")
    {
        store = std::make_unique<Linked>(
            "blobstore_folder", std::map<std::string, std::string>{{"FOLDER", root.string()}, {"LIMIT_MB", limit}},
            "wascc:blobstore", actors);
        store->codec = GetParam();
    }
    /// The answer in JSON, or the error.
    std::string container(const std::string &operation, const std::string &id)
    {
        return store->said(operation, {{"id", id}});
    }
    std::string blob(const std::string &operation, const std::string &id, const std::string &in = "box")
    {
        return store->said(operation, {{"id", id}, {"container", in}});
    }
    std::string part(uint64_t number, const std::string &bytes, uint64_t size, uint64_t total,
                     const std::string &id = "b", const std::string &operation = "UploadChunk")
    {
        store->ask(operation, {{"sequenceNo", number},
                               {"container", "box"},
                               {"id", id},
                               {"totalBytes", total},
                               {"chunkSize", size},
                               {"chunkBytes", host::bytesOf(bytes)}});
        return store->error;
    }
    void put(const std::string &id, const std::string &bytes)
    {
        EXPECT_EQ(part(0, "", bytes.size(), bytes.size(), id, "StartUpload"), "");
        EXPECT_EQ(part(0, bytes, bytes.size(), bytes.size(), id), "");
    }
    std::vector<Delivered> download(const std::string &id, uint64_t size, size_t parts)
    {
        store->ask("StartDownload", {{"id", id}, {"container", "box"}, {"chunkSize", size}});
        EXPECT_EQ(store->error, "");
        return actors->await(parts, true);
    }

    Folder folder;
    const fs::path root = folder.path / "root", outside = folder.path / "outside";
    host::Answer answer;
    std::shared_ptr<ActingServices> actors =
        std::make_shared<ActingServices>([this](const Delivered &) { return answer; });
    std::unique_ptr<Linked> store;
};

TEST_P(BlobStore, ContainersAreMadeAndRemoved)
{
    EXPECT_EQ(container("CreateContainer", "box"), R"({"id":"box"})");
    EXPECT_TRUE(fs::is_directory(root / "box"));
    EXPECT_EQ(container("CreateContainer", "box"), R"({"id":"box"})") << "it is there";
    EXPECT_EQ(container("ListObjects", "box"), R"({"blobs":[]})");
    put("b", "x");
    EXPECT_EQ(container("RemoveContainer", "box"), "the container \"box\" is not empty");
    blob("RemoveObject", "b");
    EXPECT_EQ(store->error, "");
    container("RemoveContainer", "box");
    EXPECT_EQ(store->error, "");
    EXPECT_FALSE(fs::exists(root / "box"));
    EXPECT_EQ(container("RemoveContainer", "box"), "there is no container \"box\"");
    EXPECT_EQ(container("ListObjects", "box"), "there is no container \"box\"");
    EXPECT_EQ(store->failure, Failure::Refused);
}

TEST_P(BlobStore, BlobsAreListedAndTold)
{
    container("CreateContainer", "box");
    put("one", "1");
    put("two words, ü", "22");
    std::ofstream(root / "box" / ".hidden") << "of somebody else";
    EXPECT_EQ(
        container("ListObjects", "box"),
        R"({"blobs":[{"id":"one","container":"box","byteSize":1},{"id":"two words, ü","container":"box","byteSize":2}]})");
    EXPECT_EQ(blob("GetObjectInfo", "one"), R"({"id":"one","container":"box","byteSize":1})");
    EXPECT_EQ(blob("GetObjectInfo", "three"), R"({"id":"none","container":"none","byteSize":0})");
    EXPECT_EQ(blob("RemoveObject", "three"), "there is no blob \"three\" in \"box\"");
    blob("RemoveObject", "one");
    EXPECT_FALSE(fs::exists(root / "box" / "one"));
}

TEST_P(BlobStore, PartsMakeABlobInWhateverOrderTheyCome)
{
    container("CreateContainer", "box");
    const std::string zero("\0\xff", 2);
    EXPECT_EQ(part(0, "", 4, 10, "b", "StartUpload"), "");
    EXPECT_EQ(blob("GetObjectInfo", "b"), R"({"id":"b","container":"box","byteSize":0})");
    EXPECT_EQ(part(2, zero, 4, 10), "");
    EXPECT_EQ(part(0, "aaaa", 4, 10), "");
    EXPECT_EQ(part(1, "bbbb", 4, 10), "");
    EXPECT_EQ(part(1, "bbbb", 4, 10), "") << "one that comes twice does not count twice";
    EXPECT_EQ(read(root / "box" / "b"), "aaaabbbb" + zero);
    EXPECT_EQ(part(3, "c", 4, 10), "part 3 lies beyond the 10 bytes of the blob; parts are counted from 0");
    EXPECT_EQ(part(2, "ccc", 4, 10), "part 2 lies beyond the 10 bytes of the blob; parts are counted from 0");
    EXPECT_EQ(part(0, "ccccc", 4, 10), "the part has 5 bytes, and its chunkSize is 4");
    EXPECT_NE(part(UINT64_MAX, "c", 4, 0), "");
    EXPECT_NE(part(INT64_MAX, "c", UINT64_MAX, 0), "");
    EXPECT_EQ(read(root / "box" / "b"), "aaaabbbb" + zero);
    // Without a size of parts each goes behind the last.
    EXPECT_EQ(part(0, "", 0, 0, "b", "StartUpload"), "") << "anew";
    EXPECT_EQ(part(0, "first ", 0, 0), "");
    EXPECT_EQ(part(0, "second", 0, 0), "");
    EXPECT_EQ(read(root / "box" / "b"), "first second");
    EXPECT_EQ(part(0, "x", 1, 1, "never begun"), "there is no blob \"never begun\" in \"box\"");
}

TEST_P(BlobStore, DownloadsComeInParts)
{
    container("CreateContainer", "box");
    put("b", "aaaabbbbcc");
    const auto parts = download("b", 4, 3);
    ASSERT_EQ(parts.size(), 3u);
    const char *const bytes[] = {"aaaa", "bbbb", "cc"};
    for (size_t i = 0; i < parts.size(); ++i) {
        EXPECT_EQ(parts[i].operation, "ReceiveChunk");
        const Value &value = parts[i].value;
        EXPECT_EQ(value["sequenceNo"].count(), i);
        EXPECT_EQ(value["id"].text(), "b");
        EXPECT_EQ(value["container"].text(), "box");
        EXPECT_EQ(value["totalBytes"].count(), 10u);
        EXPECT_EQ(value["chunkSize"].count(), 4u);
        EXPECT_EQ(host::textOf(value["chunkBytes"].bytes()), bytes[i]);
    }
    actors->forget();
    EXPECT_EQ(download("b", 0, 1).at(0).value["chunkBytes"].bytes().size(), 10u) << "as the provider likes";
    actors->forget();
    put("empty", "");
    EXPECT_EQ(download("empty", 4, 1).at(0).value["totalBytes"].count(), 0u);
    EXPECT_EQ(blob("StartDownload", "none"), "there is no blob \"none\" in \"box\"");
}

TEST_P(BlobStore, ADownloadEndsWithThePartThatIsNotTaken)
{
    container("CreateContainer", "box");
    put("b", "aaaabbbbcc");
    answer = host::Answer::refused("it trapped");
    EXPECT_EQ(download("b", 4, 1).size(), 1u);
    EXPECT_EQ(actors->lines(), std::vector<std::string>{"a blob for actor broke off: it trapped"});
}

TEST_P(BlobStore, NoNameLeadsOutOfTheFolder)
{
    container("CreateContainer", "box");
    const std::string names[] = {"",
                                 ".",
                                 "..",
                                 "/",
                                 "/etc",
                                 "../outside",
                                 "a/../../outside",
                                 "box/../..",
                                 ".hidden",
                                 "a/b",
                                 "./box",
                                 std::string("a\0b", 3),
                                 "a\nb",
                                 std::string(256, 'x'),
                                 std::string(100'000, 'x'),
                                 "a\x1b[2J",
                                 fs::absolute(outside).string()};
    for (const std::string &name : names) {
        for (const char *operation : {"CreateContainer", "RemoveContainer", "ListObjects"}) {
            container(operation, name);
            EXPECT_EQ(store->failure, Failure::Refused) << operation << " " << name;
        }
        for (const char *operation : {"RemoveObject", "GetObjectInfo", "StartUpload", "UploadChunk", "StartDownload"}) {
            blob(operation, name);
            EXPECT_EQ(store->failure, Failure::Refused) << operation << " " << name;
            blob(operation, "b", name);
            EXPECT_EQ(store->failure, Failure::Refused) << operation << " " << name;
        }
        EXPECT_LT(store->error.size(), 200u);
        EXPECT_EQ(store->error.find_first_of("\x1b\n"), std::string::npos);
    }
    EXPECT_EQ(read(outside), "outside");
    EXPECT_EQ(std::distance(fs::recursive_directory_iterator(folder.path), {}), 3) << "root, box, outside";
    EXPECT_EQ(container("CreateContainer", std::string(255, 'x')), R"({"id":")" + std::string(255, 'x') + "\"}");
}

TEST_P(BlobStore, NoLinkLeadsOutOfTheFolder)
{
    container("CreateContainer", "box");
    fs::create_symlink(folder.path, root / "way");
    fs::create_symlink(outside, root / "box" / "file");
    fs::create_symlink(folder.path / "not there", root / "box" / "dangling");
    fs::create_hard_link(outside, root / "box" / "hard");
    ASSERT_EQ(mkfifo((root / "box" / "pipe").c_str(), 0600), 0);
    fs::create_directory(root / "box" / "inner");
    std::ofstream(root / "plain") << "no container";
    for (const char *name : {"way", "plain"}) {
        EXPECT_EQ(container("ListObjects", name), "there is no container \"" + std::string(name) + "\"");
        container("CreateContainer", name);
        EXPECT_EQ(store->failure, Failure::Refused) << name;
        EXPECT_EQ(container("RemoveContainer", name), "there is no container \"" + std::string(name) + "\"");
        EXPECT_EQ(part(0, "", 1, 1, "outside", "StartUpload"), "");
        blob("StartDownload", "outside", name);
        EXPECT_EQ(store->failure, Failure::Refused) << name;
        blob("RemoveObject", "outside", name);
        EXPECT_EQ(store->failure, Failure::Refused) << name;
        blob("RemoveObject", "outside");
    }
    for (const char *name : {"file", "dangling", "hard", "pipe", "inner"}) {
        for (const char *operation : {"StartUpload", "UploadChunk", "StartDownload", "RemoveObject"}) {
            blob(operation, name);
            EXPECT_EQ(store->failure, Failure::Refused) << operation << " " << name << " " << store->error;
        }
        EXPECT_EQ(blob("GetObjectInfo", name), R"({"id":"none","container":"none","byteSize":0})") << name;
        EXPECT_TRUE(fs::is_symlink(root / "box" / name) || fs::exists(root / "box" / name)) << name;
    }
    EXPECT_EQ(container("ListObjects", "box"), R"({"blobs":[]})");
    EXPECT_EQ(read(outside), "outside");
    EXPECT_FALSE(fs::exists(folder.path / "not there"));
}

TEST_P(BlobStore, KeepsNoMoreThanTheSettingSays)
{
    open("1");
    container("CreateContainer", "box");
    const std::string half(500'000, 'x');
    put("a", half);
    put("b", half);
    EXPECT_EQ(part(0, half, half.size(), half.size(), "c", "StartUpload"), "");
    EXPECT_EQ(part(0, half, half.size(), half.size(), "c"),
              "the store keeps 1000000 bytes already, and no more than the 1 MB of the setting LIMIT_MB");
    EXPECT_EQ(store->failure, Failure::Refused);
    EXPECT_EQ(fs::file_size(root / "box" / "c"), 0u);
    // A hole counts like bytes, and a part in the place of another does not.
    EXPECT_NE(part(1u << 30, "x", 1u << 20, 0, "c"), "");
    EXPECT_EQ(part(0, half, half.size(), half.size(), "b"), "");
    blob("RemoveObject", "a");
    EXPECT_EQ(part(0, half, half.size(), half.size(), "c"), "");
    fs::remove(root / "box" / "b"); // by somebody else
    EXPECT_EQ(part(0, "", 1, 1, "d", "StartUpload"), "");
    EXPECT_EQ(part(0, half, half.size(), half.size(), "d"), "");
    open("1"); // what is there counts also for the next one
    EXPECT_NE(part(1, half, half.size(), 0, "d"), "");
}

TEST_P(BlobStore, AFolderThatGoesIsToldUntilItIsBack)
{
    container("CreateContainer", "box");
    EXPECT_TRUE(store->provider().health().ok);
    fs::rename(root, folder.path / "elsewhere");
    container("ListObjects", "box");
    EXPECT_EQ(store->failure, Failure::Unavailable);
    EXPECT_EQ(store->error, "the folder " + root.string() + " cannot be opened: No such file or directory");
    EXPECT_EQ(store->provider().health().sentence, store->error);
    fs::rename(folder.path / "elsewhere", root);
    EXPECT_EQ(container("ListObjects", "box"), R"({"blobs":[]})");
    EXPECT_TRUE(store->provider().health().ok);
    EXPECT_EQ(store->provider().bind({"x", "wascc:blobstore", "default", {{"FOLDER", root.string() + "/none"}}}),
              "the folder " + root.string() + "/none cannot be opened: No such file or directory");
    EXPECT_EQ(store->provider().bind({"x", "wascc:blobstore", "default", {}}), "the setting FOLDER is missing");
}

/// A disk that is full, as a small file system of its own is; not everybody may mount one.
TEST_P(BlobStore, AFullDiskCostsAnErrorAndNoPartOfAPart)
{
    const char *const full = std::getenv("WATCHGLASS_FULL_FOLDER");
    if (!full)
        GTEST_SKIP() << "skipped: not there: WATCHGLASS_FULL_FOLDER, a folder on a file system of 1 MB";
    store->link("actor", {{"FOLDER", full}});
    container("CreateContainer", "box");
    const std::string much(3 << 20, 'x');
    EXPECT_EQ(part(0, "", much.size(), much.size(), "b", "StartUpload"), "");
    EXPECT_EQ(part(0, much, much.size(), much.size()), "the blob \"b\" cannot be written: the disk is full");
    EXPECT_EQ(store->failure, Failure::Unavailable);
    EXPECT_EQ(fs::file_size(fs::path(full) / "box" / "b"), 0u);
    blob("RemoveObject", "b");
    EXPECT_EQ(store->error, "");
}

TEST_P(BlobStore, ItsLibraryIsGoneWhenNobodyNeedsItAnyMore)
{
    container("CreateContainer", "box");
    put("b", "x");
    download("b", 0, 1);
    EXPECT_TRUE(goesAway(std::move(store)));
}

/// In the interim's form: what the actor wants to be told again comes with each part.
TEST(BlobStoreOfWasmCloud, TellsTheContextAgain)
{
    Folder folder;
    auto actors = std::make_shared<ActingServices>();
    actors->capability = "wasmcloud:blobstore";
    Linked store("blobstore_folder", {{"FOLDER", folder.path.string()}}, "wasmcloud:blobstore", actors);
    EXPECT_EQ(store.said("CreateContainer", {{"id", "box"}}), R"({"id":"box"})");
    const Object part{{"container", "box"}, {"id", "b"}, {"chunkBytes", host::bytesOf("hello")}};
    store.ask("StartUpload", part);
    store.ask("UploadChunk", part);
    EXPECT_EQ(store.error, "");
    EXPECT_EQ(store.said("ListObjects", {{"id", "box"}}), R"({"blobs":[{"id":"b","container":"box","byteSize":5}]})");
    store.ask("StartDownload", {{"id", "b"}, {"container", "box"}, {"context", "mine"}});
    EXPECT_EQ(store.error, "");
    const auto parts = actors->await(1);
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_EQ(parts[0].value["context"].text(), "mine");
    EXPECT_EQ(parts[0].value["container"].text(), "box");
    EXPECT_EQ(host::textOf(parts[0].value["chunkBytes"].bytes()), "hello");
}

INSTANTIATE_TEST_SUITE_P(Every, BlobStore, testing::Values(Codec::Protobuf, Codec::Arrays, Codec::Maps));

} // namespace
} // namespace watchglass
