import ActiveLearning
import Tensors

/// Methods that are wrong in one way each; the contract must catch every one.
enum WrongMethod: String, Method, CaseIterable {
  case learnsNothing, lossRises, lossIsNoNumber
  case unseeded, ignoresTheSeed
  case learnsWithoutLabels, complainsOfSomethingElse, changesBeforeItComplains
  case doesNotStop, undoesWhatItDid, swallowsFailures, keepsHalfAnEpoch
  case startsAnewEachCall, forgetsTheOptimizer, opensOtherWeights
  case takesAnyState, namesNoTensor, restoresHalf
  case refusesEveryOption, takesEveryOption
  case doesNotSumToOne, dependsOnTheOrder
  case pretrainsSilently

  var procedure: Procedure { Procedure(strategy: NamedOptions("random"), epochs: 4) }

  static func sound(_ options: [String: OptionValue] = [:]) throws -> any Method {
    let own: [String: OptionValue] = [
      "network": .text("mlp"), "epochs": .integer(4), "batch": .integer(10),
    ]
    return try Configuration(
      try Catalogue.methods.recipe(named: "classifier"), own.merging(options) { $1 }
    ).product
  }

  func makeLearner(
    imageShape: [Int], classes: Int, streams: inout Streams
  ) throws -> any Learner {
    if self == .ignoresTheSeed { streams = Streams(seed: 5) }
    if self == .unseeded { streams = Streams(seed: .random(in: 0...(.max))) }
    let method = try Self.sound(
      self == .startsAnewEachCall ? ["weights": .text("continue")] : [:])
    return WrongLearner(
      self,
      try method.makeLearner(imageShape: imageShape, classes: classes, streams: &streams))
  }
}

/// A sound learner behind one fault.
final class WrongLearner: Learner {
  private let fault: WrongMethod
  private let inner: any Learner
  private var calls = 0

  init(_ fault: WrongMethod, _ inner: any Learner) {
    self.fault = fault
    self.inner = inner
  }

  var parts: [StatePart] {
    fault == .forgetsTheOptimizer
      ? inner.parts.filter { $0.name != "optimizer" } : inner.parts
  }

  var state: [String: Tensor] {
    get throws {
      var state: [String: Tensor] = [:]
      for (name, part) in parts {
        for (own, tensor) in try part.state {
          state[own.isEmpty ? name : "\(name).\(own)"] = tensor
        }
      }
      return state
    }
  }

  var networks: [(name: String, network: any Network)] { inner.networks }

  func checkpoint(in saved: SavedState) throws -> Checkpoint {
    switch fault {
    case .takesAnyState:
      return (try? inner.checkpoint(in: saved)) ?? Checkpoint {}
    case .namesNoTensor:
      guard let checkpoint = try? inner.checkpoint(in: saved) else {
        throw Failure("wrong", "no such state")
      }
      return checkpoint
    case .restoresHalf:
      for named in inner.networks[0].network.parameters.prefix(1) {
        guard let value = saved.tensors["network.\(named.name)"] else { continue }
        named.parameter.value = value
      }
      return try inner.checkpoint(in: saved)
    case .opensOtherWeights:
      let checkpoint = try inner.checkpoint(in: saved)
      return Checkpoint { [inner] in
        checkpoint.restore()
        for named in inner.networks[0].network.parameters {
          named.parameter.value = (try? named.parameter.value * 2) ?? named.parameter.value
        }
      }
    case .forgetsTheOptimizer:
      let fresh = try inner.state.filter { $0.key.hasPrefix("optimizer.") }
      return try inner.checkpoint(in: SavedState(saved.tensors.merging(fresh) { $1 }))
    default: return try inner.checkpoint(in: saved)
    }
  }

  func adopt(_ method: any Method) throws {
    if fault == .refusesEveryOption { throw Failure("wrong", "no") }
    if fault != .takesEveryOption { try inner.adopt(method) }
  }

  func pretrain(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> Double {
    if fault == .pretrainsSilently { return 0 }
    return try inner.pretrain(on: data, epochs: epochs, streams: &streams, monitor: monitor)
  }

  func train(
    on data: TrainingData, epochs: Int, streams: inout Streams, monitor: Monitor
  ) throws -> [LossTerm] {
    func train(_ monitor: Monitor) throws -> [LossTerm] {
      try inner.train(on: data, epochs: epochs, streams: &streams, monitor: monitor)
    }
    calls += 1
    let none = data.labels.isEmpty
    switch fault {
    case .learnsNothing: return [LossTerm("loss", none ? 0 : 1 / Double(calls))]
    case .lossRises: return try train(monitor).map { LossTerm($0.name, -$0.value) }
    case .lossIsNoNumber: return try train(monitor).map { LossTerm($0.name, .nan) }
    case .learnsWithoutLabels where none: return [LossTerm("loss", 0)]
    case .complainsOfSomethingElse where none: throw Failure("wrong", "no")
    case .changesBeforeItComplains where none:
      inner.networks[0].network.parameters[0].parameter.value = try .zeros(
        inner.networks[0].network.parameters[0].parameter.value.shape)
      return try train(monitor)
    case .doesNotStop: return try train(Monitor())
    case .swallowsFailures: return (try? train(monitor)) ?? []
    case .undoesWhatItDid, .keepsHalfAnEpoch:
      let (before, first) = (inner.checkpoint, streams)
      do {
        return try train(monitor)
      } catch let failure as Failure where fault == .keepsHalfAnEpoch && !none {
        inner.networks[0].network.parameters[0].parameter.value = try .zeros(
          inner.networks[0].network.parameters[0].parameter.value.shape)
        throw failure
      } catch {
        if fault == .undoesWhatItDid {
          before.restore()
          streams = first
        }
        throw error
      }
    case .startsAnewEachCall:
      var state = try inner.state
      for name in state.keys where name.hasPrefix("training.") { state[name] = nil }
      try inner.restore(state)
      return try train(monitor)
    default: return try train(monitor)
    }
  }

  func prepare(on data: TrainingData, monitor: Monitor) throws {
    try inner.prepare(on: data, monitor: monitor)
  }

  func outputs(for ids: [Int], of dataset: Dataset, monitor: Monitor) throws -> Outputs {
    if fault == .dependsOnTheOrder {
      return try inner.outputs(for: ids.sorted(), of: dataset, monitor: monitor)
    }
    let outputs = try inner.outputs(for: ids, of: dataset, monitor: monitor)
    guard fault == .doesNotSumToOne else { return outputs }
    return Outputs(
      probabilities: try outputs.probabilities * 2, embeddings: outputs.embeddings)
  }
}
