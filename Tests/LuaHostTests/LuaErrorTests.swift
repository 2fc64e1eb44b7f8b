import LuaHost
import Testing

@Suite struct LuaErrorTests {
  @Test func throwingNeverJumpsOverSwiftFrames() throws {
    let sample = try Sample()
    _ = try sample.run("for i = 1, 1000 do assert(not pcall(shop.refuse)) end")
    #expect(sample.alive == 0)
  }

  @Test func objectsOfRaisingCallsAreCollected() throws {
    let sample = try Sample()
    _ = try sample.run(
      "for i = 1, 1000 do pcall(function() local c = shop.load 'x'; error(c) end) end")
    sample.state.collect()
    #expect(sample.alive == 0)
  }

  @Test func errorsInsideCoroutinesReachTheirResume() throws {
    let sample = try Sample()
    #expect(
      try sample.text(
        """
        (function()
          local ok, message = coroutine.resume(coroutine.create(function() shop.refuse() end))
          return message
        end)()
        """) == "In[1]:2: counter: refused")
    let wrapped = sample.message("coroutine.wrap(function() shop.load{ x = 1 } end)()")
    #expect(wrapped.contains("shop.load: unknown option 'x'"))
    #expect(sample.alive == 0)
  }

  @Test func callbacksInCoroutinesMayNotYieldOverTheHost() throws {
    let sample = try Sample()
    let message = sample.message(
      "f = coroutine.wrap(function() shop.apply(coroutine.yield, 1) end) f()")
    #expect(message.contains("attempt to yield across a C-call boundary"))
    #expect(try sample.text("1 + 1") == "2")
  }

  @Test func swiftErrorsAreFoundBehindLuaErrors() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) { try sample.run("shop.refuse()") }
    #expect(error.underlying is Refusal)
    #expect(error.message == "In[1]:1: counter: refused")
    let other = try #require(throws: LuaError.self) { try sample.run("error('x')") }
    #expect(other.underlying == nil)
  }

  @Test func hostsSayWhatLuaSeesOfTheirErrors() throws {
    let sample = try Sample()
    sample.state.errorForLua = { error, path in
      error is Refusal ? HostError(path, "refused", expected: "luck", code: "refusal") : error
    }
    let error = try #require(throws: LuaError.self) { try sample.run("shop.refuse()") }
    #expect(error.message == "In[1]:1: shop.refuse: refused (expected luck)")
    #expect(error.code == "refusal")
    // What the host threw is still there.
    #expect(error.underlying is Refusal)
    let nested = try #require(throws: LuaError.self) {
      try sample.run("shop.apply(function() shop.refuse() end, 1)")
    }
    #expect(nested.code == "refusal" && nested.underlying is Refusal)
  }

  @Test func anErrorOfTheHostMayMeanAStop() throws {
    let sample = try Sample()
    sample.state.errorForLua = { error, _ in error is Refusal ? Interrupted() : error }
    let error = try #require(throws: LuaError.self) { try sample.run("shop.refuse()") }
    #expect(error.isInterrupt && error.code == Interrupted.code)
  }

  @Test(arguments: [
    ("x = = 1", "syntax"), ("error 'x'", "lua"), ("nil + 1", "lua"), ("shop.lod()", "unknown-name"),
    ("shop.add('x')", "invalid"), ("shop.refuse()", "lua"),
  ])
  func errorsHaveACode(_ source: String, _ code: String) throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) { try sample.run(source) }
    #expect(error.code == code, "\(error)")
  }

  @Test func tracebacksShowTheUsersLinesOnly() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) {
      try sample.run(
        "local function f()\n  shop.refuse()\nend\nlocal function g()\n  f() return 1\nend\ng()\nx = 1"
      )
    }
    #expect(
      error.traceback == [
        "In[1]:2: in upvalue 'f'", "In[1]:5: in local 'g'", "In[1]:7: in the main chunk",
      ])
    #expect(error.report.hasPrefix("In[1]:2: counter: refused\n  In[1]:2: in upvalue 'f'\n"))
    let short = try #require(throws: LuaError.self) { try sample.run("x = nil + 1") }
    #expect(short.report == short.message)
  }

  @Test func scriptsAreNamedByTheirFile() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) {
      try sample.state.run(script: "#!/usr/bin/crescent\n\nshop.lod()", chunk: "@first.lua")
    }
    #expect(error.message.hasPrefix("first.lua:3: shop: unknown name 'lod'"))
    let syntax = try #require(throws: LuaError.self) {
      try sample.state.run(script: "x = = 1", chunk: "@first.lua")
    }
    #expect(syntax.message == "first.lua:1: unexpected symbol near '='")
  }

  @Test func tracebacksGoOnThroughTheHost() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) {
      try sample.run(
        "local function bad()\n  error('deep')\nend\nshop.apply(function()\n  bad()\nend, 1)\nx = 1"
      )
    }
    #expect(error.message == "In[1]:2: deep")
    #expect(error.traceback.first == "In[1]:2: in upvalue 'bad'")
    #expect(error.traceback.last == "In[1]:4: in the main chunk")
  }

  @Test func aTracebackNamesEveryLineOnce() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) {
      try sample.run(
        """
        local function bad() error('deep') end
        local function outer() shop.apply(bad, 1) end
        pcall(shop.apply, outer, 1)
        pcall(shop.apply, outer, 1)
        shop.apply(function() outer() end, 1)
        x = 1
        """)
    }
    #expect(error.message == "In[1]:1: deep")
    #expect(
      error.traceback.map { $0.split(separator: ":")[1] } == ["1", "2", "5", "5"],
      "\(error.traceback)")
  }

  @Test func anErrorThatWasCaughtLeavesNoTraceInTheNext() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) {
      try sample.run(
        "pcall(shop.apply, function() error('first') end, 1)\nerror('second')")
    }
    #expect(error.traceback == ["In[1]:2: in the main chunk"])
  }

  @Test func deepStacksAreCutInTheMiddle() throws {
    let sample = try Sample()
    let error = try #require(throws: LuaError.self) {
      try sample.run(
        "local function f(n) if n == 0 then error('end') end f(n - 1) return 1 end f(1000)")
    }
    #expect(error.traceback.count < 30)
    #expect(error.traceback.contains { $0.hasSuffix(" frames ...") })
    #expect(error.traceback.last == "In[1]:1: in the main chunk")
  }

  @Test func stackOverflowIsAnError() throws {
    let sample = try Sample()
    #expect(
      sample.message("local function f() return 1 + f() end return f()").contains("stack overflow"))
    #expect(
      sample.message("local function f() return shop.apply(f, 1) end return f()").contains(
        "overflow"))
    #expect(try sample.text("1 + 1") == "2")
  }

  @Test func errorObjectsSpeakForThemselves() throws {
    let sample = try Sample()
    #expect(
      sample.message("error(setmetatable({}, { __tostring = function() return 'mine' end }))")
        == "mine")
    #expect(sample.message("error{ code = 3 }") == "error without a message: { code = 3 }")
    #expect(sample.message("error()") == "error without a message: nil")
    #expect(try sample.text("select(2, pcall(error, { 7 }))[1]") == "7")
    #expect(try sample.text("select(2, pcall(shop.apply, error, { 7 }))[1]") == "7")
  }

  @Test func undefinedGlobalsAreNilAndCallingThemIsClear() throws {
    let sample = try Sample()
    #expect(try sample.text("undefined_name") == "nil")
    #expect(
      sample.message("undefined_name()")
        == "In[1]:1: attempt to call a nil value (global 'undefined_name')")
  }

  @Test func valuesOutliveTheirStateWithoutHarm() throws {
    var sample: Sample? = try Sample()
    let function = try sample?.run("function() return 1 end").first
    sample = nil
    guard case .function(let function)? = function else {
      Issue.record("not a function")
      return
    }
    #expect(throws: HostError("Lua", "the state of this value is closed")) { try function.call() }
  }
}
