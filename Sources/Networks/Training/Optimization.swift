import Recipes
import Tensors

/// Parameters, and the optimizer that moves them.
package final class Optimization: Stateful {
  /// Everything that a pass may change, running statistics too.
  package let parameters: [NamedParameter]
  /// Those of them that are moved.
  private let trained: [NamedParameter]
  private var optimizer: any Optimizer
  /// Of the network that they are of, where it may have batch-norms.
  private let statistics: NormStatistics?

  package init(
    of parameters: [NamedParameter], by optimizer: any Optimizer,
    statistics: NormStatistics? = nil
  ) {
    self.parameters = parameters
    trained = parameters.filter(\.parameter.isTrained)
    self.optimizer = optimizer
    self.statistics = statistics
  }

  /// The step size, for a schedule to change.
  package var rate: Float {
    get { optimizer.rate }
    set { optimizer.rate = newValue }
  }

  /// Begins anew, without what the steps before have left.
  package func begin(with optimizer: any Optimizer) { self.optimizer = optimizer }

  /// Goes on with other settings. An optimizer of the same kind keeps what it remembers, as far as
  /// the new settings have a use for it.
  package func adopt(
    _ new: Configuration<any Optimizer>, insteadOf old: Configuration<any Optimizer>
  ) throws {
    guard new.named != old.named else { return }
    let before = try optimizer.state
    optimizer = new.product
    // What the new settings miss starts anew.
    if new.recipe.name == old.recipe.name { try? optimizer.restore(before, for: trained) }
  }

  /// One step, as `Training.step` takes it.
  /// - Throws: a `Failure` where the loss is not finite; parameters and streams have not moved then.
  package func step(
    clipping: GradientClipping? = nil, position: String, streams: inout Streams,
    stream: String = "dropout", loss: (Pass) throws -> (Tensor, [LossTerm])
  ) throws -> [LossTerm] {
    statistics?.resume()
    let terms = try Training.step(
      parameters, with: &optimizer, clipping: clipping, position: position, streams: &streams,
      stream: stream, loss: loss)
    statistics?.stepped()
    return terms
  }

  package var state: [String: Tensor] { get throws { try optimizer.state } }

  package var checkpoint: Checkpoint { going(to: optimizer) }

  package func checkpoint(in saved: SavedState) throws -> Checkpoint {
    var restored = optimizer
    try restored.restore(saved.tensors, for: trained)
    return going(to: restored)
  }

  private func going(to optimizer: any Optimizer) -> Checkpoint {
    Checkpoint { [self] in self.optimizer = optimizer }
  }
}
