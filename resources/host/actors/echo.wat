;; SPDX-License-Identifier: Apache-2.0
;;
;; An actor that gives back what it gets: as the answer of any operation the message as it is; to an HTTP server the body
;; of the request, or its query when it has no body. Request and answer of HandleRequest are maps in MessagePack.
(module
  (import "wapc" "__guest_request" (func $guest_request (param $operation i32) (param $message i32)))
  (import "wapc" "__guest_response" (func $guest_response (param $at i32) (param $length i32)))

  (memory (export "memory") 1)

  ;; Of each type byte from c0 to df of MessagePack, which stand for values of many sizes:
  ;; how many bytes follow in any case …
  (data (i32.const 0)  "\00\00\00\00\00\00\00\01\01\01\04\08\01\02\04\08\01\02\04\08\02\03\05\09\11\00\00\00\00\00\00\00")
  ;; … of how many bytes the number is that says how many more there are …
  (data (i32.const 32) "\00\00\00\00\01\02\04\01\02\04\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\02\04\02\04\02\04")
  ;; … and how many of what it counts: bytes (0), values (1), pairs of values (2).
  (data (i32.const 64) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\01\02\02")

  (data (i32.const 96) "HandleRequest")
  (data (i32.const 112) "body")
  (data (i32.const 116) "queryString")
  (data (i32.const 128) "\84\aastatusCode\cc\c8\a6status\a2OK\a6header\80\a4body\c6") ;; 38 bytes; a length follows

  (global $begin i32 (i32.const 1024))  ;; of what a call needs; below are the texts above
  (global $out (mut i32) (i32.const 0)) ;; where the next byte is written

  (func (export "__guest_call") (param $operationLength i32) (param $messageLength i32) (result i32)
    (local $message i32)
    (local.set $message (i32.add (global.get $begin) (local.get $operationLength)))
    (global.set $out (i32.add (local.get $message) (local.get $messageLength)))
    (call $room (i32.add (global.get $out) (i32.add (local.get $messageLength) (i32.const 4096))))
    (call $guest_request (global.get $begin) (local.get $message))
    (if (call $same (global.get $begin) (local.get $operationLength) (i32.const 96) (i32.const 13))
      (then (call $answer (call $said (local.get $message))))
      (else (call $guest_response (local.get $message) (local.get $messageLength))))
    (i32.const 1))

  ;; The body of a request, or its query.
  (func $said (param $request i32) (result i32 i32)
    (local $body i32) (local $at i32) (local $length i32)
    (local.set $body (call $field (local.get $request) (i32.const 112) (i32.const 4)))
    (if (local.get $body)
      (then
        (call $text (local.get $body))
        (local.set $length)
        (local.set $at)
        (if (local.get $length) (then (return (local.get $at) (local.get $length))))))
    (local.set $body (call $field (local.get $request) (i32.const 116) (i32.const 11)))
    (if (local.get $body) (then (return (call $text (local.get $body)))))
    (local.get $request)
    (i32.const 0))

  ;; Answers with status 200 and that body.
  (func $answer (param $from i32) (param $length i32)
    (local $answer i32)
    (local.set $answer (global.get $out))
    (call $bytes (i32.const 128) (i32.const 38))
    (call $byte (i32.shr_u (local.get $length) (i32.const 24)))
    (call $byte (i32.shr_u (local.get $length) (i32.const 16)))
    (call $byte (i32.shr_u (local.get $length) (i32.const 8)))
    (call $byte (local.get $length))
    (call $bytes (local.get $from) (local.get $length))
    (call $guest_response (local.get $answer) (i32.sub (global.get $out) (local.get $answer))))

  ;; Reading MessagePack -----------------------------------------------------------------------------------------------

  ;; A number of so many bytes, the highest first.
  (func $big (param $at i32) (param $bytes i32) (result i64)
    (local $value i64)
    (block $end
      (loop $next
        (br_if $end (i32.eqz (local.get $bytes)))
        (local.set $value
          (i64.or (i64.shl (local.get $value) (i64.const 8)) (i64.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
        (br $next)))
    (local.get $value))

  ;; Where the value ends.
  (func $skip (param $at i32) (result i32)
    (local $type i32) (local $count i32)
    (local.set $type (i32.load8_u (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    ;; Small whole numbers, also negative ones, are their own type.
    (if (i32.or (i32.lt_u (local.get $type) (i32.const 0x80)) (i32.ge_u (local.get $type) (i32.const 0xe0)))
      (then (return (local.get $at))))
    ;; Small maps, lists and texts have their length in the type.
    (if (i32.lt_u (local.get $type) (i32.const 0x90))
      (then (return (call $skipMany (local.get $at)
        (i32.shl (i32.and (local.get $type) (i32.const 15)) (i32.const 1))))))
    (if (i32.lt_u (local.get $type) (i32.const 0xa0))
      (then (return (call $skipMany (local.get $at) (i32.and (local.get $type) (i32.const 15))))))
    (if (i32.lt_u (local.get $type) (i32.const 0xc0))
      (then (return (i32.add (local.get $at) (i32.and (local.get $type) (i32.const 31))))))
    ;; For the others there are the tables.
    (local.set $type (i32.sub (local.get $type) (i32.const 0xc0)))
    (local.set $count (i32.wrap_i64
      (call $big (local.get $at) (i32.load8_u offset=32 (local.get $type)))))
    (local.set $at (i32.add (local.get $at)
      (i32.add (i32.load8_u (local.get $type)) (i32.load8_u offset=32 (local.get $type)))))
    (if (i32.eqz (i32.load8_u offset=64 (local.get $type)))
      (then (return (i32.add (local.get $at) (local.get $count)))))
    (call $skipMany (local.get $at) (i32.mul (local.get $count) (i32.load8_u offset=64 (local.get $type)))))

  (func $skipMany (param $at i32) (param $count i32) (result i32)
    (block $end
      (loop $next
        (br_if $end (i32.eqz (local.get $count)))
        (local.set $at (call $skip (local.get $at)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (local.get $at))

  ;; Where a text, or bytes, begin and how many there are; nothing of a value of another type.
  (func $text (param $at i32) (result i32 i32)
    (local $type i32) (local $size i32)
    (local.set $type (i32.load8_u (local.get $at)))
    (if (i32.eq (i32.and (local.get $type) (i32.const 0xe0)) (i32.const 0xa0))
      (then
        (return (i32.add (local.get $at) (i32.const 1)) (i32.and (local.get $type) (i32.const 31)))))
    (local.set $type (i32.sub (local.get $type) (i32.const 0xc0)))
    (if (i32.gt_u (local.get $type) (i32.const 0x1b)) ;; a number, a list or a map
      (then (return (local.get $at) (i32.const 0))))
    (local.set $size (i32.load8_u offset=32 (local.get $type)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (i32.add (local.get $at) (local.get $size))
    (i32.wrap_i64 (call $big (local.get $at) (local.get $size))))

  ;; Where the value of a field of the map is; 0 when there is none.
  (func $field (param $map i32) (param $name i32) (param $nameLength i32) (result i32)
    (local $at i32) (local $count i32)
    (local.set $count (i32.and (i32.load8_u (local.get $map)) (i32.const 15)))
    (local.set $at (i32.add (local.get $map) (i32.const 1)))
    (if (i32.eq (i32.load8_u (local.get $map)) (i32.const 0xde))
      (then
        (local.set $count (i32.wrap_i64 (call $big (local.get $at) (i32.const 2))))
        (local.set $at (i32.add (local.get $at) (i32.const 2))))
      (else
        (if (i32.ne (i32.and (i32.load8_u (local.get $map)) (i32.const 0xf0)) (i32.const 0x80))
          (then (return (i32.const 0))))))
    (block $end
      (loop $next
        (br_if $end (i32.eqz (local.get $count)))
        (if (call $same (call $text (local.get $at)) (local.get $name) (local.get $nameLength))
          (then (return (call $skip (local.get $at)))))
        (local.set $at (call $skip (call $skip (local.get $at))))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.const 0))

  (func $same (param $a i32) (param $aLength i32) (param $b i32) (param $bLength i32) (result i32)
    (if (i32.ne (local.get $aLength) (local.get $bLength)) (then (return (i32.const 0))))
    (block $end
      (loop $next
        (br_if $end (i32.eqz (local.get $aLength)))
        (local.set $aLength (i32.sub (local.get $aLength) (i32.const 1)))
        (br_if $next (i32.eq
          (i32.load8_u (i32.add (local.get $a) (local.get $aLength)))
          (i32.load8_u (i32.add (local.get $b) (local.get $aLength)))))
        (return (i32.const 0))))
    (i32.const 1))

  ;; Writing ------------------------------------------------------------------------------------------------------------

  (func $byte (param $byte i32)
    (i32.store8 (global.get $out) (local.get $byte))
    (global.set $out (i32.add (global.get $out) (i32.const 1))))

  (func $bytes (param $from i32) (param $length i32)
    (memory.copy (global.get $out) (local.get $from) (local.get $length))
    (global.set $out (i32.add (global.get $out) (local.get $length))))

  ;; Makes memory as long as that; without it nothing can be answered.
  (func $room (param $end i32)
    (local $pages i32)
    (local.set $pages (i32.sub
      (i32.shr_u (i32.add (local.get $end) (i32.const 65535)) (i32.const 16)) (memory.size)))
    (if (i32.gt_s (local.get $pages) (i32.const 0))
      (then
        (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then (unreachable)))))))
