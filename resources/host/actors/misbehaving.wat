;; SPDX-License-Identifier: Apache-2.0
;;
;; An actor that misbehaves when it is asked to: a message in which one of these words stands, as in the path of a
;; request, makes it
;;
;;     /loop    go round for ever
;;     /trap    trap
;;     /memory  take memory until there is no more, and then trap
;;     /deep    call itself until the stack is full
;;     /fail    give an error
;;     /silent  return without an answer
;;
;; Any other is answered well: with the message itself, or, to an HTTP server, with the digits behind "n=" in it.
(module
  (import "wapc" "__guest_request" (func $guest_request (param $operation i32) (param $message i32)))
  (import "wapc" "__guest_response" (func $guest_response (param $at i32) (param $length i32)))
  (import "wapc" "__guest_error" (func $guest_error (param $at i32) (param $length i32)))

  (memory (export "memory") 1)
  (data (i32.const 0) "/loop")
  (data (i32.const 8) "/trap")
  (data (i32.const 16) "/memory")
  (data (i32.const 24) "/deep")
  (data (i32.const 32) "/fail")
  (data (i32.const 40) "/silent")
  (data (i32.const 48) "HandleRequest")
  (data (i32.const 64) "n=")
  (data (i32.const 72) "this was asked for")
  ;; {statusCode: 200, status: "OK", header: {}, body: …} in MessagePack, with the length of the body at the end
  (data (i32.const 96) "\84\aastatusCode\cc\c8\a6status\a2OK\a6header\80\a4body\c4\00")

  (global $message (mut i32) (i32.const 0))
  (global $end (mut i32) (i32.const 0)) ;; of the message

  (func (export "__guest_call") (param $operationLength i32) (param $messageLength i32) (result i32)
    (global.set $message (i32.add (i32.const 512) (local.get $operationLength)))
    (global.set $end (i32.add (global.get $message) (local.get $messageLength)))
    (call $room (global.get $end))
    (call $guest_request (i32.const 512) (global.get $message))
    (if (call $has (i32.const 0) (i32.const 5)) (then (call $loop)))
    (if (call $has (i32.const 8) (i32.const 5)) (then (unreachable)))
    (if (call $has (i32.const 16) (i32.const 7)) (then (call $eat)))
    (if (call $has (i32.const 24) (i32.const 5)) (then (drop (call $deep (i32.const 1)))))
    (if (call $has (i32.const 32) (i32.const 5))
      (then
        (call $guest_error (i32.const 72) (i32.const 18))
        (return (i32.const 0))))
    (if (call $has (i32.const 40) (i32.const 7)) (then (return (i32.const 1))))
    (if (i32.and (i32.eq (local.get $operationLength) (i32.const 13))
                 (i32.eq (i32.load8_u (i32.const 518)) (i32.const 82))) ;; its capital R
      (then (call $answer (call $find (i32.const 64) (i32.const 2))))
      (else (call $guest_response (global.get $message) (local.get $messageLength))))
    (i32.const 1))

  (func $loop (loop $again (br $again)))

  (func $eat
    (loop $more
      (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
    (unreachable))

  (func $deep (param $n i32) (result i32)
    (i32.add (local.get $n) (call $deep (i32.add (local.get $n) (i32.const 1)))))

  ;; Answers with the digits two bytes behind that place, or with nothing when it is none.
  (func $answer (param $at i32)
    (local $out i32) (local $digit i32)
    (local.set $out (i32.const 135)) ;; behind what the answer begins with
    (block $end
      (br_if $end (i32.eqz (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (loop $next
        (br_if $end (i32.ge_u (local.get $at) (global.get $end)))
        (local.set $digit (i32.load8_u (local.get $at)))
        (br_if $end (i32.gt_u (i32.sub (local.get $digit) (i32.const 48)) (i32.const 9)))
        (i32.store8 (local.get $out) (local.get $digit))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $out) (i32.const 235)))))
    (i32.store8 (i32.const 134) (i32.sub (local.get $out) (i32.const 135)))
    (call $guest_response (i32.const 96) (i32.sub (local.get $out) (i32.const 96))))

  (func $has (param $word i32) (param $length i32) (result i32)
    (i32.ne (call $find (local.get $word) (local.get $length)) (i32.const 0)))

  ;; Where the word stands in the message; 0 when it does not.
  (func $find (param $word i32) (param $length i32) (result i32)
    (local $at i32) (local $i i32)
    (local.set $at (global.get $message))
    (block $none
      (loop $next
        (br_if $none (i32.gt_u (i32.add (local.get $at) (local.get $length)) (global.get $end)))
        (local.set $i (i32.const 0))
        (block $different
          (loop $letter
            (br_if $different (i32.ne
              (i32.load8_u (i32.add (local.get $at) (local.get $i)))
              (i32.load8_u (i32.add (local.get $word) (local.get $i)))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $letter (i32.lt_u (local.get $i) (local.get $length))))
          (return (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.const 0))

  ;; Makes memory as long as that; without it nothing can be answered.
  (func $room (param $end i32)
    (local $pages i32)
    (local.set $pages (i32.sub
      (i32.shr_u (i32.add (local.get $end) (i32.const 65535)) (i32.const 16)) (memory.size)))
    (if (i32.gt_s (local.get $pages) (i32.const 0))
      (then
        (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then (unreachable)))))))
