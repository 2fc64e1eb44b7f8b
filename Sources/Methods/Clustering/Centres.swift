import Networks
import Tensors

/// Cluster centres that may not have been started yet.
final class Centres: Stateful {
  /// Of no meaning before the centres are started.
  let layer: ClusteringLayer
  private(set) var areStarted = false

  init(count: Int, features: Int) throws {
    layer = ClusteringLayer(centres: try .zeros([count, features]))
  }

  /// Nil before they are started.
  var started: ClusteringLayer? { areStarted ? layer : nil }

  /// What an optimizer moves.
  var parameter: NamedParameter { NamedParameter("centres", layer.centres) }

  /// - Shape: `values` is [clusters × features].
  func start(at values: Tensor) {
    layer.centres.value = values
    areStarted = true
  }

  /// They are to be started anew.
  func forget() { areStarted = false }

  var state: [String: Tensor] { areStarted ? ["": layer.centres.value] : [:] }

  var checkpoint: Checkpoint { going(to: started?.centres.value) }

  func checkpoint(in saved: SavedState) throws -> Checkpoint {
    let shape = layer.centres.value.shape
    return going(to: try saved.tensors.isEmpty ? nil : saved.tensor("", shape: shape))
  }

  private func going(to values: Tensor?) -> Checkpoint {
    Checkpoint { [self] in
      if let values { start(at: values) } else { forget() }
    }
  }
}
