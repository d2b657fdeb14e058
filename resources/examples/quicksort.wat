;; Quicksort over eight numbers in memory: `sort` orders them, `sorted` tells
;; whether they are in order (1) or not (0). Show memory as 32-bit integers
;; from address 0 and step over the calls.
(module
  (memory (export "memory") 1)
  (data (i32.const 0)
    "\09\00\00\00" "\03\00\00\00" "\07\00\00\00" "\01\00\00\00"
    "\08\00\00\00" "\02\00\00\00" "\06\00\00\00" "\04\00\00\00")

  (func $at (param $index i32) (result i32)
    (i32.load (i32.shl (local.get $index) (i32.const 2))))

  (func $swap (param $a i32) (param $b i32)
    (local $kept i32)
    (local.set $kept (call $at (local.get $a)))
    (i32.store (i32.shl (local.get $a) (i32.const 2)) (call $at (local.get $b)))
    (i32.store (i32.shl (local.get $b) (i32.const 2)) (local.get $kept)))

  (func $quicksort (param $low i32) (param $high i32)
    (local $pivot i32) (local $i i32) (local $store i32)
    (if (i32.ge_s (local.get $low) (local.get $high))
      (then (return)))
    (local.set $pivot (call $at (local.get $high)))
    (local.set $store (local.get $low))
    (local.set $i (local.get $low))
    (loop $partition
      (if (i32.lt_s (call $at (local.get $i)) (local.get $pivot))
        (then
          (call $swap (local.get $i) (local.get $store))
          (local.set $store (i32.add (local.get $store) (i32.const 1)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $partition (i32.lt_s (local.get $i) (local.get $high))))
    (call $swap (local.get $store) (local.get $high))
    (call $quicksort (local.get $low) (i32.sub (local.get $store) (i32.const 1)))
    (call $quicksort (i32.add (local.get $store) (i32.const 1)) (local.get $high)))

  (func $sorted (export "sorted") (result i32)
    (local $i i32)
    (local.set $i (i32.const 1))
    (loop $next
      (if (i32.gt_s (call $at (i32.sub (local.get $i) (i32.const 1))) (call $at (local.get $i)))
        (then (return (i32.const 0))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 8))))
    (i32.const 1))

  (func (export "sort") (result i32)
    (call $quicksort (i32.const 0) (i32.const 7))
    (call $sorted))
)
