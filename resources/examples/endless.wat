;; A loop without end. Start it, pause it with F6, look at $turns, go on, stop
;; it with Shift+F5: the window never waits.
(module
  (global $turns (export "turns") (mut i64) (i64.const 0))
  (func (export "spin")
    (loop $forever
      (global.set $turns (i64.add (global.get $turns) (i64.const 1)))
      (br $forever)))
)
