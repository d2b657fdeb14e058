;; Whole ranges at once: memory.fill writes a line of '*', memory.init brings
;; in a passive text, memory.copy repeats it. The changed bytes stand
;; underlined in the Memory dock after each step.
(module
  (memory (export "memory") 1)
  (data $greeting "hello, bulk memory ")

  (func (export "fill") (result i32)
    (memory.fill (i32.const 0) (i32.const 42) (i32.const 64))              ;; 64 × '*'
    (memory.init $greeting (i32.const 8) (i32.const 0) (i32.const 19))     ;; the text at 8
    (memory.copy (i32.const 27) (i32.const 8) (i32.const 19))              ;; once more behind it
    (data.drop $greeting)
    (i32.load8_u (i32.const 27)))                                          ;; 'h' = 104
)
