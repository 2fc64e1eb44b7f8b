/// What a strategy reads of a query, refused with one line where missing.
public enum Need: String, Sendable, CaseIterable {
  case labels
  case probabilities
  case embeddings
  case samples
  case committee
  case earlier
  case pretext
  case images
  case network

  /// As it is called in a sentence.
  var phrase: String {
    switch self {
    case .labels: "labelled images"
    case .probabilities: "class probabilities"
    case .embeddings: "embeddings"
    case .samples: "samples of the model's dropout"
    case .committee: "the answers of a committee"
    case .earlier: "the answers of the model of the round before"
    case .pretext: "the answers of a pretext task"
    case .images: "the images"
    case .network: "the classifier itself"
    }
  }
}
