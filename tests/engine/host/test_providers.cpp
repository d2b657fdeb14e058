// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/host/test_providers.h"

#include "engine/host/call_record.h"

namespace watchglass::host {

std::shared_ptr<const ActorModule> asker(const std::string &binding, const std::string &capability)
{
    const auto constant = [](size_t number) { return "(i32.const " + std::to_string(number) + ")"; };
    return guestOf("(data (i32.const 0) \"" + binding + capability + R"(")
      (func (export "__guest_call") (param $op i32) (param $size i32) (result i32) (local $length i32)
        (call $guest_request (i32.const 1000) (i32.const 2000))
        (if (call $host_call (i32.const 0) )" +
                   constant(binding.size()) + constant(binding.size()) + constant(capability.size()) +
                   R"((i32.const 1000) (local.get $op) (i32.const 2000) (local.get $size))
          (then (call $host_response (i32.const 3000))
                (call $guest_response (i32.const 3000) (call $host_response_len))
                (return (i32.const 1))))
        (call $host_error (i32.const 3000))
        (call $guest_error (i32.const 3000) (call $host_error_len))
        (i32.const 0)))");
}

std::shared_ptr<const ActorModule> saying(const std::string &text)
{
    return guestOf("(data (i32.const 0) \"" + text + R"(")
      (func (export "__guest_call") (param i32 i32) (result i32)
        (call $guest_response (i32.const 0) (i32.const )" +
                   std::to_string(text.size()) + R"()) (i32.const 1)))");
}

std::string said(const Answer &answer)
{
    return answer.ok() ? textOf(answer.bytes) : std::string(nameOf(answer.failure)) + ": " + answer.error;
}

} // namespace watchglass::host
