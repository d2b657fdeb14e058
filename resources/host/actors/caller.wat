;; SPDX-License-Identifier: Apache-2.0
;;
;; An actor that lets another one answer: whatever operation it is asked for, it calls the same of the capability
;; demo:next with the same message, and answers what that answers. Who that is, its link decides, and may be another one
;; from one call to the next.
(module
  (import "wapc" "__guest_request" (func $guest_request (param $operation i32) (param $message i32)))
  (import "wapc" "__guest_response" (func $guest_response (param $at i32) (param $length i32)))
  (import "wapc" "__guest_error" (func $guest_error (param $at i32) (param $length i32)))
  (import "wapc" "__host_call" (func $host_call
    (param $binding i32) (param i32) (param $namespace i32) (param i32)
    (param $operation i32) (param i32) (param $message i32) (param i32) (result i32)))
  (import "wapc" "__host_response_len" (func $host_response_length (result i32)))
  (import "wapc" "__host_response" (func $host_response (param $at i32)))
  (import "wapc" "__host_error_len" (func $host_error_length (result i32)))
  (import "wapc" "__host_error" (func $host_error (param $at i32)))

  (memory (export "memory") 1)
  (data (i32.const 0) "default")
  (data (i32.const 16) "demo:next")

  (func (export "__guest_call") (param $operationLength i32) (param $messageLength i32) (result i32)
    (local $message i32) (local $reply i32) (local $length i32)
    (local.set $message (i32.add (i32.const 64) (local.get $operationLength)))
    (local.set $reply (i32.add (local.get $message) (local.get $messageLength)))
    (call $room (local.get $reply))
    (call $guest_request (i32.const 64) (local.get $message))
    (if (call $host_call
          (i32.const 0) (i32.const 7) (i32.const 16) (i32.const 9)
          (i32.const 64) (local.get $operationLength) (local.get $message) (local.get $messageLength))
      (then
        (local.set $length (call $host_response_length))
        (call $room (i32.add (local.get $reply) (local.get $length)))
        (call $host_response (local.get $reply))
        (call $guest_response (local.get $reply) (local.get $length))
        (return (i32.const 1))))
    (local.set $length (call $host_error_length))
    (call $room (i32.add (local.get $reply) (local.get $length)))
    (call $host_error (local.get $reply))
    (call $guest_error (local.get $reply) (local.get $length))
    (i32.const 0))

  ;; Makes memory as long as that; without it nothing can be answered.
  (func $room (param $end i32)
    (local $pages i32)
    (local.set $pages (i32.sub
      (i32.shr_u (i32.add (local.get $end) (i32.const 65535)) (i32.const 16)) (memory.size)))
    (if (i32.gt_s (local.get $pages) (i32.const 0))
      (then
        (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then (unreachable)))))))
