import Tensors

/// A part under its name, which goes in front of the names of its tensors.
///
/// Under "" a part's tensors have their own names, and it takes what no other part does.
public typealias StatePart = (name: String, part: any Stateful)

/// What is made of parts, which it lists once; saving, reopening and going back follow.
public protocol CompositeState: Stateful {
  /// Each name is there once.
  var parts: [StatePart] { get }
}

extension CompositeState {
  public var state: [String: Tensor] {
    get throws {
      var state: [String: Tensor] = [:]
      for (name, part) in parts {
        for (inner, tensor) in try part.state {
          state[[name, inner].filter { !$0.isEmpty }.joined(separator: ".")] = tensor
        }
      }
      return state
    }
  }

  public var checkpoint: Checkpoint { Checkpoint(parts.map(\.part.checkpoint)) }

  public func checkpoint(in saved: SavedState) throws -> Checkpoint {
    let parts = parts
    let named = parts.map(\.name).filter { !$0.isEmpty }
    let rest = saved.tensors.filter { full, _ in
      !named.contains { SavedState.name(full, in: $0) != nil }
    }
    if named.count == parts.count, let other = rest.keys.min() { throw saved.unknown(other) }
    return Checkpoint(
      try parts.map { name, part in
        try part.checkpoint(in: name.isEmpty ? saved.only(rest) : saved.part(name))
      })
  }
}
