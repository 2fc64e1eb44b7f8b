/// What can be counted or measured of a round: what a curve is drawn over, and the columns of a table.
public enum RoundQuantity: String, CaseIterable, Sendable {
  case round, labels
  case pseudoLabels = "pseudo_labels"
  case clusterLabels = "cluster_labels"
  case images, pairs, interactions
  case labelAccuracy = "label_accuracy"
  case pseudoAccuracy = "pseudo_accuracy"
  case clusterAccuracy = "cluster_accuracy"
  case accuracy, loss, epochs, seconds

  /// As it is called in Lua.
  public var name: String { rawValue }

  /// Those that a curve can be drawn over: they never fall from round to round.
  public static let amounts: [RoundQuantity] = [
    .labels, .pseudoLabels, .clusterLabels, .images, .pairs, .interactions, .round,
  ]

  /// As it is called at an axis.
  public var phrase: String {
    switch self {
    case .pseudoLabels: "pseudo-labels"
    case .clusterLabels: "labels of clusters"
    case .images: "images with a label of any kind"
    default: name.replacing("_", with: " ")
    }
  }

  /// What it is, in a sentence.
  public var summary: String {
    switch self {
    case .round: "Its number, from 1 on."
    case .labels: "Labels of the image itself that the model learned from."
    case .pseudoLabels:
      "Images that learned from the answer about another one; nil where it was not recorded."
    case .clusterLabels:
      "Images that learned from the answer about their cluster; nil where it was not recorded."
    case .images: "Images that learned from a label of any kind; nil where it was not recorded."
    case .pairs: "Pairs that the model learned from; nil where it was not recorded."
    case .interactions:
      "Questions answered so far, about an image, a cluster or a pair; nil where it was not recorded."
    case .labelAccuracy: "The share of the labels that is right; nil where the truth is not known."
    case .pseudoAccuracy: "The same of the pseudo-labels; nil where there are none."
    case .clusterAccuracy: "The same of the labels of clusters; nil where there are none."
    case .accuracy: "On the validation images; nil if not evaluated."
    case .loss: "Mean total loss of the last epoch; nil if not trained."
    case .epochs: "Epochs trained."
    case .seconds: "Training, evaluation and query together."
    }
  }

  /// Its value; nil where the round has none.
  public func value(of round: RoundRecord) -> Double? {
    switch self {
    case .round: Double(round.number)
    case .labels: Double(round.labels)
    case .pseudoLabels: round.learned.map { Double($0.pseudoLabels.count) }
    case .clusterLabels: round.learned.map { Double($0.clusterLabels.count) }
    case .images: round.learned.map { Double($0.images) }
    case .pairs: round.learned.map { Double($0.pairs) }
    case .interactions: round.learned.map { Double($0.interactions) }
    case .labelAccuracy: round.learned?.labels.accuracy
    case .pseudoAccuracy: round.learned?.pseudoLabels.accuracy
    case .clusterAccuracy: round.learned?.clusterLabels.accuracy
    case .accuracy: round.evaluation?.accuracy
    case .loss: round.losses.first?.value
    case .epochs: Double(round.epochs)
    case .seconds: round.seconds
    }
  }

  /// Whether it is a whole number wherever it is there.
  public var isCount: Bool {
    switch self {
    case .round, .labels, .pseudoLabels, .clusterLabels, .images, .pairs, .interactions, .epochs:
      true
    case .labelAccuracy, .pseudoAccuracy, .clusterAccuracy, .accuracy, .loss, .seconds: false
    }
  }
}
