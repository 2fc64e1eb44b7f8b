import Tensors

/// A model with named parameters, which can be saved, loaded and printed.
public protocol Network: AnyObject, Stateful {
  /// Every weight and running statistic, in a fixed order.
  var parameters: [NamedParameter] { get }

  /// Rows of name, layer, output shape and number of weights.
  func summaryRows() throws -> [[String]]

  /// Beginnings of the names of what another task replaces, such as the last layer of a classifier.
  var taskNames: [String] { get }

  /// The names that other libraries have for the same tensors, each with this network's own.
  var otherNames: [String: String] { get }
}

extension Network {
  public var taskNames: [String] { [] }
  public var otherNames: [String: String] { [:] }

  /// The parameters that an optimizer moves.
  public var trained: [NamedParameter] { parameters.filter(\.parameter.isTrained) }

  /// The number of trained weights.
  public var weightCount: Int { trained.reduce(0) { $0 + $1.parameter.value.count } }

  public var state: [String: Tensor] { ParameterGroup(parameters).state }

  public var checkpoint: Checkpoint { Checkpoint(of: parameters) }

  public func checkpoint(in saved: SavedState) throws -> Checkpoint {
    try ParameterGroup(parameters).checkpoint(in: saved)
  }
}
