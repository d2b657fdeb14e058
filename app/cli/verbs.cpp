// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verbs.h"

#include <algorithm>
#include <cstdint>

namespace watchglass::cli {

namespace {

constexpr size_t many = SIZE_MAX;

constexpr Option withoutOption = {"--without", "FEATURES",
                                  "refuse modules that need one of these features, separated by commas"};

constexpr Option assembleOptions[] = {
    {"-o", "OUT.wasm", "where to write the module, - for standard output; without it beside IN.wat"},
    {"--strict", "", "refuse old instruction names instead of reading them as their current ones"},
    withoutOption,
};
constexpr Option disassembleOptions[] = {
    {"-o", "OUT.wat", "where to write the text; without it to standard output"},
};
constexpr Option checkOptions[] = {
    {"--json", "", "print the diagnostics as JSON on standard output"},
    withoutOption,
};
constexpr Option moderniseOptions[] = {
    {"--in-place", "", "write the text back to its file instead of printing it"},
};
// Of programs that run.
constexpr Option invoke = {"--invoke", "NAME", "call this export; everything after NAME is an argument of the call",
                           true};
constexpr Option directory = {"--dir", "HOST[::GUEST]",
                              "grant a directory for reading and writing, under the name GUEST; again for more"};
constexpr Option readOnlyDirectory = {"--dir-ro", "HOST[::GUEST]", "grant a directory for reading"};
constexpr Option environment = {"--env", "NAME[=VALUE]",
                                "set an environment variable, or pass on the one there is; again for more"};
constexpr Option standardInput = {"--stdin", "FILE", "what the program reads, instead of standard input"};
constexpr std::string_view clockHelp = "frozen: always the year 2000, and waits are over at once";
constexpr Option randomSeed = {"--random-seed", "N", "the same random numbers in every run"};
constexpr Option maxOutput = {"--max-output", "BYTES", "the most it may write in all"};
constexpr Option maxFiles = {"--max-files", "N", "the most it may have open at once; without it 1024"};
constexpr Option timeLimit = {"--timeout", "SECONDS", "end it after that time, and tell where it was; exit with 124"};
constexpr Option maxMemory = {"--max-memory", "BYTES", "the most that one memory may grow to"};
constexpr Option maxHeap = {"--max-heap", "BYTES", "the most that structs, arrays and exceptions may take"};
constexpr Option maxDepth = {"--max-depth", "N", "calls within one another; without it 200000"};
constexpr Option maxInstructions = {
    "--max-instructions", "N", "the most that a call may execute, counted exactly; it then ends as with --timeout"};
constexpr Option maxSleep = {"--max-sleep", "SECONDS", "the longest it may wait in all"};
constexpr Option trace = {"--trace", "", "print every call of WASI with its arguments and its answer"};

constexpr Option runOptions[] = {
    withoutOption,
    invoke,
    directory,
    readOnlyDirectory,
    environment,
    standardInput,
    {"--clock", "real|frozen", clockHelp},
    randomSeed,
    maxOutput,
    maxFiles,
    maxSleep,
    timeLimit,
    maxMemory,
    maxHeap,
    maxDepth,
    maxInstructions,
    trace,
};
constexpr Option profileOptions[] = {
    {"--sample", "HZ", "samples a second, from 10 to 10000; without it 250"},
    {"--count", "", "count every instruction exactly instead of sampling; takes up to half as long again"},
    {"--clock", "wall|cpu", "measure time as it passes (the default), or time of the processor"},
    {"--out", "FILE", "write the profile, - for standard output; FORMAT follows from the name when it is not given"},
    {"--format", "FORMAT", "json (ours), speedscope, pprof, chrome, firefox, collapsed or svg"},
    {"--fail-if", "CONDITION", "exit with 3 when it holds, as 'share($f) > 30%' or 'total($f) > 30%'; again for more"},
    {"--top", "N", "how many functions the summary lists; without it 20"},
    withoutOption,
    invoke,
    directory,
    readOnlyDirectory,
    environment,
    standardInput,
    {"--wasi-clock", "real|frozen", clockHelp},
    randomSeed,
    maxOutput,
    maxFiles,
    maxSleep,
    timeLimit,
    maxMemory,
    maxHeap,
    maxDepth,
    maxInstructions,
    trace,
};
constexpr Option inspectOptions[] = {
    {"--json", "", "print it as JSON"},
};
constexpr Option explainOptions[] = {
    {"--func", "NAME", "only that function, by name or number"},
    {"--no-machine", "", "leave the machine code out"},
    {"--json", "", "print it as JSON"},
};
constexpr Option specOptions[] = {
    {"--skipped", "", "say also what was skipped, and why"},
    {"--driver", "NAME",
     "how to run: plain (the default, the fastest), watched, or single (watched, without tail calls)"},
    {"--json", "", "print everything as JSON"},
};
constexpr Option claimsOptions[] = {
    {"--json", "", "inspect, verify: print it as JSON"},
    {"--operator", "TOKEN|FILE",
     "inspect, verify: trust this operator, by its token or a file that holds it, perhaps with those of its accounts; "
     "again for more"},
    {"--account", "TOKEN|FILE", "inspect, verify: an account of such an operator; again for more"},
    {"-o", "OUT", "where to write the module, the token, or the seed"},
    {"--issuer", "KEYFILE", "sign, issue: whose seed signs"},
    {"--subject", "KEY|KEYFILE", "sign, issue: whose token it becomes, by public key or key file"},
    {"--like", "FILE", "sign: as the token of this module says, where other options say nothing"},
    {"--name", "TEXT", "sign, issue: for people"},
    {"--cap", "CAPABILITY", "sign: grant it, as keyvalue, wascc:keyvalue, or the key of a module; again for more"},
    {"--tag", "TEXT", "sign: a tag; again for more"},
    {"--version", "TEXT", "sign: the version that people read"},
    {"--revision", "N", "sign: the number by which versions are compared"},
    {"--expires", "DAYS|DATE", "sign, issue: when it ends, in days from now or as 2027-01-31"},
    {"--not-before", "DAYS|DATE", "sign, issue: when it begins"},
    {"--provider", "", "sign: the module provides a capability"},
    {"--call-alias", "TEXT", "sign: how other modules may call it"},
    {"--signer", "KEY|KEYFILE", "issue: a key that may sign for the subject; again for more"},
    {"--section", "NAME", "sign: jwt, which hosts of all times read (the default), or wasmcloud_jwt"},
    {"--wascap-revision", "N", "sign: none (the default), 2, or 3, from which hosts of 2023 on check the hash"},
    {"--jti", "TEXT", "sign, issue: the token's number, instead of a random one"},
    {"--iat", "SECONDS", "sign, issue: when it was issued, in seconds since 1970, instead of now"},
};

constexpr Option hostOptions[] = {
    {"--payload", "TEXT", "call: what the operation is given; without any of these three, nothing"},
    {"--payload-hex", "HEX", "the same as hexadecimal digits"},
    {"--payload-file", "FILE", "the same from a file, - for standard input"},
    {"--link", "CAP[/NAME]=PROVIDER[,KEY=VALUE…]",
     "who answers calls of this capability: a provider by its name or the path of its library, with settings; again "
     "for more"},
    {"--answers", "FILE.json", "answers for the calls that no link takes, used one after the other"},
    {"--json", "", "call: print everything about the call as JSON; ctl: print the host's answer as it is"},
    {"--control", "SOCKET",
     "up, ctl: by which socket the host is controlled; without it watchglass-host.sock in $XDG_RUNTIME_DIR"},
    {"--timeout", "SECONDS", "the longest that its start, and then the call, may take; without it 30"},
    {"--max-instructions", "N", "the most instructions that each may take"},
    {"--max-memory", "BYTES", "the most memory the guest may have"},
    {"--trace", "", "print every function of waPC and WASI that the guest calls"},
    {"--copy", "", "ctl put, ctl undo-provider: the content of the provider before comes along"},
    {"--report", "FILE.json", "run: write what came of it, with the numbers of every phase, second and change"},
    {"--set", "NAME=VALUE", "run: a parameter of the scenario; again for more"},
};

constexpr Verb verbs[] = {
    {"assemble", "IN.wat", "make a binary module of a text",
     "Old instruction names such as get_local are accepted, each with a warning that names it.", assembleOptions, 1, 1,
     assemble},
    {"disassemble", "FILE", "print a module as text", "A text is assembled first, and so printed in its plain form.",
     disassembleOptions, 1, 1, disassemble},
    {"check", "FILE…", "say everything that is wrong with texts and modules",
     "One line for each finding: FILE:LINE:COLUMN: SEVERITY: MESSAGE, or FILE:OFFSET: … for a binary module.",
     checkOptions, 1, many, check},
    {"modernise", "FILE…", "replace old instruction names by their current ones",
     "Names in strings, comments and identifiers are left alone.", moderniseOptions, 1, many, modernise},
    {"run", "FILE", "run a module, or call one of its functions",
     "Results go to standard output, one a line. Without --invoke the export _start or main runs, and its exit status "
     "is passed on.\n\n"
     "A WASI program (preview 1) gets ARGS, standard input, output and error, the time and random numbers; files, "
     "directories and environment variables only as granted. Of a reactor, _initialize runs before --invoke. Other "
     "imported functions have no host: they are answered by zero.",
     runOptions, 1, 1, run, true},
    {"profile", "FILE | show PROFILE | diff BEFORE AFTER", "tell where the time of a program goes",
     "Runs the program as run does, takes samples of it, and then tells on standard error which functions and places "
     "took the time, each with the 95 % interval that chance leaves. An interrupt from the keyboard ends the program, "
     "and its profile is told all the same.\n\n"
     "show tells a profile that was written before, ours or one of speedscope's or collapsed stacks, and writes it in "
     "another format. diff compares two.",
     profileOptions, 1, 3, profileProgram, true},
    {"inspect", "FILE", "list what a module is made of", "", inspectOptions, 1, 1, inspect},
    {"explain", "FILE", "show what the engine makes of each instruction",
     "For each function: its instructions, the internal instructions that the engine runs in their place, with what "
     "they "
     "take and where they leave it, and the machine code that does them. acc is the accumulator, a register that holds "
     "what was made last. An instruction with ↴ went into the next internal one and costs nothing; \"nothing\" says "
     "that "
     "it left no code at all.",
     explainOptions, 1, 1, explain},
    {"spec", "PATH…", "run scripts of the specification's test suite",
     "Each PATH is a script, NAME.wast or NAME.json with its modules beside it, or a folder of such. Failures are told "
     "one a line, with file and line.",
     specOptions, 1, many, spec},
    {"host",
     "call [OPTIONS] MODULE OPERATION | up [--control SOCKET] MANIFEST | run [--report FILE.json] [--set NAME=VALUE] "
     "SCENARIO | ctl [--control SOCKET] [--json] status | "
     "ctl swap ACTOR MODULE | ctl undo ACTOR | ctl link ACTOR CAPABILITY[/BINDING] PROVIDER [KEY=VALUE…] | "
     "ctl unlink ACTOR CAPABILITY[/BINDING] | ctl fault ACTOR CAPABILITY[/BINDING] none|KIND [KEY=VALUE…] | "
     "ctl put [--copy] PROVIDER LIBRARY | ctl undo-provider [--copy] PROVIDER | ctl remove PROVIDER | "
     "ctl kill ACTOR [CALL]",
     "call an operation of a waPC guest, or serve with actors and providers",
     "call: the module is set up as a waPC host does it, the operation called once, and its answer written to standard "
     "output "
     "as it is; exit status 0. When the guest fails, traps or takes too long, the error goes to standard error; exit "
     "status 1.\n\n"
     "Each entry of FILE.json is {\"binding\", \"namespace\", \"operation\", \"payload_hex\", and \"reply_hex\" or "
     "\"error\"}; what is left out of the first four fits any call. A call that its entry does not fit ends the "
     "guest.\n\n"
     "up serves with the actors, providers and links of a manifest in JSON, which `man wglass` describes, until it is "
     "interrupted; then it takes no more, answers what came in, and exits with 0. Nothing starts unless all of it is "
     "right. What it serves is told on standard error.\n\n"
     "run plays a scenario, which `man wglass` describes too: a host with its own load, what is to be swapped, cut off "
     "and broken meanwhile, and what has to hold then. What came of it goes to standard output; exit status 0 when all "
     "holds, 3 when not. An interrupt stops it, and what is known until then is told.\n\n"
     "ctl asks and changes a host of the same user that serves: swaps the module of an actor while calls go on, undoes "
     "that, links capabilities to providers of the host or to nobody, makes calls fail on purpose, changes providers, "
     "ends calls. When that cannot be, all is as it was; exit "
     "status 1.",
     hostOptions, 1, many, host, false, true},
    {"claims",
     "inspect [--json] [--operator TOKEN|FILE] [--account TOKEN|FILE] FILE | "
     "verify [--json] [--operator TOKEN|FILE] [--account TOKEN|FILE] FILE | "
     "sign -o OUT --issuer KEYFILE --subject KEY|KEYFILE [OPTIONS] FILE | "
     "issue --issuer KEYFILE [--subject KEY|KEYFILE] [OPTIONS] operator|account | keygen [-o KEYFILE] KIND",
     "read, check and make the tokens of signed modules",
     "inspect tells what the token of a module says, and what is wrong with it; verify exits with 0 when the module is "
     "as "
     "it was signed and, where operators are given, when one of them vouches for it, else with 1. Both read files of "
     "tokens too. sign puts a token into a module in place of those it has. issue makes the tokens of operators and "
     "accounts. keygen makes a pair of keys and writes the seed to a file, or shows it.\n\n"
     "KIND is account, cluster, module, host, operator, user or provider. A KEYFILE holds one seed.",
     claimsOptions, 0, 2, manageClaims, false, true},
};

} // namespace

std::span<const Verb> allVerbs()
{
    return verbs;
}

const Verb *findVerb(std::string_view name)
{
    auto found = std::find_if(std::begin(verbs), std::end(verbs), [&](const Verb &verb) { return verb.name == name; });
    return found == std::end(verbs) ? nullptr : &*found;
}

} // namespace watchglass::cli
