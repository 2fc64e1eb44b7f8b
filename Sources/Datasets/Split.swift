import Tensors

/// Two parts of a set of ids: what is kept and what is held out, both ascending.
public struct Split: Codable, Equatable, Sendable {
  /// The ids that stay (to train on).
  public let kept: [Int]
  /// The ids that are set aside (to test on).
  public let heldOut: [Int]

  /// Holds out `count` of the ids, any as likely as any other.
  /// - Throws: `Failure` where `count` is not between 0 and the number of ids.
  public static func plain(
    _ ids: [Int], holdingOut count: Int, using rng: inout Random
  ) throws -> Split {
    try check(count, of: ids.count)
    let places = try rng.sample(count, of: ids.count)
    return Split(ids, holdingOut: places)
  }

  /// Holds out `count` of the ids, so that every class keeps its share.
  ///
  /// Shares are whole numbers by the largest remainder, ties to the lower class; a class that is there is
  /// thus off by less than one. Classes draw in ascending order.
  /// - Parameter labels: The class of each id, indexed by id.
  /// - Throws: `Failure` where `count` is not between 0 and the number of ids, or an id has no label.
  public static func stratified(
    _ ids: [Int], by labels: [Int], holdingOut count: Int, using rng: inout Random
  ) throws -> Split {
    try check(count, of: ids.count)
    if let unknown = ids.first(where: { !(labels.indices ~= $0) }) {
      throw Failure(
        "split", "no label for image \(index: unknown)",
        expected: "an id of \(indicesBelow: labels.count)", code: .outOfRange)
    }
    let places = Dictionary(grouping: ids.indices) { labels[ids[$0]] }.sorted { $0.key < $1.key }
    let shares = Split.shares(of: count, in: places.map(\.value.count))
    var chosen: [Int] = []
    for ((_, members), share) in zip(places, shares) {
      chosen += try rng.sample(share, of: members.count).map { members[$0] }
    }
    return Split(ids, holdingOut: chosen)
  }

  private init(_ ids: [Int], holdingOut places: [Int]) {
    let out = Set(places)
    kept = ids.indices.filter { !out.contains($0) }.map { ids[$0] }.sorted()
    heldOut = places.map { ids[$0] }.sorted()
  }

  private static func check(_ count: Int, of total: Int) throws {
    guard 0...total ~= count else {
      throw Failure(
        "split", "cannot hold out that many", expected: "0 to \(total)", got: "\(count)")
    }
  }

  /// `count` divided in proportion to `sizes`, by the method of the largest remainder.
  private static func shares(of count: Int, in sizes: [Int]) -> [Int] {
    let total = max(1, sizes.reduce(0, +))
    var shares = sizes.map { count * $0 / total }
    let byRemainder = sizes.indices.sorted {
      let (a, b) = (count * sizes[$0] % total, count * sizes[$1] % total)
      return a != b ? a > b : $0 < $1
    }
    for place in byRemainder.prefix(count - shares.reduce(0, +)) { shares[place] += 1 }
    return shares
  }
}
