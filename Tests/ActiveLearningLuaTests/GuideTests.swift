import ActiveLearning
import ActiveLearningLua
import Foundation
import LuaHost
import Testing

/// The guides of docs/strategies, whose facts come from the recipes.
private enum Guides {
  static func text(_ name: String) throws -> String {
    try String(
      contentsOfFile: LuaFixture.home + "/docs/strategies/\(name).md", encoding: .utf8)
  }

  /// What stands between the marks that scripts/dev/derive looks for.
  static func facts(_ text: String) throws -> Substring {
    let begin = try #require(text.range(of: "<!-- from the manual -->\n"))
    let end = try #require(text.range(of: "<!-- until here -->\n"))
    return text[begin.upperBound..<end.lowerBound]
  }

  /// What is written by hand, below the marks.
  static func prose(_ text: String) throws -> Substring {
    text[try #require(text.range(of: "<!-- until here -->\n")).upperBound...]
  }
}

private let recipes = Catalogue<any Strategy>.strategies.recipes

@Test(arguments: recipes.map(\.name)) func everyStrategyHasAGuide(name: String) throws {
  let text = try Guides.text(name)
  #expect(text.hasPrefix("# "), "a title")
  #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 61)
  // A guide may be its facts alone; what is written besides them is whole.
  let prose = try Guides.prose(text)
  guard !prose.isEmpty else { return }
  for heading in ["**Idea.**", "**Needs.**", "**Cost.**"] {
    #expect(prose.contains(heading), "\(heading)")
  }
  #expect(prose.contains("**Wins and loses.**") || prose.contains("**Measured.**"))
}

@Test(arguments: recipes.map(\.name)) func aGuidesFactsAreTheRecipes(name: String) throws {
  let lua = try LuaFixture()
  let facts = try Guides.facts(Guides.text(name))
  let recipe = try #require(recipes.first { $0.name == name })
  #expect(facts.contains("\n\n\(recipe.summary)\n"))
  #expect(facts.contains("\n\nSource: \(recipe.source).\n"))
  let rows = facts.split(separator: "\n").filter { $0.hasPrefix("| `") }
  #expect(rows.count == recipe.options.count)
  guard
    case .function(let function)? = try lua.state.evaluate(cell: "return strategy.\(name)").first
  else {
    Issue.record("strategy.\(name) is no function")
    return
  }
  let declaration = try #require(function.declaration)
  #expect(declaration.notes.hasPrefix("Needs "))
  #expect(facts.contains("\n\n\(declaration.notes)\n"))
  #expect(facts.contains("\n    \(declaration.signature("strategy.\(name)"))\n"))
  for parameter in declaration.parameters {
    let fallback =
      parameter.isRequired ? "required" : parameter.fallbackText.map { "`\($0)`" } ?? ""
    let row = "| `\(parameter.name)` | \(parameter.kind) | \(fallback) | \(parameter.summary) |"
    #expect(rows.contains { $0 == row }, "\(row)")
  }
}

@Test func theIndexListsEveryStrategy() throws {
  let rows = try Guides.facts(Guides.text("README")).split(separator: "\n")
    .filter { $0.hasPrefix("| [") }
  #expect(
    rows.map(String.init) == recipes.map { "| [\($0.name)](\($0.name).md) | \($0.summary) |" })
}

@Test func theReadmeCountsTheStrategies() throws {
  let readme = try String(contentsOfFile: LuaFixture.home + "/README.md", encoding: .utf8)
  let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| strategies | ") }
  #expect(rows.count == 1)
  #expect(rows.first?.hasPrefix("| strategies | \(recipes.count), ") == true, "scripts/dev/derive")
}

@Test func guidesOfStrategiesThatAreNotThereAreGone() throws {
  let files = try FileManager.default.contentsOfDirectory(
    atPath: LuaFixture.home + "/docs/strategies")
  #expect(Set(files) == Set(recipes.map { "\($0.name).md" } + ["README.md"]))
}

@Test func theStrategiesOfTheIndexRun() throws {
  let lua = try LuaFixture()
  var lines = try Guides.text("README").split(separator: "\n", omittingEmptySubsequences: false)[
    ...]
  while let begin = lines.firstIndex(of: "    strategy.define{") {
    let end = try #require(lines[begin...].firstIndex(of: "    }"))
    try lua.state.evaluate(cell: lines[begin...end].joined(separator: "\n"))
    lines = lines[(end + 1)...]
  }
  let pool = "probabilities = tensor.new{ { 0.9, 0.1 }, { 0.48, 0.52 }, { 0.6, 0.4 } }"
  #expect(
    try lua.show("strategy.cautious{ class = 2 }:select{ count = 1, \(pool) }[1]") == "3",
    "the second is of class 2")
  // The first is labelled and of class 1, which halves the score 0.8 of the third.
  let labelled = "labelled = { { id = 1, class = 1 } }"
  let score = "strategy.rare{}:scores{ \(pool), \(labelled) }.scores[2]"
  #expect(try lua.show("math.abs(\(score) - 0.4) < 1e-6") == "true")
}
