;; A trap and its cause: the loop runs one element too far. Run `sum 16384`
;; and read what was tried, where memory ends, and which local held the
;; address; the call stack is still alive. `sum 16383` is fine.
(module
  (memory (export "memory") 1)

  (func $element (param $index i32) (result i32)
    (i32.load (i32.mul (local.get $index) (i32.const 4))))

  (func $sum (export "sum") (param $last i32) (result i32)
    (local $i i32) (local $total i32)
    (loop $next
      (local.set $total (i32.add (local.get $total) (call $element (local.get $i))))
      (br_if $next
        (i32.le_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $last))))
    (local.get $total))
)
