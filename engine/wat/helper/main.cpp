// SPDX-License-Identifier: Apache-2.0
/// `watchglass-wat`: wabt in a process of its own, which may die without harm. Started by Assembler; see protocol.h.
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <wabt/binary-writer.h>
#include <wabt/validator.h>
#include <wabt/wast-lexer.h>
#include <wabt/wast-parser.h>

#include "engine/wat/helper/places.h"
#include "engine/wat/helper/protocol.h"

namespace watchglass::wat::helper {

namespace {

bool readAll(void *to, size_t size)
{
    for (auto *at = static_cast<char *>(to); size;) {
        const ssize_t got = read(STDIN_FILENO, at, size);
        if (got <= 0)
            return false;
        at += got;
        size -= size_t(got);
    }
    return true;
}

bool writeAll(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (sent <= 0)
            return false;
        bytes.remove_prefix(size_t(sent));
    }
    return true;
}

/// A parent that no longer listens ends this process: there is nobody left to work for.
void send(FrameKind kind, std::string_view head, std::string_view rest = {})
{
    const Frame frame{kind, uint32_t(head.size() + rest.size())};
    if (!writeAll({reinterpret_cast<const char *>(&frame), sizeof frame}) || !writeAll(head) || !writeAll(rest))
        _exit(0);
}

template <class T>
std::string_view bytesOf(const T &value)
{
    return {reinterpret_cast<const char *>(&value), sizeof value};
}

void sendProblems(const wabt::Errors &errors, size_t from, bool validation)
{
    for (size_t i = from; i < errors.size(); ++i) {
        const wabt::Error &error = errors[i];
        const Place place{uint32_t(error.loc.line), uint32_t(error.loc.first_column), uint32_t(error.loc.last_column)};
        const Complaint head{place, error.error_level == wabt::ErrorLevel::Warning, validation};
        send(FrameKind::Problem, bytesOf(head), error.message);
    }
}

void sendModule(const wabt::Module &module, const wabt::Features &features, bool names)
{
    // wabt 1.0.32 writes call_ref without its type, as a draft of the proposal once did: no module to hand out.
    const Places places = placesOf(module);
    if (places.callRef) {
        sendProblems({{wabt::ErrorLevel::Error, places.callRef->loc,
                       "call_ref is beyond this version of wabt, which writes it "
                       "in an encoding that was given up"}},
                     0, false);
        return;
    }
    wabt::MemoryStream stream;
    const wabt::WriteBinaryOptions options(features, true, false, names);
    if (Failed(WriteBinaryModule(&stream, &module, options)))
        return;
    const auto &data = stream.output_buffer().data;
    send(FrameKind::Binary, {reinterpret_cast<const char *>(data.data()), data.size()});
    send(FrameKind::Places, places.bytes);
}

void assemble(std::string_view text, bool names)
{
    wabt::Features features;
    features.EnableAll();
    wabt::Errors errors;
    const auto lexer = wabt::WastLexer::CreateBufferLexer("", text.data(), text.size(), &errors);
    wabt::WastParseOptions parseOptions(features);
    std::unique_ptr<wabt::Module> module;
    wabt::WastParser parser(lexer.get(), &errors, &parseOptions);
    const bool parsed = Succeeded(parser.ParseModule(&module)) && module;
    sendProblems(errors, 0, false);
    if (!parsed)
        return;
    const size_t parseErrors = errors.size();
    const bool valid = Succeeded(ValidateModule(module.get(), &errors, wabt::ValidateOptions(features)));
    sendProblems(errors, parseErrors, !valid);
    sendModule(*module, features, names);
}

struct Job {
    std::string_view text;
    bool names = false;
};

void *run(void *argument)
{
    const Job &job = *static_cast<const Job *>(argument);
    try {
        assemble(job.text, job.names);
    } catch (const std::bad_alloc &) {
        sendProblems({{wabt::ErrorLevel::Error, {}, "wabt needs more memory for this text than it may have"}}, 0,
                     false);
    }
    return nullptr;
}

/// wabt recurses on the depth of the text. The stack is only reserved: what a text does not need costs nothing, and
/// what it did need is given back after it.
bool runOnBigStack(Job &job)
{
    const long guard = sysconf(_SC_PAGESIZE);
    void *stack = mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED)
        return false;
    mprotect(stack, size_t(guard), PROT_NONE);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, stackBytes);
    pthread_t thread;
    const bool started = pthread_create(&thread, &attributes, run, &job) == 0;
    if (started)
        pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    munmap(stack, stackBytes);
    return started;
}

void limitSelf()
{
    const rlimit space{addressSpaceBytes, addressSpaceBytes};
    setrlimit(RLIMIT_AS, &space);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

int serve()
{
    Request request;
    while (readAll(&request, sizeof request)) {
        if (request.magic != requestMagic || request.version != protocolVersion) {
            send(FrameKind::Version, bytesOf(protocolVersion));
            return 1;
        }
        const std::unique_ptr<char[]> text(new (std::nothrow) char[size_t(request.textSize) + 1]);
        if (!text || !readAll(text.get(), request.textSize))
            return 1;
        alarm(request.seconds);
        Job job{{text.get(), request.textSize}, (request.flags & WriteNames) != 0};
        if (!runOnBigStack(job))
            return 1;
        alarm(0);
        send(FrameKind::Done, {});
    }
    return 0;
}

} // namespace

} // namespace watchglass::wat::helper

int main(int argc, char **)
{
    if (argc > 1 || isatty(STDIN_FILENO)) {
        std::fputs("watchglass-wat is started by Watchglass; it has no options of its own.\n", stderr);
        return 2;
    }
    watchglass::wat::helper::limitSelf();
    return watchglass::wat::helper::serve();
}
