import ActiveLearning
import Tensors

/// What every method promises, as a list of the promises that one breaks.
///
/// A value rather than assertions, so that the contract itself can be tried on wrong methods.
struct MethodContract {
  /// What a method cannot learn without; the word that its complaint says.
  enum Want: String { case nothing, labels, pairs }

  let method: any Method
  /// What `train` needs.
  var want = Want.labels
  /// Epochs that are enough to tell the patterns of `ContractImages` apart.
  var epochs = 10
  /// Epochs without labels before them; 0 where there is nothing to learn so.
  var pretraining = 0
  /// Whether the loss of `train` falls; where it is measured against the model's own sharpened
  /// answers it need not.
  var lossFalls = true
  /// Whether several calls of `train` on the same labels are one training.
  var goesOnInParts = false
  /// Adopted between two trainings.
  var changed: [any Method] = []
  /// Refused once the network exists.
  var refused: [any Method] = []

  /// The broken promises; empty for a sound method.
  func violations() throws -> [String] {
    let data = try ContractImages.data()
    var found: [String] = []
    for (promise, check) in promises {
      do {
        if let broken = try check(data) { found.append("\(promise): \(broken)") }
      } catch {
        found.append("\(promise): throws \(error)")
      }
    }
    return found
  }

  private var promises: [(String, (TrainingData) throws -> String?)] {
    [
      ("learning", learning), ("pretraining", pretrainingFalls), ("seeds", sameSeeds),
      ("needs", needs), ("stopping", stopping), ("failing", failing), ("parts", inParts),
      ("reopening", reopening), ("wrong states", wrongStates), ("options", options),
      ("outputs", outputs),
    ]
  }

  // MARK: Promises

  /// The loss falls, and patterns that lie apart are told apart.
  private func learning(_ data: TrainingData) throws -> String? {
    let run = try MethodRun(method)
    if pretraining > 0 { _ = try run.pretrain(data, pretraining) }
    let first = try run.train(data, 1)
    let last = try run.train(data, epochs)
    guard let start = first.first, let end = last.first else { return "no loss" }
    if start.name != "loss" || !(first + last).allSatisfy({ $0.value.isFinite }) {
      return "the loss is NaN, or not the first"
    }
    if lossFalls, end.value >= start.value { return "\(start.value) to \(end.value)" }
    let right = try run.accuracy(on: data)
    // One in four is right by chance.
    return right > 0.9 ? nil : "\(right) of all images are right"
  }

  private func pretrainingFalls(_ data: TrainingData) throws -> String? {
    let run = try MethodRun(method)
    guard pretraining > 0 else {
      let line = refusal { _ = try run.pretrain(data, 1) }
      return line?.contains("nothing to pretrain") == true ? nil : "not refused: \(line ?? "")"
    }
    let unlabelled = TrainingData(dataset: data.dataset, ids: data.ids, labels: [:])
    let start = try run.pretrain(unlabelled, 1)
    let end = try run.pretrain(unlabelled, pretraining)
    return end < start ? nil : "\(start) to \(end)"
  }

  private func sameSeeds(_ data: TrainingData) throws -> String? {
    let runs = try [1, 1, 2].map { try begun(data, seed: $0) }
    if try runs[0].bits != runs[1].bits { return "the same seed gives other bits" }
    return try runs[0].bits == runs[2].bits ? "another seed gives the same bits" : nil
  }

  /// What is missing is said, and nothing has changed then.
  private func needs(_ data: TrainingData) throws -> String? {
    let run = try MethodRun(method)
    let before = try run.bits
    let bare = TrainingData(dataset: data.dataset, ids: data.ids, labels: [:])
    let line = refusal { _ = try run.train(bare, 1) }
    guard want != .nothing else { return line }
    guard let line else { return "learns without \(want)" }
    if !line.contains("no \(want.rawValue)") { return line }
    return try run.bits == before ? nil : "has changed"
  }

  /// Stopped between two steps it keeps what was done: it can be asked, and goes on.
  private func stopping(_ data: TrainingData) throws -> String? {
    func stopped() throws -> MethodRun? {
      let run = try MethodRun(method)
      if pretraining > 0 { _ = try run.pretrain(data, 1) }
      try run.learner.prepare(on: data, monitor: Monitor())
      let before = try run.bits
      // Stopped in the second epoch.
      var steps = 0
      let monitor = Monitor(
        report: { if $0.epoch == 2 { steps += 1 } },
        checkpoint: { if steps > 0 { throw Cancelled() } })
      do {
        _ = try run.train(data, 50, monitor)
        return nil
      } catch is Cancelled {
        return try run.bits == before ? nil : run
      }
    }
    guard let (one, other) = try stopped().flatMap({ a in try stopped().map { (a, $0) } }) else {
      return "does not stop, or keeps nothing"
    }
    if try one.bits != other.bits { return "not the same bits twice" }
    let reopened = try one.reopened()
    for run in [one, reopened] { _ = try run.train(data, 1) }
    if try one.bits != reopened.bits { return "reopened behind a stop it goes another way" }
    return try one.probabilities(data).allSatisfy(\.isFinite) ? nil : "answers are NaN"
  }

