import Recipes
import Tensors

extension Configuration where Product == any Optimizer {
  /// An optimizer by name, from the options that have names of their own where it is chosen and a
  /// table of the others.
  /// - Parameters:
  ///   - given: nil leaves the optimizer's own default.
  ///   - others: `optimizer_options`.
  /// - Throws: a `Failure` for an unknown name, an option that it does not have or that is given
  ///   twice, or a value out of range.
  package init(
    optimizerNamed name: String, _ given: [String: Double?], _ others: [String: OptionValue]
  ) throws {
    let given = given.compactMapValues { $0.map(OptionValue.number) }
    if let twice = others.keys.filter({ given[$0] != nil }).min() {
      throw Failure("optimizer_options", "'\(twice)' is given twice", expected: "once")
    }
    try self.init(
      try Catalogue<any Optimizer>.optimizers.recipe(named: name), given.merging(others) { $1 })
  }
}
