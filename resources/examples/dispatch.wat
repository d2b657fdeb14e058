;; Four operations behind a table: call_indirect picks one by number.
;; `calculate 2 6 7` multiplies. Number 9 is not in the table: the trap says
;; so. The Tables dock shows who sits where.
(module
  (type $operation (func (param i32 i32) (result i32)))
  (table $operations 4 funcref)
  (elem (i32.const 0) $add $subtract $multiply $divide)

  (func $add (type $operation) (i32.add (local.get 0) (local.get 1)))
  (func $subtract (type $operation) (i32.sub (local.get 0) (local.get 1)))
  (func $multiply (type $operation) (i32.mul (local.get 0) (local.get 1)))
  (func $divide (type $operation) (i32.div_s (local.get 0) (local.get 1)))

  (func (export "calculate") (param $which i32) (param $a i32) (param $b i32) (result i32)
    (call_indirect $operations (type $operation)
      (local.get $a) (local.get $b) (local.get $which)))
)