  /// An epoch that fails leaves no trace.
  private func failing(_ data: TrainingData) throws -> String? {
    let run = try begun(data)
    try run.learner.prepare(on: data, monitor: Monitor())
    let before = try (run.bits, run.streams)
    var steps = 0
    let monitor = Monitor(
      report: { _ in steps += 1 },
      checkpoint: { if steps == 1 { throw Failure("contract", "a failure") } })
    if refusal({ _ = try run.train(data, 2, monitor) }) != "contract: a failure" {
      return "swallows a failure"
    }
    if try run.bits != before.0 { return "has changed" }
    return run.streams == before.1 ? nil : "random streams have moved"
  }

  private func inParts(_ data: TrainingData) throws -> String? {
    let (whole, parts) = try (MethodRun(method), MethodRun(method))
    if pretraining > 0 {
      _ = try whole.pretrain(data, 3)
      for _ in 0..<3 { _ = try parts.pretrain(data, 1) }
      if try whole.bits != parts.bits { return "pretraining in parts is another one" }
    }
    guard goesOnInParts else { return nil }
    _ = try whole.train(data, 3)
    for _ in 0..<3 { _ = try parts.train(data, 1) }
    return try whole.bits == parts.bits ? nil : "a training in parts is another one"
  }

  private func reopening(_ data: TrainingData) throws -> String? {
    let run = try begun(data)
    let reopened = try run.reopened()
    if try run.bits != reopened.bits { return "other bits" }
    if try run.probabilities(data) != reopened.probabilities(data) { return "other answers" }
    for each in [run, reopened] {
      if pretraining > 0 { _ = try each.pretrain(data, 1) }
      _ = try each.train(data, 2)
    }
    return try run.bits == reopened.bits ? nil : "it goes on another way"
  }

  /// A tensor that is missing, of another shape or unknown is named, and nothing has changed.
  private func wrongStates(_ data: TrainingData) throws -> String? {
    let run = try begun(data)
    let (state, before) = try (run.learner.state, run.bits)
    var wrong: [(name: String, state: [String: Tensor])] = []
    for (name, tensor) in state.sorted(by: { $0.key < $1.key }) {
      var other = state
      other[name] = try .zeros(tensor.shape + [2])
      wrong.append((name, other))
      if name.hasPrefix("network.") {
        other[name] = nil
        wrong.append((name, other))
      }
    }
    for name in ["unknown", "network.unknown"] {
      wrong.append((name, state.merging([name: try Tensor(1)]) { $1 }))
    }
    for (name, state) in wrong {
      guard let line = refusal({ try run.learner.restore(state) }) else {
        return "'\(name)' is not refused"
      }
      // One at a time: the next state might mend what this one has broken.
      if try run.bits != before { return "a refused state has changed something" }
      // Optimizers and averages know their tensors by the name without what stands in front.
      let parts = name.split(separator: ".")
      let short = parts.suffix(2).joined(separator: ".")
      if !line.contains(short), !line.contains("'\(parts.last ?? "")'") {
        return "'\(name)' is not named: \(line)"
      }
    }
    return nil
  }

  private func options(_ data: TrainingData) throws -> String? {
    let run = try begun(data)
    for (number, other) in changed.enumerated() {
      try run.learner.adopt(other)
      _ = try run.train(data, 1)
      if try !run.probabilities(data).allSatisfy(\.isFinite) { return "change \(number) breaks it" }
    }
    let before = try run.bits
    for (number, other) in refused.enumerated() {
      guard refusal({ try run.learner.adopt(other) }) != nil else {
        return "change \(number) of what is fixed is taken"
      }
      if try run.bits != before { return "a refused change has changed something" }
    }
    return nil
  }

  private func outputs(_ data: TrainingData) throws -> String? {
    let run = try begun(data)
    let ids = Array(data.ids.prefix(7))
    let outputs = try run.outputs(ids, data)
    if outputs.probabilities.shape != [7, ContractImages.classes] { return "not a row each" }
    let sums = try outputs.probabilities.sum(axis: 1).values()
    // Four numbers of at most 1 and their sum, each rounded once or twice.
    if !sums.allSatisfy({ abs($0 - 1) < 1e-6 }) { return "rows do not sum to 1" }
    let turned = try run.outputs(ids.reversed(), data)
    let rows = try turned.probabilities.gather(rows: Array((0..<7).reversed()))
    // The same products, summed in another order by where a row stands in its block.
    let gaps = zip(rows.values(), outputs.probabilities.values()).map { abs($0 - $1) }
    if !gaps.allSatisfy({ $0 < 1e-5 }) { return "depends on the order" }
    let none = try run.outputs([], data)
    return none.probabilities.shape == [0, ContractImages.classes]
      && none.embeddings.shape == [0, outputs.embeddings.shape[1]] ? nil : "of no images: a row"
  }

  // MARK: Parts

  /// A run that has learned a little.
  private func begun(_ data: TrainingData, seed: UInt64 = 1) throws -> MethodRun {
    let run = try MethodRun(method, seed: seed)
    if pretraining > 0 { _ = try run.pretrain(data, 1) }
    _ = try run.train(data, 1)
    return run
  }

  /// The one line of a failure; nil where nothing fails, or not in one line.
  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      let line = "\(error)"
      return error is Failure && !line.contains("\n") ? line : nil
    }
  }
}
