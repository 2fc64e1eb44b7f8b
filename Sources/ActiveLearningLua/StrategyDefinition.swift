import ActiveLearning
import LuaHost
import Tensors

/// `strategy.define{ name = …, select = function(query, count, options) … end }`, or `scores = …`.
enum StrategyDefinition {
  static func function(_ workspace: Workspace) -> Function {
    Function(
      "define", "A strategy written in Lua, with the rights of a built-in one.",
      parameters: [
        Argument("name", .string, "as in strategy.NAME{}").parameter,
        Argument(
          "select", .optional(.function), "function(query, count, options) → ids, scores"
        ).parameter,
        Argument(
          "scores", .optional(.function),
          "in place of select: function(query, options) → a score for each of query.ids"
        ).parameter,
        Argument("summary", .string, "one sentence", default: "A strategy written in Lua.")
          .parameter,
        Argument("source", .string, "the paper", default: "written in Lua").parameter,
        Argument("options", .optional(.record(of: .any)), "names with their defaults").parameter,
        Argument(
          "needs", .optional(.list(of: .need)),
          "what must be there; `earlier` keeps the model of the round before"
        ).parameter,
      ],
      returns: "the function that makes it",
      notes: """
        query.ids are the unlabelled images, query.probabilities and query.embeddings their rows,
        query.labelled the known labels, query:random() a number from the session's own stream: all
        of it is under the type `query view`. `select` returns exactly `count` different ids, best
        first, and perhaps a score for each. A strategy that is given by its `scores` asks for the
        highest, and strategy.weighted and s:scores take it.
        An option is its default, or { default, summary = "…", min = 0, max = 1, choices = { "…" } };
        a strategy may be one, and query:choose and query:scores ask it.
        """,
      examples: [
        """
        strategy.define{ name = "first", select = function(query, count)
          return table.move(query.ids, 1, count, 1, {})
        end }
        strategy.first{}
        """,
        """
        strategy.define{ name = "wide", scores = function(query)
          local scores = {}
          for row = 1, #query.ids do
            local z = query.embeddings[row]
            scores[row] = math.max(table.unpack(z)) - math.min(table.unpack(z))
          end
          return scores
        end }
        strategy.weighted{ strategy.wide{}, strategy.entropy{} }
        """,
      ]
    ) { arguments in
      let recipe = try recipe(arguments)
      guard recipe.name != "define" else {
        throw Failure("strategy.define", "the name 'define' is taken")
      }
      let isBuiltIn = Catalogue<any Strategy>.strategies.recipes.contains { $0.name == recipe.name }
      try workspace.strategies.add(recipe, replacing: !isBuiltIn)
      let function = recipe.function(notes: StrategyModule.notes(on: recipe, workspace)) {
        workspace.strategies
      }
      try arguments.state.add(function, to: "strategy")
      return function
    }
  }

  /// The recipe that a call declares.
  private static func recipe(_ arguments: Arguments) throws -> Recipe<any Strategy> {
    let name = try arguments.read("name", .string)
    guard name.wholeMatch(of: /[a-z_][a-z0-9_]*/) != nil else {
      throw Failure(
        "strategy.define", "not a name", expected: "lower-case letters, digits, underscores",
        got: "\"\(name)\"")
    }
    let select = try arguments.read("select", .optional(.function))
    let scores = try arguments.read("scores", .optional(.function))
    guard (select == nil) != (scores == nil), let function = select ?? scores else {
      throw Failure(
        "strategy.define", "'\(name)' does not say how it asks",
        expected: "either select = function … or scores = function …",
        got: select == nil ? "neither" : "both")
    }
    let isScoring = scores != nil
    let options = try arguments.read("options", .optional(.record(of: .any))) ?? [:]
    let cards = try options.sorted { $0.key < $1.key }.map { option, value in
      try OptionCard(declared: value, name: option, of: name)
    }
    let needs = Set(try arguments.read("needs", .optional(.list(of: .need))) ?? [])
    // The recipe never leaves the thread of its Lua state.
    nonisolated(unsafe) let body = function
    return Recipe(
      name, try arguments.read("summary", .string), source: try arguments.read("source", .string),
      options: cards,
      composing: { values, catalogue in
        // A strategy that an option names is there, or the option is refused.
        for case .recipe(let named) in values.values {
          _ = try (catalogue ?? .strategies).configuration(named)
        }
        let written = unsafe LuaStrategy(
          name: name, function: body, options: values, needs: needs, catalogue: catalogue)
        return isScoring
          ? LuaStrategy.Scoring(written: written) : LuaStrategy.Choosing(written: written)
      })
  }
}

