import Recipes
import Tensors

extension Catalogue where Product == any Optimizer {
  /// Every optimizer; a new one adds its line here.
  public static var optimizers: Self {
    Catalogue("optimizer", [SGD.recipe, Adam.recipe, AdamW.recipe, RMSprop.recipe])
  }

  /// An optimizer by name, with its own defaults for what is not given.
  /// - Throws: a `Failure` for an unknown name, a number out of range, or a momentum given to an
  ///   optimizer that has none.
  public func make(
    _ name: String, rate: Double? = nil, momentum: Double? = nil, weightDecay: Double? = nil
  ) throws -> any Optimizer {
    let given = ["rate": rate, "momentum": momentum, "weight_decay": weightDecay]
    return try Configuration(
      recipe(named: name), given.compactMapValues { $0.map(OptionValue.number) }
    ).product
  }
}
