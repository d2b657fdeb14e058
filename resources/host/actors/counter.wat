;; SPDX-License-Identifier: Apache-2.0
;;
;; An actor that counts visits. The HTTP server calls its operation HandleRequest; it has the key-value store add 1 to
;; a key made of the path, and answers {"counter":46}. Where the query has a number n, as in /hits?n=17, the answer
;; gives it back, {"counter":46,"n":17}: so whoever asked can see that the answer is its own.
;;
;; It speaks waPC: the host calls $call with two lengths, the guest fetches what they are the lengths of, calls the host
;; in turn, and says what it answers. Requests and answers are maps in MessagePack.
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

  ;; Of each type byte from c0 to df of MessagePack, which stand for values of many sizes:
  ;; how many bytes follow in any case …
  (data (i32.const 0)  "\00\00\00\00\00\00\00\01\01\01\04\08\01\02\04\08\01\02\04\08\02\03\05\09\11\00\00\00\00\00\00\00")
  ;; … of how many bytes the number is that says how many more there are …
  (data (i32.const 32) "\00\00\00\00\01\02\04\01\02\04\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\02\04\02\04\02\04")
  ;; … and how many of what it counts: bytes (0), values (1), pairs of values (2).
  (data (i32.const 64) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\01\02\02")

  (data (i32.const 96) "HandleRequest")
  (data (i32.const 112) "default")
  (data (i32.const 120) "wascc:keyvalue")
  (data (i32.const 136) "Add")
  (data (i32.const 140) "path")
  (data (i32.const 144) "queryString")
  (data (i32.const 156) "value")
  (data (i32.const 168) "\82\a3key")               ;; a map of two: key, which follows, …
  (data (i32.const 176) "\a5value\01")             ;; … and the value 1
  (data (i32.const 184) "\84\aastatusCode\cc\c8\a6status\a2OK\a6header\80\a4body\c5") ;; 38 bytes; a length follows
  (data (i32.const 224) "{\"counter\":")
  (data (i32.const 236) ",\"n\":")
  (data (i32.const 244) "there is no operation of that name")
  (data (i32.const 280) "the store gave no value")

  (global $begin i32 (i32.const 1024))  ;; of what a call needs; below are the texts above
  (global $out (mut i32) (i32.const 0)) ;; where the next byte is written
  (global $count (mut i64) (i64.const 0))

  ;; What the host calls. 1: there is an answer; 0: there is an error.
  (func (export "__guest_call") (param $operationLength i32) (param $messageLength i32) (result i32)
    (local $message i32)
    (local.set $message (i32.add (global.get $begin) (local.get $operationLength)))
    (global.set $out (i32.add (local.get $message) (local.get $messageLength)))
    ;; The key is not longer than the message, and all else is short.
    (call $room (i32.add (global.get $out) (i32.add (local.get $messageLength) (i32.const 4096))))
    (call $guest_request (global.get $begin) (local.get $message))
    (if (i32.eqz (call $same (global.get $begin) (local.get $operationLength) (i32.const 96) (i32.const 13)))
      (then
        (call $guest_error (i32.const 244) (i32.const 34))
        (return (i32.const 0))))
    (if (i32.eqz (call $add (call $field (local.get $message) (i32.const 140) (i32.const 4))))
      (then (return (i32.const 0))))
    (call $answer (call $field (local.get $message) (i32.const 144) (i32.const 11)))
    (i32.const 1))

  ;; Has the store add 1 to the key that the path makes, ":hits" of "/hits". 0: the error was told.
  (func $add (param $path i32) (result i32)
    (local $from i32) (local $length i32) (local $request i32) (local $byte i32) (local $value i32)
    (call $text (local.get $path))
    (local.set $length)
    (local.set $from)
    (local.set $request (global.get $out))
    (call $bytes (i32.const 168) (i32.const 5))
    (call $byte (i32.const 0xdb)) ;; a text with a length of four bytes
    (call $byte (i32.shr_u (local.get $length) (i32.const 24)))
    (call $byte (i32.shr_u (local.get $length) (i32.const 16)))
    (call $byte (i32.shr_u (local.get $length) (i32.const 8)))
    (call $byte (local.get $length))
    (block $end
      (loop $next
        (br_if $end (i32.eqz (local.get $length)))
        (local.set $byte (i32.load8_u (local.get $from)))
        (call $byte (select (i32.const 58) (local.get $byte) (i32.eq (local.get $byte) (i32.const 47))))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $next)))
    (call $bytes (i32.const 176) (i32.const 7))
    (if (i32.eqz (call $host_call
          (i32.const 112) (i32.const 7) (i32.const 120) (i32.const 14) (i32.const 136) (i32.const 3)
          (local.get $request) (i32.sub (global.get $out) (local.get $request))))
      (then
        ;; What went wrong is what whoever called is told.
        (local.set $length (call $host_error_length))
        (call $room (i32.add (global.get $out) (local.get $length)))
        (call $host_error (global.get $out))
        (call $guest_error (global.get $out) (local.get $length))
        (return (i32.const 0))))
    (local.set $request (global.get $out)) ;; the reply comes behind it
    (global.set $out (i32.add (global.get $out) (call $host_response_length)))
    (call $room (i32.add (global.get $out) (i32.const 4096)))
    (call $host_response (local.get $request))
    (local.set $value (call $field (local.get $request) (i32.const 156) (i32.const 5)))
    (if (i32.eqz (local.get $value))
      (then
        (call $guest_error (i32.const 280) (i32.const 23))
        (return (i32.const 0))))
    (global.set $count (call $number (local.get $value)))
    (i32.const 1))

  ;; Answers with status 200 and the count.
  (func $answer (param $query i32)
    (local $answer i32) (local $length i32) (local $body i32)
    (local.set $answer (global.get $out))
    (call $bytes (i32.const 184) (i32.const 38))
    (local.set $length (global.get $out)) ;; is known at the end
    (local.set $body (i32.add (local.get $length) (i32.const 2)))
    (global.set $out (local.get $body))
    (call $bytes (i32.const 224) (i32.const 11))
    (call $decimal (global.get $count))
    (call $giveBack (local.get $query))
    (call $byte (i32.const 125)) ;; }
    (i32.store8 (local.get $length)
      (i32.shr_u (i32.sub (global.get $out) (local.get $body)) (i32.const 8)))
    (i32.store8 offset=1 (local.get $length) (i32.sub (global.get $out) (local.get $body)))
    (call $guest_response (local.get $answer) (i32.sub (global.get $out) (local.get $answer))))

  ;; Of a query that is n= and digits, "n": and those digits.
  (func $giveBack (param $query i32)
    (local $from i32) (local $length i32) (local $digit i32)
    (if (i32.eqz (local.get $query)) (then (return)))
    (call $text (local.get $query))
    (local.set $length)
    (local.set $from)
    (if (i32.or (i32.lt_u (local.get $length) (i32.const 3)) (i32.gt_u (local.get $length) (i32.const 18)))
      (then (return)))
    (if (i32.ne (i32.load16_u (local.get $from)) (i32.const 0x3d6e)) (then (return))) ;; n=
    (local.set $digit (i32.const 2))
    (loop $next
      (if (i32.gt_u
            (i32.sub (i32.load8_u (i32.add (local.get $from) (local.get $digit))) (i32.const 48))
            (i32.const 9))
        (then (return)))
      (local.set $digit (i32.add (local.get $digit) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $digit) (local.get $length))))
    (if (i32.eq (i32.load8_u offset=2 (local.get $from)) (i32.const 48)) (then (return))) ;; JSON wants no zero there
    (call $bytes (i32.const 236) (i32.const 5))
    (call $bytes (i32.add (local.get $from) (i32.const 2)) (i32.sub (local.get $length) (i32.const 2))))

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

  ;; A whole number of any size.
  (func $number (param $at i32) (result i64)
    (local $type i32) (local $bytes i32) (local $value i64) (local $unused i64)
    (local.set $type (i32.load8_u (local.get $at)))
    (if (i32.lt_u (local.get $type) (i32.const 0x80)) (then (return (i64.extend_i32_u (local.get $type)))))
    (if (i32.ge_u (local.get $type) (i32.const 0xe0)) (then (return (i64.load8_s (local.get $at)))))
    (local.set $bytes (i32.shl (i32.const 1) (i32.and (local.get $type) (i32.const 3))))
    (local.set $value (call $big (i32.add (local.get $at) (i32.const 1)) (local.get $bytes)))
    (if (i32.lt_u (local.get $type) (i32.const 0xd0)) (then (return (local.get $value))))
    ;; Of one with a sign the highest bit is repeated upwards.
    (local.set $unused (i64.extend_i32_u
      (i32.sub (i32.const 64) (i32.shl (local.get $bytes) (i32.const 3)))))
    (i64.shr_s (i64.shl (local.get $value) (local.get $unused)) (local.get $unused)))

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

  (func $decimal (param $number i64)
    (if (i64.lt_s (local.get $number) (i64.const 0))
      (then
        (call $byte (i32.const 45))
        (local.set $number (i64.sub (i64.const 0) (local.get $number)))))
    (if (i64.ge_u (local.get $number) (i64.const 10))
      (then (call $decimal (i64.div_u (local.get $number) (i64.const 10)))))
    (call $byte (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $number) (i64.const 10))))))

  ;; Makes memory as long as that; without it nothing can be answered.
  (func $room (param $end i32)
    (local $pages i32)
    (local.set $pages (i32.sub
      (i32.shr_u (i32.add (local.get $end) (i32.const 65535)) (i32.const 16)) (memory.size)))
    (if (i32.gt_s (local.get $pages) (i32.const 0))
      (then
        (if (i32.eq (memory.grow (local.get $pages)) (i32.const -1)) (then (unreachable)))))))
