import Tensors

/// How splits are drawn anew: parts are set aside, the rest is "train".
public struct SplitRule: Codable, Equatable, Sendable {
  /// The split that is divided; nil: all images, and the old splits are given up.
  public var of: String?
  /// For "validation": a share below 1, or a number of images.
  public var validation: Double
  /// For "test": a share below 1, or a number of images.
  public var test: Double
  /// Whether every class keeps its share; images without classes are drawn plainly.
  public var stratified: Bool
  /// Of the draw, in the stream "split".
  public var seed: UInt64

  /// Such a rule.
  public init(
    of: String? = nil, validation: Double = 0, test: Double = 0, stratified: Bool = true,
    seed: UInt64 = 0
  ) {
    (self.of, self.validation, self.test) = (of, validation, test)
    (self.stratified, self.seed) = (stratified, seed)
  }
}

extension Dataset {
  /// This data set with other splits.
  /// - Throws: `Failure` where the parts are more than there is.
  public func split(_ rule: SplitRule) throws -> Dataset {
    let ids = try rule.of.map { try split($0) } ?? Array(0..<images.count)
    var rng = Random(seed: rule.seed, stream: "split")
    var rest = ids
    var parts = splits
    if rule.of == nil { parts = [:] }
    for (part, amount) in [("test", rule.test), ("validation", rule.validation)] where amount != 0 {
      guard amount > 0, amount <= Double(ids.count), amount < 1 || amount == amount.rounded() else {
        throw Failure(
          "\(name): split", "\(part) is no share or number of images",
          expected: "a share below 1, or a whole number to \(ids.count)", got: "\(amount)")
      }
      guard parts[part] == nil else {
        throw Failure(
          "\(name): split", "there is a split \(part) already",
          expected: "no 'of', to draw all splits anew, or a part that is not there")
      }
      let count = Int((amount < 1 ? amount * Double(ids.count) : amount).rounded())
      let drawn =
        if let labels, rule.stratified {
          try Split.stratified(rest, by: labels, holdingOut: count, using: &rng)
        } else {
          try Split.plain(rest, holdingOut: count, using: &rng)
        }
      rest = drawn.kept
      parts[part] = drawn.heldOut
    }
    parts[rule.of ?? "train"] = rest
    return try derived(splits: parts, step: .split(rule))
  }

  /// The same images with other splits.
  func derived(splits: [String: [Int]], step: DatasetOrigin.Step) throws -> Dataset {
    var copy = try Dataset(
      name: name, summary: summary, images: images, labels: labels, classNames: classNames,
      splits: splits, pixelMaximum: pixelMaximum, scaling: scaling, files: files, report: report,
      origin: origin)
    copy.root = root
    copy.given = given
    copy.origin?.steps.append(step)
    return copy
  }
}
