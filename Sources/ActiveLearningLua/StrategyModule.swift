import ActiveLearning
import LuaHost
import Tensors

/// `strategy`: which images to ask for.
enum StrategyModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "strategy", "Which images to ask for; each works in a session and alone.",
      notes: """
        strategy.mix, strategy.chain, strategy.among and strategy.weighted make one of others:
        strategy.mix{ strategy.entropy{}, strategy.core_set{}, shares = { 0.7, 0.3 } }.
        """,
      functions: workspace.strategies.recipes.map { recipe in
        recipe.function(notes: notes(on: recipe, workspace)) { workspace.strategies }
      } + [StrategyDefinition.function(workspace)],
      types: [type(workspace), QueryViewType.type(workspace), ScoresType.type])
  }

  private static func type(_ workspace: Workspace) -> UserType<ConfigurationHandle<any Strategy>> {
    UserType(
      "strategy", "A strategy with its options.",
      members: [
        RecipeModule.name(), RecipeModule.options(), select(workspace), scores(workspace),
      ], text: RecipeModule.text("strategy"))
  }

  private static func select(_ workspace: Workspace) -> Member<ConfigurationHandle<any Strategy>> {
    .method(
      "select", "Chooses among rows of plain tensors, without a session.",
      parameters: [Argument("count", .integer(atLeast: 0), "how many rows to choose").parameter]
        + PlainPool.parameters,
      returns: "the rows chosen, best first (from 1 on), and their scores",
      notes: "Every row that is not labelled is a candidate. Ctrl-C stops it.",
      examples: [
        """
        local p = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 } }
        strategy.entropy{}:select{ probabilities = p, count = 1 }
        """
      ]
    ) { (handle: ConfigurationHandle<any Strategy>, arguments: Arguments) in
      let pool = try PlainPool(arguments)
      var rng = pool.rng
      let selection = try handle.configuration.product.choose(
        pool.query(workspace.monitor), count: arguments.read("count", .integer(atLeast: 0)),
        using: &rng)
      return Value.several([
        .list(selection.ids.map { .integer($0 + 1) }),
        .list(selection.scores.map { .number(Double($0)) }),
      ])
    }
  }

  private static func scores(_ workspace: Workspace) -> Member<ConfigurationHandle<any Strategy>> {
    .method(
      "scores", "Scores all rows of plain tensors, without a session.",
      parameters: PlainPool.parameters, returns: "scores, highest first",
      notes: "Every row that is not labelled is scored. Ctrl-C stops it.",
      examples: [
        """
        local p = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 } }
        strategy.entropy{}:scores{ probabilities = p }
        """
      ]
    ) { (handle: ConfigurationHandle<any Strategy>, arguments: Arguments) in
      let pool = try PlainPool(arguments)
      var rng = pool.rng
      return ScoresView(
        ranking: try handle.scoring(arguments.who).ranking(
          of: pool.query(workspace.monitor), using: &rng))
    }
  }

  /// What a strategy needs and whether it scores, as far as its defaults tell.
  static func notes(on recipe: Recipe<any Strategy>, _ workspace: Workspace) -> String {
    let configuration = try? Configuration(recipe, among: workspace.strategies)
    guard let product = configuration?.product else {
      return "Needs what the strategies within it need."
    }
    let needs = Need.allCases.filter(product.needs.contains).map(\.phrase)
    let sentence =
      needs.isEmpty ? "Needs only the pool." : "Needs \(needs.joined(separator: ", "))."
    return product is any ScoringStrategy
      ? sentence + " Gives each image a score of its own." : sentence
  }
}

extension Kind where T == NetworkHandle {
  static var classifier: Kind { .object("network") }
}

extension Kind where T == ConfigurationHandle<any Strategy> {
  static var strategy: Kind { .object("strategy") }
}

extension Kind where T == [Int: Int] {
  /// Known labels: `{ { id = 3, class = 1 }, … }`.
  static var labels: Kind {
    Kind<[[String: Int]]>.list(of: .record(of: .index)).map("list of { id, class }") { rows in
      var labels: [Int: Int] = [:]
      for row in rows {
        guard let id = row["id"], let label = row["class"], row.count == 2, labels[id] == nil else {
          throw Mismatch("is not of different ids with a class each")
        }
        labels[id] = label
      }
      return labels
    }
  }
}
