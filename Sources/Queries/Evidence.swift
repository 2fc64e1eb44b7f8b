import Networks
import Tensors

/// Where a query's knowledge comes from: a session's model and images, or tensors of the user's.
///
/// Each source is asked at most once for a pool.
public struct Evidence {
  /// Ids, and the number of planes where the kind has any → a tensor of the kind's shape.
  public typealias Source = (_ ids: [Int], _ planes: Int) throws -> Tensor

  private var sources: [Need: Source] = [:]
  private var classifiers: [Need: () throws -> any Classifier] = [:]

  public init() {}

  public init(
    probabilities: (([Int]) throws -> Tensor)? = nil, embeddings: (([Int]) throws -> Tensor)? = nil
  ) {
    if let probabilities { give(.probabilities, by: probabilities) }
    if let embeddings { give(.embeddings, by: embeddings) }
  }

  /// Says where a kind with one row for each image comes from.
  /// - Parameter rows: ids → a tensor of the kind's shape.
  public mutating func give(_ need: Need, by rows: @escaping ([Int]) throws -> Tensor) {
    sources[need] = { ids, _ in try rows(ids) }
  }

  /// Says where a kind with several planes comes from.
  /// - Parameter planes: how many, and ids → a tensor of the kind's shape.
  public mutating func give(_ need: Need, by planes: @escaping (Int, [Int]) throws -> Tensor) {
    sources[need] = { ids, count in try planes(count, ids) }
  }

  /// Says which classifier may be looked into; a strategy never changes it.
  public mutating func give(_ need: Need, by classifier: @escaping () throws -> any Classifier) {
    classifiers[need] = classifier
  }

  /// Whether there is a source of it.
  public func has(_ need: Need) -> Bool {
    switch need.form {
    case .labels: true
    case .classifier: classifiers[need] != nil
    case .tensor: known(need) != nil
    }
  }

  /// What a source gives, unchecked.
  /// - Throws: a `Failure` where there is none.
  public func tensor(_ need: Need, of ids: [Int], planes: Int = 1) throws -> Tensor {
    guard let source = known(need) else { throw missing(need) }
    return try source(ids, planes)
  }

  func classifier(_ need: Need) throws -> any Classifier {
    guard let classifier = classifiers[need] else { throw missing(need) }
    return try classifier()
  }

  /// Probabilities follow from logits where nothing else gives them.
  private func known(_ need: Need) -> Source? {
    if let source = sources[need] { return source }
    guard need == .probabilities, let logits = sources[.logits] else { return nil }
    return { try logits($0, $1).softmax() }
  }

  func missing(_ need: Need) -> Failure {
    Failure("strategy", "needs \(need.phrase), and none were given")
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
