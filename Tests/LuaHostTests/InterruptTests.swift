import Foundation
import LuaHost
import Testing

@Suite struct InterruptTests {
  /// Runs `source`, requests an interrupt when it has begun, and gives the error.
  private func interrupt(_ source: String) throws -> LuaError {
    let sample = try Sample()
    let interrupt = sample.state.interrupt
    let begun = DispatchSemaphore(value: 0)
    try sample.state.add(
      Function("begun", "Says that it has.") { () -> Void in begun.signal() }, to: "shop")
    let thread = Thread {
      begun.wait()
      interrupt.request()
    }
    thread.start()
    let error = try #require(throws: LuaError.self) {
      try sample.run("shop.begun() " + source)
    }
    interrupt.clear()
    #expect(try sample.text("1 + 1") == "2")
    return error
  }

  @Test func stopsLoops() throws {
    let error = try interrupt("while true do end")
    #expect(error.isInterrupt)
    #expect(error.message == "interrupted")
  }

  @Test func stopsLoopsInCoroutines() throws {
    #expect(
      try interrupt("coroutine.wrap(function() while true do end end)()").message.hasSuffix(
        "interrupted"))
  }

  @Test func cannotBeSwallowedByProtectedCalls() throws {
    #expect(try interrupt("while true do pcall(function() while true do end end) end").isInterrupt)
    #expect(
      try interrupt(
        "while true do pcall(coroutine.wrap(function() while true do end end)) end"
      ).isInterrupt)
  }

  @Test func cannotBeHeldByHandlersCallbacksAndClosing() throws {
    let loop = "function() while true do end end"
    #expect(try interrupt("while true do xpcall(\(loop), \(loop)) end").isInterrupt)
    #expect(try interrupt("while true do xpcall(error, \(loop)) end").isInterrupt)
    #expect(try interrupt("while true do xpcall(shop.give_up, \(loop)) end").isInterrupt)
    #expect(
      try interrupt(
        "while true do pcall(table.sort, { 1, 2, 3 }, function() while true do end end) end"
      )
      .isInterrupt)
    #expect(
      try interrupt(
        "do local c <close> = setmetatable({}, { __close = function() while true do end end }) end"
      ).isInterrupt)
  }

  @Test func comesFromPollsOfTheHost() throws {
    #expect(try interrupt("while true do shop.give_up() end").isInterrupt)
    #expect(try interrupt("while true do pcall(shop.give_up) end").isInterrupt)
    #expect(try interrupt("shop.apply(function() while true do end end, 1)").isInterrupt)
  }

  @Test func otherErrorsAreNone() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) { try sample.run("error('interrupted')") }
    #expect(!error.isInterrupt)
  }

  @Test func checkThrowsWhileRequested() throws {
    let interrupt = Interrupt()
    try interrupt.check()
    interrupt.request()
    #expect(throws: Interrupted.self) { try interrupt.check() }
    interrupt.clear()
    try interrupt.check()
  }
}
