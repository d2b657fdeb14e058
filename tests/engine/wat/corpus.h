// SPDX-License-Identifier: Apache-2.0
/// Texts that the property tests of the text room run over.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace watchglass::wat::test {

struct Sample {
    std::string name, text;
};

inline std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Every script and module of the specification's suite; empty when it is not there.
inline std::vector<Sample> specSamples()
{
    std::vector<Sample> samples;
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    if (!data || !std::filesystem::exists(std::filesystem::path(data) / "spec"))
        return samples;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(data) / "spec"))
        if (entry.path().extension() == ".wast" || entry.path().extension() == ".wat")
            samples.push_back({entry.path().filename().string(), contentOf(entry.path())});
    std::sort(samples.begin(), samples.end(), [](const Sample &a, const Sample &b) { return a.name < b.name; });
    return samples;
}

/// Small texts of our own with everything the tree has a rule for.
inline std::vector<Sample> ownSamples()
{
    return
    {
        {"add", R"wat((module
  (func $add (param $lhs i32) (param $rhs i32) (result i32)
    get_local $lhs
    get_local $rhs
    i32.add)
  (export "add" (func $add))
)
)wat"},
        {"fields", R"wat(;; every field once
(module $all
  (type $unary (func (param i32) (result i32)))
  (rec (type $node (sub (struct (field $next (ref null $node))))) (type (array i8)))
  (import "env" "log" (func $log (param i32)))
  (import "env" "memory" (memory 1))
  (table $t 2 funcref (elem $f $f))
  (global $g (mut i32) (i32.const -0x10))
  (tag $e (param i32))
  (func $f (export "f") (type $unary) (param $x i32) (result i32) (local $y f64)
    (block $out (result i32)
      (loop $again
        (br_if $out (local.get $x) (i32.eqz (local.get $x)))
        (local.set $y (f64.const +nan:0x8_0000))
        (br $again))
      (unreachable)))
  (func $flat (param i32)
    local.get 0
    if $then
      i32.const 1 (; a (; nested ;) comment ;)
      call_indirect $t (type $unary)
      drop
    else $then
      i32.const 0
      i32.load offset=4 align=2
      drop
    end)
  (start $nothing) (func $nothing)
  (elem declare func $f) (elem (i32.const 0) func $f)
  (data (i32.const 8) "text with \"quotes\", \u{e9} and )")
  (@custom "note" (after import) "(func")
  (export "g" (global $g)))
)wat"},
        {"script", R"wat((module $A (func (export "e") (result i32) (i32.const 7)))
(register "A" $A)
(assert_return (invoke "e") (i32.const 7))
(assert_invalid (module (func (result i32))) "type mismatch")
(assert_malformed (module quote "(func (") "unexpected end")
(module binary "\00asm" "\01\00\00\00")
)wat"},
        {"bare fields", "(func $a (result i32) i32.const 1)\r\n(export \"a\" (func $a))\r\n;; no module around them"},
        {"half typed", "(module (func $a (i32.add (local.get 0) (\n  (func $b \"abc\n  $ (; open\n"},
        {"strays", ") (module)) (func)) ((@a (b)) module (@c (d)) $m (@e)) \xff\xfe [x] 1__0 \"a\"\"b\" $x$y Foo (@ (@\"x\" ,) é"},
        };
    }

} // namespace watchglass::wat::test
