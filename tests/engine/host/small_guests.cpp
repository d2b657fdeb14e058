// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/host/small_guests.h"

#include "engine/wat/assembler.h"

namespace watchglass::host {

namespace {

ActorModuleResult read(const std::string &text)
{
    wat::Assembler assembler;
    const wat::Assembled assembled = assembler.assemble(text, {});
    for (const wat::Diagnostic &diagnostic : assembled.diagnostics)
        ADD_FAILURE() << diagnostic.message;
    return readActorModule("guest", assembled.bytes);
}

constexpr auto imports = R"(
  (import "wapc" "__guest_request" (func $guest_request (param i32 i32)))
  (import "wapc" "__guest_response" (func $guest_response (param i32 i32)))
  (import "wapc" "__guest_error" (func $guest_error (param i32 i32)))
  (import "wapc" "__host_call" (func $host_call (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wapc" "__host_response_len" (func $host_response_len (result i32)))
  (import "wapc" "__host_response" (func $host_response (param i32)))
  (import "wapc" "__host_error_len" (func $host_error_len (result i32)))
  (import "wapc" "__host_error" (func $host_error (param i32)))
  (import "wapc" "__console_log" (func $console_log (param i32 i32)))
)";

} // namespace

std::shared_ptr<const ActorModule> moduleOf(const std::string &text)
{
    const ActorModuleResult made = read(text);
    EXPECT_TRUE(made.actor) << made.error;
    return made.actor;
}

std::shared_ptr<const ActorModule> guestOf(const std::string &fields)
{
    return moduleOf("(module" + std::string(imports) + fields + "\n(memory (export \"memory\") 1))");
}

std::string refusalOf(const std::string &text)
{
    return read(text).error;
}

Bench::Bench(std::shared_ptr<const ActorModule> made) : module(std::move(made))
{
    settings.actor = "guest";
    settings.nextId = [this] { return ++lastId; };
    settings.console = [this](ConsoleLine line) { console.push_back(std::move(line)); };
    settings.record = [this](CallRecord record) { records.push_back(std::move(record)); };
    settings.watchdog = std::make_shared<Watchdog>();
}

std::string Bench::make()
{
    Guest::Made made =
        Guest::make(module, settings, std::chrono::steady_clock::now() + std::chrono::milliseconds(30'000));
    guest = std::move(made.guest);
    return made.error;
}

Outcome Bench::call(std::string_view operation, std::string_view payload, std::chrono::milliseconds time)
{
    if (!guest)
        EXPECT_EQ(make(), "");
    const std::span bytes(reinterpret_cast<const uint8_t *>(payload.data()), payload.size());
    return guest->call({operation, bytes, std::chrono::steady_clock::now() + time, ++lastId});
}

std::string Bench::lines() const
{
    std::string all;
    for (const ConsoleLine &line : console)
        if (line.source == ConsoleLine::Source::Log)
            all += (all.empty() ? "" : " ") + line.text;
    return all;
}

} // namespace watchglass::host
