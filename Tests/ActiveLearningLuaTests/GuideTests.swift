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

  /// What stands between the marks that scripts/dev/strategy-guides looks for.
  static func facts(_ text: String) throws -> Substring {
    let begin = try #require(text.range(of: "<!-- from the manual -->\n"))
    let end = try #require(text.range(of: "<!-- until here -->\n"))
    return text[begin.upperBound..<end.lowerBound]
  }
}

private let recipes = Catalogue<any Strategy>.strategies.recipes

@Test(arguments: recipes.map(\.name)) func everyStrategyHasAGuide(name: String) throws {
  let text = try Guides.text(name)
  #expect(text.hasPrefix("# "), "a title")
  #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 61)
  for heading in ["**Idea.**", "**Needs.**", "**Cost.**"] {
    #expect(text.contains(heading), "\(heading)")
  }
  #expect(text.contains("**Wins and loses.**") || text.contains("**Measured.**"))
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

@Test func guidesOfStrategiesThatAreNotThereAreGone() throws {
  let files = try FileManager.default.contentsOfDirectory(
    atPath: LuaFixture.home + "/docs/strategies")
  #expect(Set(files) == Set(recipes.map { "\($0.name).md" } + ["README.md"]))
}

@Test func theStrategyOfTheIndexRuns() throws {
  let lua = try LuaFixture()
  let lines = try Guides.text("README").split(separator: "\n", omittingEmptySubsequences: false)
  let begin = try #require(lines.firstIndex(of: "    strategy.define{"))
  let end = try #require(lines[begin...].firstIndex(of: "    }"))
  try lua.state.evaluate(cell: lines[begin...end].joined(separator: "\n"))
  let cell = """
    strategy.cautious{ class = 2 }:select{ count = 1,
      probabilities = tensor.new{ { 0.9, 0.1 }, { 0.48, 0.52 }, { 0.6, 0.4 } } }[1]
    """
  #expect(try lua.show(cell) == "3", "the second is of class 2")
}
