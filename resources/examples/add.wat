;; Two numbers in, their sum out. Set a breakpoint on i32.add (F9), press F5,
;; and watch the operand stack while you step with Ctrl+F11.
(module
  (func $add (export "add") (param $lhs i32) (param $rhs i32) (result i32)
    local.get $lhs
    local.get $rhs
    i32.add)
)
