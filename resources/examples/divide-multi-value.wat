;; Two results from one call: quotient and remainder. Step to the end and see
;; both on the operand stack.
(module
  (func $divide (export "divide") (param $a i32) (param $b i32) (result i32 i32)
    (i32.div_u (local.get $a) (local.get $b))
    (i32.rem_u (local.get $a) (local.get $b)))
)
