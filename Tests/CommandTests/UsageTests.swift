import Testing

/// The command line itself.
@Suite struct UsageTests {
  let crescent: Crescent

  init() throws { crescent = try Crescent() }

  @Test func versionGoesToStandardOutput() throws {
    let outcome = try crescent.run("--version")
    #expect(outcome.output.hasPrefix("crescent "))
    #expect(outcome.error == "")
    #expect(outcome.status == 0)
  }

  @Test func helpNamesEveryOption() throws {
    let outcome = try crescent.run("--help")
    for option in ["-e", "-i", "--no-init", "--seed", "--version"] {
      #expect(outcome.output.contains(option), "\(option)")
    }
    #expect(outcome.status == 0)
  }

  @Test(arguments: [
    ["--bogus"], ["--seed", "many"], ["--seed", "-3"], ["-e"], ["no-such-file.lua"],
  ])
  func wrongCommandLineIsStatusTwo(_ arguments: [String]) throws {
    let outcome = try crescent.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(!outcome.error.isEmpty)
  }

  @Test func missingScriptIsNamedWithTheFolderLookedIn() throws {
    let outcome = try crescent.run("no-such-file.lua")
    #expect(outcome.error.contains("no-such-file.lua"))
    #expect(outcome.error.contains(crescent.home.path))
  }

  @Test func folderIsNoScript() throws {
    let outcome = try crescent.run("/tmp")
    #expect(outcome.error.contains("is a folder"))
    #expect(outcome.status == 2)
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    try crescent.home.write(bytes: [0x1B, 0x4C, 0x75, 0x61, 0xFF, 0xFE], to: "code.luac")
    let outcome = try crescent.run("code.luac")
    #expect(outcome.error.contains("code.luac"))
    #expect(outcome.status == 2)
  }

  @Test func optionsAfterTheScriptBelongToIt() throws {
    try crescent.home.write("print(...)", to: "script.lua")
    #expect(try crescent.run("script.lua", "--version", "-e", "x").output == "--version\t-e\tx\n")
  }
}
