// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/profile/demangle.h"

namespace watchglass::profile {
namespace {

TEST(Names, OthersStayAsTheyAre)
{
    for (const char *name : {"", "main", "_start", "fib.part.0", "_Zebra", "_R", "_Rust", "runtime.gcStart"})
        EXPECT_EQ(demangled(name), name);
}

TEST(Names, Cxx)
{
    EXPECT_EQ(demangled("_ZN4shop6Basket3addEi"), "shop::Basket::add(int)");
    EXPECT_EQ(demangled("_ZNSt6vectorIiSaIiEE9push_backEOi"),
              "std::vector<int, std::allocator<int> >::push_back(int&&)");
}

TEST(Names, RustBeforeV0)
{
    EXPECT_EQ(demangled("_ZN3std2io5stdio6_print17h0123456789abcdefE"), "std::io::stdio::_print");
    EXPECT_EQ(
        demangled(
            "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE"),
        "<Test + 'static as foo::Bar<Test>>::bar");
    EXPECT_EQ(demangled("_ZN4core3ptr85drop_in_place$LT$$RF$$u5b$u8$u5d$$GT$17h0123456789abcdeE"),
              "_ZN4core3ptr85drop_in_place$LT$$RF$$u5b$u8$u5d$$GT$17h0123456789abcdeE")
        << "damaged";
}

TEST(Names, RustV0)
{
    EXPECT_EQ(demangled("_RNvC6_123foo3bar"), "123foo::bar");
    EXPECT_EQ(demangled("_RNvNtCs1234_7mycrate3foo3bar"), "mycrate::foo::bar");
    EXPECT_EQ(demangled("_RNCNvCsgStHSCytQ6I_7mycrate4main0B3_"), "mycrate::main::{closure#0}");
    EXPECT_EQ(demangled("_RNCNvC7mycrate4mains_0"), "mycrate::main::{closure#1}");
    EXPECT_EQ(demangled("_RINvNtC3std3mem8align_ofjdE"), "std::mem::align_of::<usize, f64>");
    EXPECT_EQ(demangled("_RNvMCs4fqI2P2rA04_13const_genericNtB2_4Unit3new"), "<const_generic::Unit>::new");
    EXPECT_EQ(demangled("_RNvXs5_NtCs1_5alloc3vecINtB5_3VechENtNtNtCs2_4core3ops4drop4Drop4drop"),
              "<alloc::vec::Vec<u8> as core::ops::drop::Drop>::drop");
    EXPECT_EQ(demangled("_RINvC3foo3barRSeQTlbEKj7b_E"), "foo::bar::<&[str], &mut (i32, bool), 123>");
    EXPECT_EQ(demangled("_RINvC3foo3barFUKCjEuDNtC3std4SendEL_E"), "foo::bar::<unsafe extern \"C\" fn(usize), dyn std::Send>");
    EXPECT_EQ(demangled("_RNvC7mycrateu8gdel_5qa"), "mycrate::g\xc3\xb6"
                                                    "del");
}

TEST(Names, BadOnesDoNoHarm)
{
    for (const char *name : {"_RNvB_3foo", "_RNvC99999999999999999999foo", "_RINvC3foo3barKj", "_RNvCs", "_RNvC3fooX",
                             "_RNvMC3fooTTTT", "_RNvC3foou3a_-"})
        EXPECT_EQ(demangled(name), name);
    std::string deep = "_RMC1a", wide = "_RINvC1a1b";
    deep += std::string(5000, 'S') + "u";
    EXPECT_EQ(demangled(deep), deep);
    for (int i = 0; i < 40; ++i) // each names the one before twice
        wide += "TB9_B9_E";
    EXPECT_EQ(demangled(wide), wide);
}

} // namespace
} // namespace watchglass::profile
