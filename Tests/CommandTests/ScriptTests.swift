import Testing

/// Scripts, code on the command line, and Lua through a pipe.
@Suite struct ScriptTests {
  let crescent: Crescent

  init() throws { crescent = try Crescent() }

  @Test func codeOnTheCommandLineRuns() throws {
    let outcome = try crescent.run("-e", "print(1 + 2)")
    #expect(outcome.output == "3\n")
    #expect(outcome.error == "")
    #expect(outcome.status == 0)
  }

  @Test func codeRunsInOrderAndBeforeTheScript() throws {
    let script = try crescent.home.write("print(a, b)", to: "script.lua")
    let outcome = try crescent.run("-e", "a = 1", "-e", "b = a + 1", script)
    #expect(outcome.output == "1\t2\n")
  }

  @Test func scriptFindsItsArguments() throws {
    let script = try crescent.home.write("print(arg[0], #arg, arg[2], ...)", to: "script.lua")
    let outcome = try crescent.run(script, "--dataset", "mnist")
    #expect(outcome.output == "\(script)\t2\tmnist\t--dataset\tmnist\n")
    #expect(outcome.status == 0)
  }

  @Test func errorInAScriptNamesFileAndLine() throws {
    try crescent.home.write("local t\n\nprint(t.x)\n", to: "script.lua")
    let outcome = try crescent.run("script.lua")
    #expect(outcome.error == "script.lua:3: attempt to index a nil value (local 't')\n")
    #expect(outcome.status == 1)
  }

  @Test func tracebackHoldsTheUsersLinesOnly() throws {
    let text =
      "local function inner() error('bad') end\nlocal function outer() inner() end\nouter()\n"
    try crescent.home.write(text, to: "script.lua")
    let lines = try crescent.run("script.lua").error.split(separator: "\n")
    #expect(lines.first == "script.lua:1: bad")
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  script.lua:") })
    #expect(lines.last?.hasPrefix("  script.lua:3:") == true)
  }

  @Test func typoInAScriptIsASyntaxErrorWithItsLine() throws {
    try crescent.home.write("x = 1\nx = = 2\nprint(x)\n", to: "script.lua")
    let outcome = try crescent.run("script.lua")
    #expect(outcome.error.hasPrefix("script.lua:2: "))
    #expect(outcome.output == "")
    #expect(outcome.status == 1)
  }

  @Test func errorThatIsNoTextIsStillAnError() throws {
    let outcome = try crescent.run("-e", "error({ code = 7 })")
    #expect(outcome.error.contains("code"))
    #expect(outcome.status == 1)
  }

  @Test func scriptMayStartWithAShellLine() throws {
    try crescent.home.write("#!/usr/bin/env crescent\nerror('here')\n", to: "script.lua")
    #expect(try crescent.run("script.lua").error.hasPrefix("script.lua:2: here"))
  }

  @Test func requireLooksBesideTheScript() throws {
    try crescent.home.write("return { answer = 42 }", to: "project/settings.lua")
    try crescent.home.write("print(require('settings').answer)", to: "project/main.lua")
    #expect(try crescent.run("project/main.lua").output == "42\n")
  }

  @Test func pipeRunsAsOneChunkWithoutPrompts() throws {
    let outcome = try crescent.run(
      input: "local x = 20\nfunction f()\n  return x + 1\nend\nprint(f())\n")
    #expect(outcome.output == "21\n")
    #expect(outcome.error == "")
    #expect(outcome.status == 0)
  }

  @Test func pipeStopsAtTheFirstError() throws {
    let outcome = try crescent.run(input: "print('before')\nerror('stop')\nprint('after')\n")
    #expect(outcome.output == "before\n")
    #expect(outcome.error.hasPrefix("stdin:2: stop"))
    #expect(outcome.status == 1)
  }

  @Test func dashIsStandardInputWithArguments() throws {
    #expect(try crescent.run("-", "a", "b", input: "print(...)").output == "a\tb\n")
  }

  @Test func emptyPipeIsFine() throws {
    let outcome = try crescent.run()
    #expect(outcome.output == "")
    #expect(outcome.status == 0)
  }

  @Test func startFileIsForThePromptOnly() throws {
    try crescent.home.write("print('init')", to: "config/crescent/init.lua")
    #expect(try crescent.run("-e", "print('code')").output == "code\n")
  }

  @Test func exitStatusOfTheScriptIsKept() throws {
    #expect(try crescent.run("-e", "os.exit(7)").status == 7)
  }

  @Test func manyLinesThroughAPipeAllArrive() throws {
    let outcome = try crescent.run("-e", "for i = 1, 20000 do print(i) end")
    #expect(outcome.output.split(separator: "\n").count == 20000)
    #expect(outcome.output.hasSuffix("\n20000\n"))
  }
}