extension OptionCard {
  /// An option as `strategy.define` takes it: its default, or a table of that and what is allowed.
  init(declared value: Value, name: String, of strategy: String) throws {
    let who = "strategy.define, option '\(name)'"
    guard case .table(let table) = value, !(try table.get(1)).isNil else {
      try self.init(name, OptionValue(value, named: name), OptionFields(), of: strategy, who)
      return
    }
    var fields = OptionFields()
    for (key, field) in try table.pairs() {
      switch key {
      case .integer(1): break
      case .string("summary"):
        fields.summary = try Kind<String>.string.read(field, what: "summary", who: who)
      case .string("min"): fields.least = try Kind<Double>.number.read(field, what: "min", who: who)
      case .string("max"):
        fields.greatest = try Kind<Double>.number.read(field, what: "max", who: who)
      case .string("choices"):
        fields.choices = try Kind<[String]>.list(of: .string).read(field, what: "choices", who: who)
      default:
        throw Failure(
          who, "has an unknown field",
          expected: "{ default, summary = , min = , max = , choices = }",
          got: key.kindDescription)
      }
    }
    try self.init(name, OptionValue(table.get(1), named: name), fields, of: strategy, who)
  }

  private init(
    _ name: String, _ standard: OptionValue, _ fields: OptionFields, of strategy: String,
    _ who: String
  ) throws {
    self.init(
      name: name, summary: fields.summary ?? "option of \(strategy)",
      expectation: fields.expectation(like: standard), standard: standard, choices: fields.choices,
      bounds: fields.bounds, canonical: { fields.canonical($0, like: standard) },
      accepts: { fields.accepts($0, like: standard) })
    guard fields.accepts(standard, like: standard) else {
      throw Failure(
        who, "its default is out of range", expected: expectation, got: "\(standard)")
    }
  }
}

/// What a declared option says besides its default.
private struct OptionFields {
  var summary: String?
  var least: Double?
  var greatest: Double?
  var choices: [String] = []

  var bounds: OptionBounds? {
    guard least != nil || greatest != nil else { return nil }
    return OptionBounds(
      least: least.map(OptionValue.number), greatest: greatest.map(OptionValue.number))
  }

  /// Of the default's kind, and within what was said.
  func accepts(_ value: OptionValue, like standard: OptionValue) -> Bool {
    switch standard {
    case .number, .integer:
      guard let number = Double(option: value) else { return false }
      return number >= least ?? -.infinity && number <= greatest ?? .infinity
    case .boolean: return Bool(option: value) != nil
    case .text:
      return String(option: value).map { choices.isEmpty || choices.contains($0) } ?? false
    case .recipe: return NamedOptions(option: value) != nil
    case .list: return [OptionValue](listed: value) != nil
    case .table: return [String: OptionValue](option: value) != nil
    case .none: return true
    }
  }

  /// A strategy that is named by its name alone becomes one.
  func canonical(_ value: OptionValue, like standard: OptionValue) -> OptionValue {
    guard case .recipe = standard else { return value }
    return NamedOptions(option: value)?.optionValue ?? value
  }

  func expectation(like standard: OptionValue) -> String {
    guard choices.isEmpty else {
      return choices.map { "\"\($0)\"" }.joined(separator: " or ")
    }
    switch standard {
    case .number, .integer:
      switch (least, greatest) {
      case (nil, nil): return "a number"
      case (let least?, nil): return "a number of at least \(least)"
      case (nil, let greatest?): return "a number of at most \(greatest)"
      case (let least?, let greatest?): return "a number from \(least) to \(greatest)"
      }
    case .boolean: return Bool.expectation
    case .text: return String.expectation
    case .recipe: return "a strategy, such as \(standard)"
    case .list: return "a list, such as \(standard)"
    case .table: return [String: OptionValue].expectation
    case .none: return "any value"
    }
  }
}

extension [OptionValue] {
  /// The values of a list option.
  fileprivate init?(listed value: OptionValue) {
    switch value {
    case .list(let items): self = items
    case .table(let fields) where fields.isEmpty: self = []
    default: return nil
    }
  }
}
