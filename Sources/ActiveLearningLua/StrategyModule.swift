import ActiveLearning
import LuaHost
import Tensors

/// `strategy`: which images to ask for.
enum StrategyModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "strategy", "Which images to ask for; each works in a session and alone.",
      functions: workspace.strategies.recipes.map { $0.function() } + [define(workspace)],
      types: [type(workspace), queryView])
  }

  private static func type(_ workspace: Workspace) -> UserType<ConfigurationHandle<any Strategy>> {
    UserType(
      "strategy", "A strategy with its options.",
      members: [
        RecipeModule.name(), RecipeModule.options(),
        .method(
          "select", "Chooses among rows of plain tensors, with no session.",
          options: Argument("count", .integer(atLeast: 0), "how many rows to choose"),
          Argument("probabilities", .optional(.tensor), "[n × classes], rows sum to 1"),
          Argument("embeddings", .optional(.tensor), "[n × features]"),
          Argument("seed", .integer(atLeast: 0), "of what chance decides", default: 0),
          returns: "the rows chosen, best first (from 1 on), and their scores",
          examples: [
            """
            local p = tensor.new{ { 0.9, 0.1 }, { 0.5, 0.5 } }
            strategy.entropy{}:select{ probabilities = p, count = 1 }
            """
          ]
        ) {
          (
            handle: ConfigurationHandle<any Strategy>, count: Int, probabilities: Tensor?,
            embeddings: Tensor?, seed: Int
          ) -> Value in
          let selection = try select(
            handle.configuration.product, count, probabilities, embeddings, seed)
          return .several([
            .list(selection.ids.map { .integer($0 + 1) }),
            .list(selection.scores.map { .number(Double($0)) }),
          ])
        },
      ], text: RecipeModule.text("strategy"))
  }

  private static func select(
    _ strategy: any Strategy, _ count: Int, _ probabilities: Tensor?, _ embeddings: Tensor?,
    _ seed: Int
  ) throws -> Selection {
    guard let rows = (probabilities ?? embeddings)?.shape.first else {
      throw Failure(
        "strategy:select", "no rows to choose from", expected: "probabilities or embeddings")
    }
    if let probabilities, probabilities.rank != 2 {
      throw Failure(
        "strategy:select", "probabilities of another shape", expected: "[n × classes]",
        got: "\(probabilities.shape)")
    }
    if let embeddings, embeddings.rank != 2 || embeddings.shape[0] != rows {
      throw Failure(
        "strategy:select", "embeddings of another shape", expected: "[\(rows) × features]",
        got: "\(embeddings.shape)")
    }
    let query = Query(
      candidates: Array(0..<rows), classes: probabilities?.shape.last ?? 0,
      probabilities: probabilities.map { p in { _ in p } },
      embeddings: embeddings.map { z in { _ in z } })
    var rng = Random(seed: UInt64(seed), stream: "strategy")
    return try strategy.choose(query, count: count, using: &rng)
  }

  /// `strategy.define{ name = …, select = function(query, count, options) … end }`
  private static func define(_ workspace: Workspace) -> Function {
    Function(
      "define", "A strategy written in Lua, with the rights of a built-in one.",
      parameters: [
        Argument("name", .string, "as in strategy.NAME{}").parameter,
        Argument("select", .function, "function(query, count, options) → ids, scores").parameter,
        Argument("summary", .string, "one sentence", default: "A strategy written in Lua.")
          .parameter,
        Argument("options", .optional(.record(of: .any)), "names with their defaults").parameter,
      ],
      returns: "the function that makes it",
      notes: """
        query.ids are the unlabelled images, query.probabilities and query.embeddings their rows,
        query.labelled the known labels, query:random() a number from the session's own stream. The
        function returns exactly `count` different ids, best first, and perhaps a score for each.
        """,
      examples: [
        """
        strategy.define{ name = "first", select = function(query, count)
          return table.move(query.ids, 1, count, 1, {})
        end }
        strategy.first{}
        """
      ]
    ) { arguments in
      let recipe = try LuaStrategy.recipe(arguments)
      guard recipe.name != "define" else {
        throw Failure("strategy.define", "the name 'define' is taken")
      }
      let isBuiltIn = Catalogue<any Strategy>.strategies.recipes.contains { $0.name == recipe.name }
      try workspace.strategies.add(recipe, replacing: !isBuiltIn)
      let function = recipe.function()
      try arguments.state.add(function, to: "strategy")
      return function
    }
  }

  private static var queryView: UserType<QueryView> {
    UserType(
      "query view", "What a strategy may know when it chooses.",
      members: [
        .property("ids", "Unlabelled images, ascending.") { $0.query.candidates.map { $0 + 1 } },
        .property("classes", "The number of classes.") { $0.query.classes },
        .property("probabilities", "A tensor, a row for each id.") {
          try $0.query.probabilities()
        },
        .property("embeddings", "A tensor, a row for each id.") { try $0.query.embeddings() },
        .property("labelled", "Known labels: a list of { id = , class = }.") { view in
          view.query.labelled.sorted { $0.key < $1.key }.map {
            ["id": $0.key + 1, "class": $0.value + 1]
          }
        },
        .method("random", "A number from 0 to 1 of the session's own stream.") {
          (view: QueryView) -> Double in Double(view.draws.rng.uniform())
        },
      ])
  }
}

extension LuaStrategy {
  /// The recipe that a `strategy.define` call declares.
  static func recipe(_ arguments: Arguments) throws -> Recipe<any Strategy> {
    let name = try arguments.read("name", .string)
    guard name.wholeMatch(of: /[a-z_][a-z0-9_]*/) != nil else {
      throw Failure(
        "strategy.define", "not a name", expected: "lower-case letters, digits, underscores",
        got: "\"\(name)\"")
    }
    let function = try arguments.read("select", .function)
    let defaults = try arguments.read("options", .optional(.record(of: .any))) ?? [:]
    let cards = try defaults.sorted { $0.key < $1.key }.map { option, value in
      let standard = try OptionValue(value, named: option)
      return OptionCard(
        name: option, summary: "option of \(name)", expectation: "such as \(standard)",
        standard: standard)
    }
    // The recipe never leaves the thread of its Lua state.
    nonisolated(unsafe) let body = function
    return Recipe(
      name, try arguments.read("summary", .string), source: "written in Lua", options: cards
    ) { values in unsafe LuaStrategy(name: name, function: body, options: values) }
  }
}

extension Kind where T == ConfigurationHandle<any Strategy> {
  static var strategy: Kind { .object("strategy") }
}
