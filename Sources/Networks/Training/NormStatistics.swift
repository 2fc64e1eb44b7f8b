import Recipes
import Tensors

/// The statistics by which a network's batch-norms work outside training.
///
/// PyTorch's running ones move by a tenth of the way in each step: after n steps 0.9ⁿ of what they
/// were made with, mean 0 and variance 1, is left, and what they know of the data is some ten steps
/// old. A training of few steps therefore ends with statistics that do not belong to its weights: of
/// ten images over twenty epochs, which are twenty steps, one was right where the loss was 0.0006.
/// So after few steps they are measured on the images of the training. The running ones are kept
/// aside, and what is trained on goes on from them, as if nothing had been measured.
package final class NormStatistics: Stateful {
  /// How they are made.
  package enum Kind: String, CaseIterable, Sendable {
    /// Measured after few steps; the running ones otherwise.
    case exact
    /// The running ones always.
    case running

    /// What methods call it. Sessions that were saved before there was a choice have running ones.
    package static let option = Option<String>(
      "batch_norm", exact.rawValue, of: allCases.map(\.rawValue),
      "its statistics outside training: measured on the images of a training of fewer than "
        + "\(enoughSteps) steps, or PyTorch's running ones always", before: running.rawValue)

    package init(option: String) { self = Kind(rawValue: option) ?? .exact }
  }

  /// Steps after which running statistics are as good as measured ones: 0.9¹⁵⁸ is less than 2⁻²⁴,
  /// so that single precision knows nothing any more of what they were made with.
  package static let enoughSteps = 158

  private let values: [NamedParameter]
  package var kind: Kind {
    didSet { if kind == .running { resume() } }
  }
  /// Since the running statistics were made, and no more than are enough.
  private var steps = 0
  /// The running ones, and the measured ones that stand in their place.
  private var kept: (running: [Tensor], measured: [Tensor])?

  package init(of network: any Network, _ kind: Kind) {
    values = network.parameters.filter { !$0.parameter.isTrained }
    self.kind = kind
  }

  /// Whether they would have to be measured to be of use.
  package var areStale: Bool {
    kind == .exact && kept == nil && 1..<Self.enoughSteps ~= steps && !values.isEmpty
  }

  /// To be called where the network has got other weights: its statistics are what it came with.
  package func begin() { (steps, kept) = (0, nil) }

  /// To be called before each step: it moves the running ones.
  func resume() {
    guard let kept else { return }
    // Weights that were loaded in the meantime have brought statistics of their own.
    if zip(values, kept.measured).allSatisfy({ $0.parameter.value.values() == $1.values() }) {
      for (named, value) in zip(values, kept.running) { named.parameter.value = value }
    } else {
      steps = 0
    }
    self.kept = nil
  }

  /// To be called after each step.
  func stepped() { steps = min(steps + 1, Self.enoughSteps) }

  /// Measures them, where that is of use.
  /// - Parameter forward: sends every image of the training through the network, some at a time, at
  ///   least two.
  package func measure(_ forward: (Pass) throws -> Void) throws {
    guard areStale else { return }
    let before = Checkpoint(of: values)
    let running = values.map(\.parameter.value)
    let moments = BatchMoments()
    do {
      try forward(.measuring(moments))
      try moments.settle()
    } catch {
      before.restore()
      throw error
    }
    kept = (running, values.map(\.parameter.value))
  }

  /// Nothing where they are the running ones.
  package var state: [String: Tensor] {
    get throws {
      guard kind == .exact, !values.isEmpty else { return [:] }
      var state = ["steps": try Tensor(Float(steps))]
      for (named, value) in zip(values, kept?.running ?? []) {
        state["running.\(named.name)"] = value
      }
      return state
    }
  }

  package var checkpoint: Checkpoint {
    let (steps, kept) = (steps, kept)
    return Checkpoint { [self] in (self.steps, self.kept) = (steps, kept) }
  }

  /// To be listed after the network: what the network has then are the measured ones.
  package func checkpoint(in saved: SavedState) throws -> Checkpoint {
    guard !saved.tensors.isEmpty else {
      // Running statistics of a training that nobody has counted the steps of.
      return Checkpoint { [self] in (self.steps, kept) = (Self.enoughSteps, nil) }
    }
    let steps = try steps.restored(from: saved.part("steps"))
    let others = saved.part("running")
    let running =
      try others.tensors.isEmpty
      ? nil
      : values.map { try others.tensor($0.name, shape: $0.parameter.value.shape) }
    try saved.requireNothing(but: ["steps"] + others.tensors.keys.map { "running.\($0)" })
    try others.requireNothing(but: values.map(\.name))
    return Checkpoint { [self] in
      self.steps = min(steps, Self.enoughSteps)
      kept = running.map { ($0, values.map(\.parameter.value)) }
    }
  }
}
