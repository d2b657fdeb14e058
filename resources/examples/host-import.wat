;; A module that asks its host: you are the host. The Run dock lists
;; env.temperature; let it answer zero, type values for it, or break there and
;; answer by hand. `average 3` asks three times.
(module
  (import "env" "temperature" (func $temperature (param $sensor i32) (result f64)))

  (func (export "average") (param $sensors i32) (result f64)
    (local $i i32) (local $sum f64)
    (loop $next
      (local.set $sum (f64.add (local.get $sum) (call $temperature (local.get $i))))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $sensors))))
    (f64.div (local.get $sum) (f64.convert_i32_u (local.get $sensors))))
)
