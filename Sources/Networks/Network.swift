import Tensors

/// A model with named parameters, which can be saved, loaded and printed.
public protocol Network: AnyObject {
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

  /// The values by name; cheap, since tensors are shared until they change.
  public var state: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.parameter.value) })
  }

  /// Takes values by name; on an error nothing has changed.
  /// - Throws: a `Failure` that names a tensor which is missing, misshaped or of another network.
  public func restore(_ state: [String: Tensor]) throws {
    for named in parameters {
      guard let value = state[named.name] else {
        throw Failure("weights", "no tensor '\(named.name)'")
      }
      guard value.shape == named.parameter.value.shape else {
        throw Failure(
          "weights", "'\(named.name)' does not fit", expected: "\(named.parameter.value.shape)",
          got: "\(value.shape)")
      }
    }
    let known = Set(parameters.map(\.name))
    if let stranger = state.keys.filter({ !known.contains($0) }).min() {
      throw Failure("weights", "'\(stranger)' is not a tensor of this network")
    }
    for named in parameters {
      if let value = state[named.name] { named.parameter.value = value }
    }
  }
}
