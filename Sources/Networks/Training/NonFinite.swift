import Tensors

/// Where in a forward pass values stopped being finite.
package struct NonFinite {
  /// Whether the weights themselves are to blame, or what was computed with them.
  enum Kind { case weights, values }

  let kind: Kind
  /// The full name of the layer, such as `features.conv2`; nil where none was reached yet.
  let layer: String?
  /// The operation whose result was the first one; nil for weights.
  let operation: String?

  /// The first trained weight that is not finite, if any.
  init?(in parameters: [NamedParameter]) throws {
    guard let broken = try parameters.first(where: { try !$0.parameter.value.isFinite }) else {
      return nil
    }
    (kind, layer, operation) = (.weights, Self.layer(of: broken.name), nil)
  }

  /// Runs a forward pass once more and checks each result; nil where all of them are finite.
  ///
  /// Running statistics are left as they were.
  package init?(
    isTraining: Bool, with parameters: [NamedParameter], using random: Random?,
    forward: (Pass) throws -> Tensor
  ) throws {
    if let found = try NonFinite(in: parameters) {
      self = found
      return
    }
    let names = Dictionary(
      uniqueKeysWithValues: parameters.map { (ObjectIdentifier($0.parameter), $0.name) })
    let search = Search()
    let pass = Pass.watched(isTraining: isTraining, using: random) { operation, used, result in
      if let name = used.compactMap({ names[ObjectIdentifier($0)] }).first {
        search.layer = Self.layer(of: name)
      }
      if try !result.isFinite { throw Found(layer: search.layer, operation: operation) }
    }
    let statistics = Checkpoint(of: parameters.filter { !$0.parameter.isTrained })
    defer { statistics.restore() }
    do {
      _ = try forward(pass)
      return nil
    } catch let found as Found {
      (kind, layer, operation) = (.values, found.layer, found.operation)
    }
  }

  /// As a clause: `values stop being finite in 'conv2' (convolution)`.
  package var description: String {
    switch kind {
    case .weights: "the weights of '\(layer ?? "?")' are not finite"
    case .values:
      "values stop being finite "
        + (layer.map { "in '\($0)'" } ?? "before the first layer")
        + (operation.map { " (\($0))" } ?? "")
    }
  }

  /// `features.conv2` of `features.conv2.weight`.
  private static func layer(of name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// Ends the forward pass where it was found.
  private struct Found: Error {
    let layer: String?
    let operation: String
  }

  /// The last layer whose parameters were read.
  private final class Search { var layer: String? }
}

extension Tensor {
  /// Whether all values are.
  package var isFinite: Bool {
    get throws {
      // The sum tells it fast; only where it is not finite itself, each value is checked.
      try detached().sum().item().isFinite || values().allSatisfy(\.isFinite)
    }
  }
}
