import Tensors

/// What the next step of a training depends on: it can be saved by name, taken back, and gone back to.
///
/// A part says what its tensors are called and checks them; what is made of parts lists them once
/// (`CompositeState`), and saving, reopening and going back follow from the list.
public protocol Stateful {
  /// The tensors by name; "" is the name of a part's only one. Cheap, since tensors are shared until
  /// they change.
  var state: [String: Tensor] { get throws }

  /// The values now.
  var checkpoint: Checkpoint { get }

  /// The values that were saved, checked; nothing changes before the checkpoint is restored.
  /// - Throws: a `Failure` that names the tensor which is missing, does not fit or is unknown.
  func checkpoint(in saved: SavedState) throws -> Checkpoint
}

extension Stateful {
  /// Takes back what `state` gave; on an error nothing has changed.
  /// - Throws: a `Failure` that names the tensor which is missing, does not fit or is unknown.
  public func restore(_ state: [String: Tensor]) throws {
    try checkpoint(in: SavedState(state)).restore()
  }
}

/// Values to go back to, or to go on from.
public struct Checkpoint {
  private let changes: [() -> Void]

  /// - Parameter change: gives the values back; it cannot fail.
  public init(_ change: @escaping () -> Void) { changes = [change] }

  /// Several together.
  public init(_ parts: [Checkpoint]) { changes = parts.flatMap(\.changes) }

  /// The values that these parameters have now.
  package init(of parameters: [NamedParameter]) {
    let values = parameters.map { ($0.parameter, $0.parameter.value) }
    self.init { for (parameter, value) in values { parameter.value = value } }
  }

  public func restore() {
    for change in changes { change() }
  }
}
