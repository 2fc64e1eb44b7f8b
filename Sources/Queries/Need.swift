import Tensors

/// A kind of evidence: what a strategy may need to know of a pool.
///
/// Each kind is declared here, once. `Evidence` holds where it comes from, `Query` checks and keeps
/// it, and the Lua host makes the tensors that a strategy takes without a session, the view that a
/// strategy written in Lua has, the session's methods and the manual from the declaration.
public struct Need: Sendable {
  public enum Form: Equatable, Sendable {
    /// The labels known so far, which are part of every query.
    case labels
    /// The classifier itself.
    case classifier
    /// A tensor with these axes, outermost first. `n` stands for the images; an axis before it counts
    /// planes, such as draws of the dropout, which a strategy asks for by their number.
    case tensor([String])
  }

  /// As it is called in Lua.
  public let name: String
  /// As it is called in a sentence.
  public let phrase: String
  public let form: Form
  /// What more there is to say of the numbers, such as `rows sum to 1`.
  public let note: String
  /// How many planes may be asked for; nil where there are none.
  public let planes: ClosedRange<Int>?
  /// Whether the numbers along the last axis are probabilities.
  let areProbabilities: Bool
  /// Whether a query keeps what it was given once; images are too large for that.
  public let isKept: Bool

  private init(
    _ name: String, _ phrase: String, _ form: Form, note: String = "",
    planes: ClosedRange<Int>? = nil, areProbabilities: Bool = false, isKept: Bool = true
  ) {
    self.name = name
    self.phrase = phrase
    self.form = form
    self.note = note
    self.planes = planes
    self.areProbabilities = areProbabilities
    self.isKept = isKept
  }

  public static let labels = Need("labels", "labelled images", .labels)
  public static let probabilities = Need(
    "probabilities", "class probabilities", .tensor(["n", "classes"]), note: "rows sum to 1",
    areProbabilities: true)
  public static let logits = Need(
    "logits", "logits", .tensor(["n", "classes"]), note: "the classifier's, before the softmax")
  public static let embeddings = Need("embeddings", "embeddings", .tensor(["n", "features"]))
  public static let samples = Need(
    "samples", "class probabilities of draws of the dropout", .tensor(["draws", "n", "classes"]),
    note: "Gal & Ghahramani 2016",
    planes: 1...10_000, areProbabilities: true)
  public static let committee = Need(
    "committee", "class probabilities of a committee", .tensor(["members", "n", "classes"]),
    note: "each member trained from its own seed", planes: 1...100, areProbabilities: true)
  public static let earlier = Need(
    "earlier", "class probabilities of the previous round", .tensor(["n", "classes"]),
    note: "by the model as it was then", areProbabilities: true)
  public static let pretext = Need(
    "pretext", "features of a pretext task", .tensor(["n", "features"]),
    note: "learned without labels")
  public static let losses = Need(
    "losses", "losses of a pretext task", .tensor(["n"]), note: "higher is harder")
  public static let images = Need(
    "images", "images", .tensor(["n", "channels", "height", "width"]),
    note: "as the model sees them", isKept: false)
  public static let network = Need("network", "the classifier itself", .classifier)
}

extension Need: CaseIterable, Hashable {
  /// Every kind; a new one adds its name here.
  public static let allCases: [Need] = [
    .labels, .probabilities, .logits, .embeddings, .samples, .committee, .earlier, .pretext,
    .losses,
    .images, .network,
  ]

  public static func == (a: Need, b: Need) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
