;; The sieve of Eratosthenes: a loop over memory. Every byte that turns 1 is a
;; number that cannot be prime; watch them appear in the Memory dock. `primes
;; 100` counts the primes below 100.
(module
  (memory (export "memory") 1)

  (func $sieve (param $limit i32)
    (local $i i32) (local $multiple i32)
    (local.set $i (i32.const 2))
    (block $done
      (loop $next
        (br_if $done
          (i32.ge_u (i32.mul (local.get $i) (local.get $i)) (local.get $limit)))
        (if (i32.eqz (i32.load8_u (local.get $i)))
          (then
            (local.set $multiple (i32.mul (local.get $i) (local.get $i)))
            (loop $mark
              (i32.store8 (local.get $multiple) (i32.const 1))
              (local.set $multiple (i32.add (local.get $multiple) (local.get $i)))
              (br_if $mark (i32.lt_u (local.get $multiple) (local.get $limit))))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))

  (func $primes (export "primes") (param $limit i32) (result i32)
    (local $i i32) (local $count i32)
    (memory.fill (i32.const 0) (i32.const 0) (local.get $limit))
    (call $sieve (local.get $limit))
    (local.set $i (i32.const 2))
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $limit))
        (then
          (local.set $count
            (i32.add (local.get $count) (i32.eqz (i32.load8_u (local.get $i)))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (local.get $count))
)
