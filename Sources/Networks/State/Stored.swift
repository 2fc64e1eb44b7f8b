import Tensors

/// A value that can be saved as tensors.
package protocol StateValue {
  /// As in `Stateful`.
  var state: [String: Tensor] { get throws }

  /// The value that was saved, of the same settings as this one.
  /// - Throws: a `Failure` that names the tensor which is missing or does not fit.
  func restored(from saved: SavedState) throws -> Self
}

/// A value among the parts of what learns: a counter, a flag, a moving average.
package final class Stored<Value: StateValue>: Stateful {
  package var value: Value

  package init(_ value: Value) { self.value = value }

  package var state: [String: Tensor] { get throws { try value.state } }

  package var checkpoint: Checkpoint { going(to: value) }

  package func checkpoint(in saved: SavedState) throws -> Checkpoint {
    going(to: try value.restored(from: saved))
  }

  private func going(to value: Value) -> Checkpoint {
    Checkpoint { [self] in self.value = value }
  }
}

/// A counter, from 0 to 2²⁴, up to which single precision counts.
extension Int: StateValue {
  package var state: [String: Tensor] { get throws { ["": try Tensor(Float(self))] } }

  package func restored(from saved: SavedState) throws -> Int {
    let tensor = try saved.tensor("")
    try saved.requireNothing(but: [""])
    guard tensor.count == 1, let count = Int(exactly: try tensor.item()),
      0...16_777_216 ~= count
    else {
      throw saved.damage("", expected: "a whole number from 0 to 2²⁴")
    }
    return count
  }
}

/// A flag, as 0 or 1.
extension Bool: StateValue {
  package var state: [String: Tensor] { get throws { ["": try Tensor(self ? 1 : 0)] } }

  package func restored(from saved: SavedState) throws -> Bool {
    let tensor = try saved.tensor("")
    try saved.requireNothing(but: [""])
    switch try tensor.count == 1 ? tensor.item() : -1 {
    case 0: return false
    case 1: return true
    default: throw saved.damage("", expected: "0 or 1")
    }
  }
}
