import Tensors

/// Which images may be asked about, and what was answered so far, by stable global id.
public struct Pool: Equatable, Sendable {
  /// One answer.
  public struct Entry: Codable, Equatable, Sendable {
    /// The image.
    public let id: Int
    /// The class that was answered.
    public let label: Int
    /// The round in which it was asked; 0 is the initial set.
    public let round: Int
  }

  /// Every id of the pool, labelled or not, ascending.
  public let candidates: [Int]
  /// The answers, in the order in which they came.
  public private(set) var entries: [Entry] = []
  private var places: [Int: Int] = [:]

  /// A pool of these ids, none labelled.
  /// - Throws: `Failure` where an id is there twice.
  public init(_ ids: [Int]) throws {
    candidates = ids.sorted()
    if let twice = zip(candidates, candidates.dropFirst()).first(where: ==)?.0 {
      throw Failure("pool", "image \(index: twice) is in it twice")
    }
  }

  /// The labelled ids, in the order in which their labels came.
  public var labelledIDs: [Int] { entries.map(\.id) }

  /// The ids without a label, ascending.
  public var unlabelledIDs: [Int] { candidates.filter { places[$0] == nil } }

  /// How many ids have no label.
  public var unlabelledCount: Int { candidates.count - entries.count }

  /// The class that was answered for an id; nil where it was not asked.
  public func label(of id: Int) -> Int? { places[id].map { entries[$0].label } }

  /// The classes that were answered for these ids, in their order.
  /// - Throws: `Failure` where one has no label.
  public func labels(of ids: [Int]) throws -> [Int] {
    try ids.map { id in
      guard let label = label(of: id) else {
        throw Failure("pool", "image \(index: id) has no label", code: .outOfRange)
      }
      return label
    }
  }

  /// Records answers; either all of them, or none where it throws.
  /// - Throws: `Failure` where an id is not in the pool, has a label, or comes twice, or the number
  ///   of classes is not that of the ids.
  public mutating func label(_ ids: [Int], as classes: [Int], round: Int) throws {
    guard ids.count == classes.count else {
      throw Failure(
        "pool", "each image needs one class", expected: "\(ids.count) classes",
        got: "\(classes.count)")
    }
    var copy = self
    for (id, label) in zip(ids, classes) {
      try copy.append(Entry(id: id, label: label, round: round))
    }
    self = copy
  }

  private mutating func append(_ entry: Entry) throws {
    guard contains(entry.id) else {
      throw Failure("pool", "image \(index: entry.id) is not in it", code: .outOfRange)
    }
    if let place = places[entry.id] {
      throw Failure(
        "pool",
        "image \(index: entry.id) has a label already",
        got:
          "class \(index: entries[place].label) since round \(entries[place].round)")
    }
    guard entry.label >= 0 else {
      throw Failure(
        "pool", "not a class", expected: "\(index: 0) or more", got: "\(index: entry.label)")
    }
    places[entry.id] = entries.count
    entries.append(entry)
  }

  /// Whether an id is in the pool (binary search).
  public func contains(_ id: Int) -> Bool {
    var (low, high) = (0, candidates.count)
    while low < high {
      let middle = (low + high) / 2
      if candidates[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low < candidates.count && candidates[low] == id
  }

  /// Refuses a budget that the pool cannot give.
  /// - Throws: `Failure` where `budget` is not between 1 and the number of ids without a label.
  public func checkBudget(_ budget: Int) throws {
    guard budget > 0 else {
      throw Failure("budget", "nothing to ask", expected: "1 or more", got: "\(budget)")
    }
    guard budget <= unlabelledCount else {
      throw Failure(
        "budget", "larger than what is left to label", expected: "at most \(unlabelledCount)",
        got: "\(budget)")
    }
  }
}

/// Written as its ids and its answers in order; what does not fit together is refused.
extension Pool: Codable {
  private enum Key: String, CodingKey { case candidates, entries }

  /// Reads a pool.
  /// - Throws: `Failure` where the answers contradict each other or the ids.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    try self.init(container.decode([Int].self, forKey: .candidates))
    for entry in try container.decode([Entry].self, forKey: .entries) { try append(entry) }
  }

  /// The ids and the answers, in order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(candidates, forKey: .candidates)
    try container.encode(entries, forKey: .entries)
  }
}
