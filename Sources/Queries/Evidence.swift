import Networks
import Tensors

/// Where a query's knowledge comes from: a session's model and images, or tensors of the user's.
///
/// Each source takes ids and is asked at most once for a pool; nil where there is none.
public struct Evidence {
  /// ids → [ids × classes], rows sum to 1.
  public var probabilities: (([Int]) throws -> Tensor)?
  /// ids → [ids × features].
  public var embeddings: (([Int]) throws -> Tensor)?
  /// draws, ids → [draws × ids × classes].
  public var samples: ((Int, [Int]) throws -> Tensor)?
  /// members, ids → [members × ids × classes].
  public var committee: ((Int, [Int]) throws -> Tensor)?
  /// ids → [ids × classes] of the model as it was when the round before was closed.
  public var earlier: (([Int]) throws -> Tensor)?
  /// ids → features and losses of a task learned without labels.
  public var pretext: (([Int]) throws -> PretextOutputs)?
  /// ids → [ids × channels × height × width].
  public var images: (([Int]) throws -> Tensor)?
  /// The classifier that is asked, to look into; a strategy never changes it.
  public var network: (() throws -> any Classifier)?

  public init(
    probabilities: (([Int]) throws -> Tensor)? = nil, embeddings: (([Int]) throws -> Tensor)? = nil
  ) {
    self.probabilities = probabilities
    self.embeddings = embeddings
  }

  /// Whether there is a source of it.
  func has(_ need: Need) -> Bool {
    switch need {
    case .labels: true
    case .probabilities: probabilities != nil
    case .embeddings: embeddings != nil
    case .samples: samples != nil
    case .committee: committee != nil
    case .earlier: earlier != nil
    case .pretext: pretext != nil
    case .images: images != nil
    case .network: network != nil
    }
  }

  func require<Source>(_ need: Need, _ source: Source?) throws -> Source {
    guard let source else {
      throw Failure("strategy", "needs \(need.phrase), and none were given")
    }
    return source
  }
}

/// What a pretext task says of n images.
public struct PretextOutputs {
  /// [n × features].
  public let features: Tensor
  /// [n], the loss of each image; higher is harder.
  public let losses: Tensor

  public init(features: Tensor, losses: Tensor) {
    self.features = features
    self.losses = losses
  }
}
