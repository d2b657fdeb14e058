;; A string turned round in place, two bytes at a time. Look at address 0 in
;; the Memory dock, ASCII column: "stressed" becomes "desserts". The result is
;; its first byte, 100 = 'd'.
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "stressed")

  (func $reverse (export "reverse") (param $length i32) (result i32)
    (local $left i32) (local $right i32) (local $kept i32)
    (local.set $right (i32.sub (local.get $length) (i32.const 1)))
    (block $done
      (loop $swap
        (br_if $done (i32.ge_s (local.get $left) (local.get $right)))
        (local.set $kept (i32.load8_u (local.get $left)))
        (i32.store8 (local.get $left) (i32.load8_u (local.get $right)))
        (i32.store8 (local.get $right) (local.get $kept))
        (local.set $left (i32.add (local.get $left) (i32.const 1)))
        (local.set $right (i32.sub (local.get $right) (i32.const 1)))
        (br $swap)))
    (i32.load8_u (i32.const 0)))
)
