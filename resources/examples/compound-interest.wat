;; i64 and f64 side by side: a balance in cents grows by a yearly rate. `grow
;; 100000 0.05 10` is 1000.00 at 5 % for ten years, rounded to whole cents at
;; the end.
(module
  (func (export "grow") (param $cents i64) (param $rate f64) (param $years i32) (result i64)
    (local $balance f64)
    (local.set $balance (f64.convert_i64_s (local.get $cents)))
    (block $done
      (loop $year
        (br_if $done (i32.eqz (local.get $years)))
        (local.set $balance
          (f64.mul (local.get $balance) (f64.add (f64.const 1) (local.get $rate))))
        (local.set $years (i32.sub (local.get $years) (i32.const 1)))
        (br $year)))
    (i64.trunc_sat_f64_s (f64.nearest (local.get $balance))))
)
