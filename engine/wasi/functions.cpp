// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/functions.h"

#include <algorithm>
#include <tuple>

#include "engine/wasi/calls.h"

namespace watchglass::wasi {

namespace {

std::string_view nextWord(std::string_view &words)
{
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    return word;
}

void add(std::string &list, std::string_view name, const std::string &value)
{
    list += (list.empty() ? "" : ", ") + std::string(name) + "=" + value;
}

template <class T>
void tellArgument(std::string &list, std::string_view name, const T &argument)
{
    add(list, name, tell(argument));
}
template <class T>
void tellArgument(std::string &, std::string_view, const Out<T> &)
{
}

template <class T>
void tellResult(std::string &, std::string_view, const Call &, const T &)
{
}
template <class T>
void tellResult(std::string &list, std::string_view name, const Call &call, const Out<T> &out)
{
    add(list, name, std::to_string(call.memory.get<T>(out.address)));
}

/// What the table needs of a function, made from its parameters.
template <auto function>
struct Binding;

template <class Result, class... Parameters, Result (*function)(Call &, Parameters...)>
struct Binding<function> {
    static constexpr bool returns = !std::is_void_v<Result>;

    static wasm::FuncType type()
    {
        wasm::FuncType made;
        (addTypes<Parameters>(made.params), ...);
        if (returns)
            made.results.push_back(wasm::I32);
        return made;
    }

    static Errno call(Call &call, std::string_view names, CallRecord *record)
    {
        std::tuple<Parameters...> parameters{};
        ArgumentReader reader(call);
        Errno error = Errno::Success;
        const auto readOne = [&](auto &parameter) {
            const Errno found = read(reader, parameter);
            if (error == Errno::Success)
                error = found;
        };
        std::apply([&](auto &...each) { (readOne(each), ...); }, parameters);
        const bool readable = error == Errno::Success;
        // Strings are told before the call: a buffer may lie over them.
        if (record)
            std::apply([&, words = names](
                           auto &...each) mutable { (tellArgument(record->arguments, nextWord(words), each), ...); },
                       parameters);
        if (readable) {
            if constexpr (returns)
                error = std::apply([&](auto &...each) { return function(call, each...); }, parameters);
            else
                std::apply([&](auto &...each) { function(call, each...); }, parameters);
        }
        if (record && error == Errno::Success)
            std::apply([&, words = names](
                           auto &...each) mutable { (tellResult(record->results, nextWord(words), call, each), ...); },
                       parameters);
        return error;
    }
};

template <auto function>
constexpr Interface row(std::string_view name, std::string_view parameters, bool onlyPreview1 = false)
{
    return {name, parameters, &Binding<function>::type, onlyPreview1, &Binding<function>::call};
}

constexpr Interface table[] = {
    row<argsGet>("args_get", "argv argv_buf"),
    row<argsSizesGet>("args_sizes_get", "count size"),
    row<environGet>("environ_get", "environ environ_buf"),
    row<environSizesGet>("environ_sizes_get", "count size"),
    row<clockResGet>("clock_res_get", "id resolution"),
    row<clockTimeGet>("clock_time_get", "id precision time"),
    row<fdAdvise>("fd_advise", "fd offset len advice"),
    row<fdAllocate>("fd_allocate", "fd offset len"),
    row<fdClose>("fd_close", "fd"),
    row<fdDatasync>("fd_datasync", "fd"),
    row<fdFdstatGet>("fd_fdstat_get", "fd stat"),
    row<fdFdstatSetFlags>("fd_fdstat_set_flags", "fd flags"),
    row<fdFdstatSetRights>("fd_fdstat_set_rights", "fd rights_base rights_inheriting"),
    row<fdFilestatGet>("fd_filestat_get", "fd stat"),
    row<fdFilestatSetSize>("fd_filestat_set_size", "fd size"),
    row<fdFilestatSetTimes>("fd_filestat_set_times", "fd atim mtim flags"),
    row<fdPread>("fd_pread", "fd into offset count"),
    row<fdPrestatGet>("fd_prestat_get", "fd stat"),
    row<fdPrestatDirName>("fd_prestat_dir_name", "fd name"),
    row<fdPwrite>("fd_pwrite", "fd from offset count"),
    row<fdRead>("fd_read", "fd into count"),
    row<fdReaddir>("fd_readdir", "fd buf cookie used"),
    row<fdRenumber>("fd_renumber", "fd to"),
    row<fdSeek>("fd_seek", "fd offset whence position"),
    row<fdSync>("fd_sync", "fd"),
    row<fdTell>("fd_tell", "fd position"),
    row<fdWrite>("fd_write", "fd from count"),
    row<pathCreateDirectory>("path_create_directory", "fd path"),
    row<pathFilestatGet>("path_filestat_get", "fd flags path stat"),
    row<pathFilestatSetTimes>("path_filestat_set_times", "fd flags path atim mtim fst_flags"),
    row<pathLink>("path_link", "old_fd old_flags old_path new_fd new_path"),
    row<pathOpen>("path_open", "fd dirflags path oflags rights_base rights_inheriting fdflags opened"),
    row<pathReadlink>("path_readlink", "fd path buf used"),
    row<pathRemoveDirectory>("path_remove_directory", "fd path"),
    row<pathRename>("path_rename", "fd old_path new_fd new_path"),
    row<pathSymlink>("path_symlink", "old_path fd new_path"),
    row<pathUnlinkFile>("path_unlink_file", "fd path"),
    row<pollOneoff>("poll_oneoff", "in out nsubscriptions nevents"),
    row<procExit>("proc_exit", "rval"),
    row<procRaise>("proc_raise", "sig"),
    row<schedYield>("sched_yield", ""),
    row<randomGet>("random_get", "buf"),
    row<sockAccept>("sock_accept", "fd flags accepted", true),
    row<sockRecv>("sock_recv", "fd into flags count out_flags"),
    row<sockSend>("sock_send", "fd from flags count"),
    row<sockShutdown>("sock_shutdown", "fd how"),
};

} // namespace

std::span<const Interface> interface()
{
    return table;
}

const Interface *findInterface(Dialect dialect, std::string_view name)
{
    const auto found =
        std::find_if(std::begin(table), std::end(table), [&](const Interface &row) { return row.name == name; });
    const bool known = found != std::end(table) && !(found->onlyPreview1 && dialect == Dialect::Unstable);
    return known ? &*found : nullptr;
}

std::optional<Dialect> dialectOf(std::string_view module)
{
    if (module == "wasi_snapshot_preview1")
        return Dialect::Preview1;
    if (module == "wasi_unstable")
        return Dialect::Unstable;
    return std::nullopt;
}

} // namespace watchglass::wasi
