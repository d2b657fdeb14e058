;; n! by calling itself: the call stack grows to n frames and shrinks again.
;; Break in the base case and look at it.
(module
  (func $factorial (export "factorial") (param $n i64) (result i64)
    (if (result i64) (i64.le_s (local.get $n) (i64.const 1))
      (then (i64.const 1)) ;; break here: all frames are alive
      (else
        (i64.mul
          (local.get $n)
          (call $factorial (i64.sub (local.get $n) (i64.const 1)))))))
)
