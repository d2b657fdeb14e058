;; SPDX-License-Identifier: Apache-2.0
;;
;; The least that is an actor: it answers operation hello with "Hello, " and what it was given, and an HTTP server with
;; a greeting. The host calls $call with the lengths of the operation's name and of the message, which the guest then
;; fetches to where it likes.
(module
  (import "wapc" "__guest_request" (func $guest_request (param $operation i32) (param $message i32)))
  (import "wapc" "__guest_response" (func $guest_response (param $at i32) (param $length i32)))
  (import "wapc" "__guest_error" (func $guest_error (param $at i32) (param $length i32)))

  (memory (export "memory") 1)
  (data (i32.const 0) "I only know hello and HandleRequest")
  ;; {statusCode: 200, status: "OK", header: {}, body: …} in MessagePack
  (data (i32.const 64) "\84\aastatusCode\cc\c8\a6status\a2OK\a6header\80\a4body\c4\17Hello from WebAssembly\n")
  (data (i32.const 256) "Hello, ") ;; the message comes behind it

  (func (export "__guest_call") (param $operationLength i32) (param $messageLength i32) (result i32)
    (local $operation i32) (local $end i32)
    (local.set $operation (i32.add (i32.const 263) (local.get $messageLength)))
    (local.set $end (i32.add (local.get $operation) (local.get $operationLength)))
    (block $enough
      (br_if $enough (i32.le_u (local.get $end) (i32.shl (memory.size) (i32.const 16))))
      (br_if $enough (i32.ne (i32.const -1)
        (memory.grow (i32.shr_u (i32.add (local.get $messageLength) (i32.const 65536)) (i32.const 16)))))
      (unreachable))
    (call $guest_request (local.get $operation) (i32.const 263))
    ;; The two names differ in their length and in their first letter, which is enough to tell them apart.
    (if (i32.and (i32.eq (local.get $operationLength) (i32.const 5))
                 (i32.eq (i32.load8_u (local.get $operation)) (i32.const 104)))
      (then
        (call $guest_response (i32.const 256) (i32.add (i32.const 7) (local.get $messageLength)))
        (return (i32.const 1))))
    (if (i32.and (i32.eq (local.get $operationLength) (i32.const 13))
                 (i32.eq (i32.load8_u offset=6 (local.get $operation)) (i32.const 82)))
      (then
        (call $guest_response (i32.const 64) (i32.const 62))
        (return (i32.const 1))))
    (call $guest_error (i32.const 0) (i32.const 35))
    (i32.const 0)))
