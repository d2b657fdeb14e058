// SPDX-License-Identifier: GPL-3.0-or-later
/// What somebody wants of the host, as values that views give and others fulfil.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/host/host.h"

namespace watchglass {

/// A library of providers that is installed.
struct HostPlugin {
    QString word, library; ///< "kv_memory" and where that lies
    host::Manifest manifest;
};

/// A function that another open document exports.
struct ExportChoice {
    QString document, function;
    std::shared_ptr<const wasm::Module> module;
    wasm::FuncType type;
};

/// Who is to answer a port.
struct LinkWish {
    enum class Kind { Provider, Script, Typed, Export, Actor } kind = Kind::Provider;
    host::LinkKey key;
    std::optional<wasm::FuncType> type = {}; ///< of a plain import
    std::string provider = {}, function = {}, actor = {};
    QString text = {}; ///< the script, or the WAT
    std::optional<ExportChoice> exported = {};
    std::map<std::string, std::string> values = {};
    host::BreakerSettings breaker = {};
    host::RateLimit rate = {};
};

/// What was typed for a link.
struct TypedLink {
    std::optional<LinkWish::Kind> kind;
    QString script, wat;
};

struct CallWish {
    quint64 id = 0;
    QString actor, operation;
    QByteArray payload;
};
struct CallAnswer {
    host::Answer answer;
    std::chrono::nanoseconds duration{};
};

} // namespace watchglass

namespace watchglass::host {
inline size_t qHash(const LinkKey &key, size_t seed = 0)
{
    return qHashMulti(seed, QString::fromStdString(key.actor), QString::fromStdString(key.capability),
                      QString::fromStdString(key.name));
}
} // namespace watchglass::host
