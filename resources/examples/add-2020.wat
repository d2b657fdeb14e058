;; The talk's program, in the spelling of its day. Watchglass reads the old
;; instruction names, says so, and offers to modernise them: press Ctrl+. on
;; one, or choose Edit > Modernise All.
(module
  (func $add (param $lhs i32) (param $rhs i32) (result i32)
    get_local $lhs
    get_local $rhs
    i32.add)
  (export "add" (func $add))
)
