import Tensors

/// A paper's whole way of learning: its networks, pretraining, training objective, and the
/// order of its steps. A value of settings; what it learns lives in its learner.
public protocol Method {
  /// How the paper goes: its first labels, its steps, its strategy, its epochs.
  var procedure: Procedure { get }

  /// A learner with fresh weights for images of this shape and this many classes.
  func makeLearner(imageShape: [Int], classes: Int, streams: inout Streams) throws -> any Learner
}
