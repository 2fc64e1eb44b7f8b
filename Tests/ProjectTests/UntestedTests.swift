import Testing

@Suite struct UntestedTests {
  private static let layer = "import Tensors\n\npublic struct Sieve: Layer {\n}\n"
  private static let recipe = """
    extension Sieve {
      public static let recipe = Recipe<any Strategy>(
        "sieve", "Sieves.") { Sieve() }
    }
    """

  @Test func whatIsNamedInATestIsSilent() {
    let all = Untested(
      sources: ["Networks/Sieve.swift": Self.layer, "Strategies/Sieve.swift": Self.recipe],
      tests: [
        "ActiveLearningTests/Networks/SieveTests.swift": "@Test func f() { Sieve(\"sieve\") }",
        "ActiveLearningTests/Strategies/SieveTests.swift": "@Test func f() {}",
      ], targets: ["Networks", "Strategies"])
    #expect(all.lines == [])
  }

  @Test func whatIsNotIsListed() {
    let all = Untested(
      sources: ["Networks/Sieve.swift": Self.layer, "Strategies/Sieve.swift": Self.recipe],
      // Another word that begins alike is no test of it, nor is a folder without a test.
      tests: [
        "ActiveLearningTests/Networks/SieveTests.swift": "@Test func f() { Sieves(\"sieves\") }",
        "ActiveLearningTests/Strategies/Fixture.swift": "struct Fixture {}",
      ], targets: ["Networks", "Strategies", "Notebook", "CProcess"])
    #expect(
      all.lines == [
        "Networks/Sieve.swift: no test names the type Sieve",
        "Strategies/Sieve.swift: no test names the strategy \"sieve\"",
        "Strategies: no test in Tests/ActiveLearningTests/Strategies/",
        "Notebook: no test in Tests/NotebookTests/",
        "CProcess: no test in Tests/CommandTests/",
      ])
  }

  @Test func everythingHasATest() throws {
    let targets = try Project.targets()
    var sources: [String: String] = [:]
    for target in targets { sources.merge(try Project.swiftFiles(of: target)) { $1 } }
    let all = Untested(
      sources: sources, tests: try Project.testFiles(), targets: targets)
    #expect(all.lines == [])
  }
}
