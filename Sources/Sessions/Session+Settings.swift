import Methods
import Queries
import Recipes
import Tensors

/// What a user changes about how a session goes on.
extension Session {
  /// Changes one option of the method for the steps to come.
  public func setMethodOption(_ name: String, to value: OptionValue) throws {
    var changed = method
    try changed.set(name, to: value)
    if try changed.recipe.option(named: name).isFixed, changed.values[name] != method.values[name] {
      throw Failure(
        method.recipe.name, "'\(name)' cannot change once the network exists",
        expected: "a new session for another \(name)")
    }
    try change(Activity(method.recipe.name, "\(name) = \(value)")) { draft in
      try learner.adopt(changed.product)
      draft.method = changed
    }
  }

  /// Changes one option of the strategy for the queries to come.
  public func setStrategyOption(_ name: String, to value: OptionValue) throws {
    try change(Activity("strategy", "\(name) = \(value)")) { try $0.strategy.set(name, to: value) }
  }

  /// Asks with another strategy from now on.
  public func setStrategy(_ strategy: Configuration<any Strategy>) throws {
    try change(Activity("strategy", strategy.recipe.name)) { $0.strategy = strategy }
  }

  /// Computes with other settings from now on; what was learned so far stays.
  public func setSettings(_ settings: EngineSettings) throws {
    try settings.check(for: "options")
    try change(Activity("options", "\(settings)")) { $0.state.settings = settings }
  }

  /// Lets `work` change the networks' weights by hand; what was measured before is not true of them.
  /// - Parameter what: as the history has it, such as `load weights`.
  public func changeWeights<Result>(_ what: String, _ work: () throws -> Result) throws -> Result {
    try change(Activity(what), keeping: .everything) { draft in
      let result = try work()
      draft.state.current.evaluation = nil
      return result
    }
  }
}
