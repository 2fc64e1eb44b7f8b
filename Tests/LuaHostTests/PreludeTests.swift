import LuaHost
import Testing

@Suite struct PreludeTests {
  @Test func byteCodeIsRefused() throws {
    let sample = try Sample()
    #expect(try sample.text("load(string.dump(function() end))") == "nil")
    #expect(try sample.text("load(string.dump(function() end), 'x', 'b')") == "nil")
    #expect(try sample.text("load('return 1 + 1')()") == "2")
    #expect(try sample.text("load('return x', 'c', 't', { x = 5 })()") == "5")
    #expect(throws: LuaError.self) { try sample.state.load("\u{1B}Lua", chunk: "=x") }
  }

  @Test func librariesOfCAreOff() throws {
    let sample = try Sample()
    #expect(try sample.text("package.loadlib") == "nil")
    #expect(try sample.text("package.cpath") == "")
    #expect(try sample.text("#package.searchers") == "2")
    #expect(
      sample.message("require 'no_such_module'").contains("module 'no_such_module' not found"))
  }

  @Test func outputGoesToTheSink() throws {
    let sample = try Sample()
    _ = try sample.run("print(1, 2.5, nil, 'x') io.write('a', 1, '\\n'):write('')")
    #expect(sample.output == "1\t2.5\tnil\tx\na1\n")
    #expect(sample.message("io.write({})").contains("expected string, got table"))
  }

  @Test func handlersOfProtectedCallsStillRun() throws {
    let sample = try Sample()
    #expect(
      try sample.text("select(2, xpcall(error, function(e) return e .. '!' end, 'x'))") == "x!")
    #expect(
      try sample.text("select('#', xpcall(function(...) return ... end, print, 1, nil))") == "3")
    #expect(
      try sample.text("(select(2, xpcall(shop.refuse, debug.traceback)))").hasPrefix(
        "counter: refused\nstack traceback:"))
  }

  @Test func sortedGivesOneOrder() throws {
    let sample = try Sample()
    _ = try sample.run(
      """
      for key, value in sorted{ b = 1, a = 2, [10] = 3, [2] = 4, [1.5] = 5, [true] = 6, [false] = 7 } do
        print(key, value)
      end
      """)
    #expect(sample.output == "1.5\t5\n2\t4\n10\t3\na\t2\nb\t1\nfalse\t7\ntrue\t6\n")
    #expect(sample.message("sorted{ [{}] = 1 }").contains("a key has no order"))
  }

  @Test func randomNumbersComeFromTheHostsStream() throws {
    var state: UInt64 = 0
    let source = RandomSource(
      next: {
        state += 1
        return state << 62 | 1 << 61
      }, reset: { state = UInt64($0 ?? 0) })
    let sample = try Sample(random: source)
    #expect(try sample.text("math.random()") == "0.375")
    #expect(try sample.text("math.random()") == "0.625")
    _ = try sample.run("math.randomseed(0)")
    #expect(try sample.text("math.random()") == "0.375")
    #expect(
      try sample.text(
        "(function() for i = 1, 1000 do local x = math.random(3, 5) assert(x >= 3 and x <= 5 and math.type(x) == 'integer') end return 'ok' end)()"
      ) == "ok")
    #expect(sample.message("math.random(5, 3)").contains("math.random: the interval is empty"))
    #expect(sample.message("math.random(0.5)").contains("not a whole number"))
  }

  @Test func randomNumbersCoverTheirRange() throws {
    var state: UInt64 = 1
    let source = RandomSource(
      next: {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
      }, reset: { _ in })
    let sample = try Sample(random: source)
    #expect(
      try sample.text(
        """
        (function()
          local seen = {}
          for i = 1, 200 do seen[math.random(6)] = true end
          return #seen
        end)()
        """) == "6")
    #expect(
      try sample.text("math.type(math.random(math.mininteger, math.maxinteger))") == "integer")
    #expect(try sample.text("math.type(math.random(0))") == "integer")
  }

  @Test func integersAndFloatsStayApart() throws {
    let sample = try Sample()
    guard case .integer(3)? = try sample.run("3").first,
      case .number(3)? = try sample.run("3.0").first
    else {
      Issue.record("kinds were lost")
      return
    }
    #expect(Number.text(0.1 + 0.2) == "0.30000000000000004")
    #expect(Number.text(3) == "3.0")
  }

  @Test func stringsKeepEveryByte() throws {
    let sample = try Sample()
    #expect(try sample.text("shop.apply(function(s) return #s end, '\\0\\255x')") == "3")
    #expect(try sample.text("shop.apply(string.byte, '\\255')") == "255")
    #expect(try sample.text("'\u{E9}' .. '日本'") == "é日本")
  }

  @Test func incompleteCellsEndWhereLuaWantsMore() throws {
    let state = try State { _ in }
    for source in [
      "for i = 1, 3 do", "f{", "x = [[abc", "function f()", "x =", "--[[ open", "local",
    ] {
      #expect(state.isIncomplete(source), "\(source)")
    }
    for source in ["x = 1", "1 + 1", "x = = 1", "for end", "'open", "", "end"] {
      #expect(!state.isIncomplete(source), "\(source)")
    }
  }

  @Test func cellsRunOnce() throws {
    let sample = try Sample()
    _ = try sample.run("n = 0")
    _ = try? sample.run("(function() n = n + 1; error('x') end)()")
    #expect(try sample.text("n") == "1")
  }
}
