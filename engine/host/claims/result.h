// SPDX-License-Identifier: Apache-2.0
/// A value, or why there is none.
#pragma once

#include <optional>
#include <string>

namespace watchglass::claims {

struct Trouble {
    std::string sentence; ///< "the token has 2 segments instead of 3", with its place where there is one
    std::string fix;      ///< "sign the module again"; may be empty

    std::string text() const { return fix.empty() ? sentence : sentence + "; " + fix; }
};

template <typename T>
struct Result {
    std::optional<T> value;
    Trouble trouble; ///< when there is no value

    Result(T made) : value(std::move(made)) {}
    Result(Trouble why) : trouble(std::move(why)) {}

    explicit operator bool() const { return value.has_value(); }
    T &operator*() { return *value; }
    const T &operator*() const { return *value; }
    T *operator->() { return &*value; }
    const T *operator->() const { return &*value; }
};

} // namespace watchglass::claims
