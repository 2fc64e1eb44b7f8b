import Tensors

/// The exponential moving average of a network's weights: average ← decay·average + (1 − decay)·w.
///
/// Running statistics are taken over as they are.
/// - Source: Polyak & Juditsky 1992 in the exponential form of Tarvainen & Valpola 2017, §2.
public struct ExponentialMovingAverage {
  public let decay: Float
  /// Whether update t (from 0) uses no more than 1 − 1/(t + 1), so that the start is forgotten.
  public let warmsUp: Bool
  private var updates = 0
  /// By parameter name, as `Network.restore` takes them.
  public private(set) var averages: [String: Tensor]

  /// Starts at the weights as they are.
  /// - Throws: a `Failure` where the decay is not in [0, 1).
  public init(
    of parameters: [NamedParameter], decay: Float = 0.999, warmsUp: Bool = false
  ) throws {
    guard (0..<1).contains(decay) else {
      throw Failure(
        "moving average", "wrong decay", expected: "a number from 0 to less than 1",
        got: "\(decay)")
    }
    self.decay = decay
    self.warmsUp = warmsUp
    averages = Dictionary(parameters.map { ($0.name, $0.parameter.value) }) { $1 }
  }

  /// Moves towards the weights as they are now.
  /// - Throws: a `Failure` that names a parameter which was not there at the start.
  public mutating func update(_ parameters: [NamedParameter]) throws {
    let kept = warmsUp ? min(decay, 1 - 1 / Float(updates + 1)) : decay
    for named in parameters {
      let value = named.parameter.value
      guard named.parameter.isTrained else {
        averages[named.name] = value
        continue
      }
      // Taken out while it changes, so that its storage is not copied; back also on an error.
      guard var average = averages.removeValue(forKey: named.name) else {
        throw Failure("moving average", "'\(named.name)' was not there at the start")
      }
      defer { averages[named.name] = average }
      try average.approach(value, by: 1 - kept)
    }
    updates += 1
  }

  /// Runs `body` while the parameters have the averaged values, and gives them theirs back.
  public func applied<R>(to parameters: [NamedParameter], _ body: () throws -> R) rethrows -> R {
    let own = parameters.map(\.parameter.value)
    defer {
      for (named, value) in zip(parameters, own) { named.parameter.value = value }
    }
    for named in parameters {
      if let average = averages[named.name] { named.parameter.value = average }
    }
    return try body()
  }

  /// Everything that the next update depends on, by name.
  public var state: [String: Tensor] {
    get throws {
      // Float32 counts updates exactly up to 2²⁴.
      var state = ["updates": try Tensor(Float(updates))]
      for (name, average) in averages { state["average.\(name)"] = average }
      return state
    }
  }

  /// Takes back what `state` gave.
  /// - Throws: a `Failure` that names the tensor which is missing or does not fit.
  public mutating func restore(_ state: [String: Tensor]) throws {
    guard let updates = state["updates"], updates.count == 1,
      let count = Int(exactly: try updates.item()), 0...16_777_216 ~= count
    else {
      throw Failure("moving average", "no tensor 'updates', or none that counts")
    }
    var restored: [String: Tensor] = [:]
    for (name, old) in averages {
      guard let average = state["average.\(name)"] else {
        throw Failure("moving average", "no tensor 'average.\(name)'")
      }
      guard average.shape == old.shape else {
        throw Failure(
          "moving average", "'average.\(name)' does not fit", expected: "\(old.shape)",
          got: "\(average.shape)")
      }
      restored[name] = average
    }
    averages = restored
    self.updates = count
  }
}

extension ExponentialMovingAverage: StateValue {
  package func restored(from saved: SavedState) throws -> ExponentialMovingAverage {
    var restored = self
    try restored.restore(saved.tensors)
    return restored
  }
}
