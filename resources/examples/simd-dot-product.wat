;; Four products at a time: the dot product of two vectors of eight f32
;; numbers. The operand stack shows each v128. (1..8) · (8..1) = 120
(module
  (memory (export "memory") 1)
  (func $set (param $i i32)
    (f32.store (i32.mul (local.get $i) (i32.const 4))
      (f32.convert_i32_s (i32.add (local.get $i) (i32.const 1))))
    (f32.store offset=32 (i32.mul (local.get $i) (i32.const 4))
      (f32.convert_i32_s (i32.sub (i32.const 8) (local.get $i)))))

  (func (export "dot") (result f32)
    (local $i i32) (local $sum v128)
    (loop $fill
      (call $set (local.get $i))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 8))))
    (local.set $i (i32.const 0))
    (loop $next
      (local.set $sum
        (f32x4.add (local.get $sum)
          (f32x4.mul (v128.load (local.get $i)) (v128.load offset=32 (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const 32))))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
      (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum)))))
)
