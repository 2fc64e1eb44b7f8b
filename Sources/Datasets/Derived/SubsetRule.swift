import Glibc
import Tensors

/// Which images make a smaller data set.
public struct SubsetRule: Codable, Equatable, Sendable {
  /// The split that is thinned out, the others staying whole; nil: all images.
  public var split: String?
  /// The classes that stay, in the order wanted; nil: all.
  public var classes: [Int]?
  /// How many images in all, each class keeping its share.
  public var count: Int?
  /// How many images of each class.
  public var perClass: Int?
  /// How many times rarer the last class becomes than the first: class i of c keeps ratio^(−i/(c−1)).
  /// - Source: Cui et al. 2019, "Class-Balanced Loss", §4.1 (long-tailed CIFAR).
  public var imbalance: Double?
  /// Of the draw, in the stream "subset".
  public var seed: UInt64

  /// Such a rule; without any limit, all images stay.
  public init(
    split: String? = nil, classes: [Int]? = nil, count: Int? = nil, perClass: Int? = nil,
    imbalance: Double? = nil, seed: UInt64 = 0
  ) {
    (self.split, self.classes, self.count) = (split, classes, count)
    (self.perClass, self.imbalance, self.seed) = (perClass, imbalance, seed)
  }
}

extension Dataset {
  /// A smaller data set; ids count anew, and the bytes are shared.
  /// - Throws: `Failure` where the rule asks for more than there is, or for classes that nobody knows.
  public func subset(_ rule: SubsetRule) throws -> Dataset {
    let who = "\(name): subset"
    if rule.classes != nil || rule.perClass != nil || rule.imbalance != nil, labels == nil {
      throw Failure(who, "the classes are not known", code: .noLabels)
    }
    if let classes = rule.classes,
      classes.isEmpty || Set(classes).count != classes.count
        || !classes.allSatisfy({ classNames.indices ~= $0 })
    {
      throw Failure(
        who, "classes are not different ones of this data set", got: "\(indices: classes)",
        code: .outOfRange)
    }
    let isWanted = Set(rule.classes ?? Array(classNames.indices))
    let candidates = try rule.split.map { try split($0) } ?? Array(0..<images.count)
    let inPlay = candidates.filter { id in labels.map { isWanted.contains($0[id]) } ?? true }
    let drawn = Set(try draw(rule, from: inPlay, who: who))
    let touched = Set(candidates)
    let ids = (0..<images.count).filter { id in
      touched.contains(id)
        ? drawn.contains(id) : labels.map { isWanted.contains($0[id]) } ?? true
    }
    guard !ids.isEmpty else { throw Failure(who, "nothing would be left") }
    return try selecting(ids, classes: rule.classes, step: .subset(rule))
  }

  private func draw(_ rule: SubsetRule, from ids: [Int], who: String) throws -> [Int] {
    if let most = rule.perClass, most > ids.count {
      throw Failure(
        who, "more images of each class than there are in all", expected: "1 to \(ids.count)",
        got: "\(most)")
    }
    var rng = Random(seed: rule.seed, stream: "subset")
    var ids = ids
    if rule.perClass != nil || rule.imbalance != nil, let labels {
      let order = rule.classes ?? Array(classNames.indices)
      let members = Dictionary(grouping: ids) { labels[$0] }
      var chosen: [Int] = []
      let most = rule.perClass ?? order.compactMap { members[$0]?.count }.max() ?? 0
      for (place, label) in order.enumerated() {
        let group = members[label] ?? []
        var wanted = most
        if let ratio = rule.imbalance {
          guard ratio >= 1, ratio.isFinite else {
            throw Failure(who, "imbalance", expected: "1 or more", got: "\(ratio)")
          }
          let share = pow(ratio, -Double(place) / Double(max(1, order.count - 1)))
          wanted = max(1, Int((Double(most) * share).rounded()))
        }
        guard wanted <= group.count || (rule.perClass == nil && !group.isEmpty) else {
          throw Failure(
            who, "class '\(classNames[label])' has too few images", expected: "\(wanted)",
            got: "\(group.count)")
        }
        chosen += try rng.sample(min(wanted, group.count), of: group.count).map { group[$0] }
      }
      ids = chosen.sorted()
    }
    guard let count = rule.count else { return ids }
    guard 0...ids.count ~= count else {
      throw Failure(who, "count", expected: "0 to \(ids.count)", got: "\(count)")
    }
    if let labels {
      return try Split.stratified(ids, by: labels, holdingOut: count, using: &rng).heldOut
    }
    return try Split.plain(ids, holdingOut: count, using: &rng).heldOut
  }

  /// Only these images, in this order; splits follow.
  /// - Throws: `Failure` where an id is not there, or comes twice.
  public func selecting(_ ids: [Int]) throws -> Dataset {
    guard !ids.isEmpty, Set(ids).count == ids.count else {
      throw Failure("\(name): subset", "ids are not different ones", got: "\(ids.count) ids")
    }
    return try selecting(ids, classes: nil, step: .selection(ids))
  }

  private func selecting(
    _ ids: [Int], classes: [Int]?, step: DatasetOrigin.Step
  ) throws -> Dataset {
    let store = try images.selecting(ids)
    var places = [Int?](repeating: nil, count: images.count)
    for (place, id) in ids.enumerated() { places[id] = place }
    let numbers = classes.map { classes in
      Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    }
    var copy = try Dataset(
      name: name, summary: summary, images: store,
      labels: labels.map { labels in
        ids.map { id in numbers.flatMap { $0[labels[id]] } ?? labels[id] }
      },
      classNames: classes.map { $0.map { classNames[$0] } } ?? classNames,
      splits: splits.mapValues { $0.compactMap { places[$0] }.sorted() }
        .filter { !$0.value.isEmpty },
      pixelMaximum: pixelMaximum, scaling: scaling, files: files?.selecting(ids),
      report: report, origin: origin)
    copy.root = root
    for (id, label) in given {
      if let place = places[id] { copy.given[place] = numbers.map { $0[label] } ?? label }
    }
    copy.origin?.steps.append(step)
    return copy
  }
}
