;; A program of WASI preview 1: it writes through its host. In the window the
;; text comes to the Console, with `wglass run` to standard output. The Run dock
;; lists fd_write as answered by WASI; let it break there to see the call.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param $fd i32) (param $buffers i32) (param $count i32) (param $written i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello, world\n")

  (func (export "hello")
    (i32.store (i32.const 0) (i32.const 16)) ;; one buffer: its address
    (i32.store (i32.const 4) (i32.const 13)) ;; and its length
    (drop (call $fd_write
      (i32.const 1)   ;; standard output
      (i32.const 0)   ;; the buffers
      (i32.const 1)   ;; one of them
      (i32.const 8)))) ;; where the count of written bytes goes
)
