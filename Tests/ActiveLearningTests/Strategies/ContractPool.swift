import ActiveLearning
import Glibc
import Tensors

/// A small pool with everything that a strategy may ask for, a row for each image, labelled or not.
struct ContractPool {
  let name: String
  /// Global ids, far from being row numbers; the first of every four is labelled.
  let ids: [Int]
  /// [ids × classes].
  let probabilities: Tensor
  /// [ids × features].
  let embeddings: Tensor

  var classes: Int { probabilities.shape[1] }
  var candidates: [Int] { ids.enumerated().filter { $0.offset % 4 != 0 }.map(\.element) }
  var labelled: [Int: Int] {
    var labels: [Int: Int] = [:]
    for (row, id) in ids.enumerated() where row % 4 == 0 { labels[id] = row / 4 % classes }
    return labels
  }

  init(_ name: String, _ probabilities: [Float], _ embeddings: [Float], count: Int) throws {
    self.name = name
    ids = (0..<count).map { 100 + 7 * $0 }
    self.probabilities = try Tensor(probabilities, shape: [count, probabilities.count / count])
    self.embeddings = try Tensor(embeddings, shape: [count, embeddings.count / count])
  }

  /// Pools that have caught strategies before.
  static func all(count: Int = 20, classes: Int = 4, features: Int = 6) throws -> [ContractPool] {
    var rng = Random(seed: 7, stream: "contract")
    let random = probabilities(count, classes, &rng)
    let spread = (0..<count * features).map { _ in rng.normal() }
    var (certain, same, twice, twiceFar) = ([Float](), [Float](), [Float](), [Float]())
    for row in 0..<count {
      for c in 0..<classes {
        certain.append(row % classes == c ? 1 : 0)
        same.append(1 / Float(classes))
        twice.append(random[row / 2 * classes + c])
      }
      for c in 0..<features { twiceFar.append(spread[row / 2 * features + c]) }
    }
    return [
      try ContractPool("random", random, spread, count: count),
      try ContractPool("zeros in probabilities", certain, spread, count: count),
      try ContractPool(
        "constant", same, Array(repeating: 0.5, count: count * features), count: count),
      try ContractPool(
        "features of zeros", random, Array(repeating: 0, count: count * features), count: count),
      try ContractPool("every image twice", twice, twiceFar, count: count),
      try ContractPool("one class", Array(repeating: 1, count: count), spread, count: count),
    ]
  }

  private static func probabilities(_ count: Int, _ classes: Int, _ rng: inout Random) -> [Float] {
    var rows: [Float] = []
    for _ in 0..<count {
      let row = (0..<classes).map { _ in rng.uniform() + 0.01 }
      let sum = row.reduce(0, +)
      rows += row.map { $0 / sum }
    }
    return rows
  }

  /// A question over this pool.
  /// - Parameters:
  ///   - candidates: in the order in which they are listed; all that are not labelled where nil.
  ///   - poison: an image whose numbers are not finite.
  func query(
    candidates: [Int]? = nil, hasLabels: Bool = true, round: Int = 1, poison: Int? = nil
  ) -> Query {
    Query(
      candidates: candidates ?? (hasLabels ? self.candidates : ids),
      labelled: hasLabels ? labelled : [:], classes: classes, round: round,
      evidence: evidence(poison: poison))
  }

  private func evidence(poison: Int?) -> Evidence {
    var evidence = Evidence(
      probabilities: { try self.rows(of: self.probabilities, $0, poison) },
      embeddings: { try self.rows(of: self.embeddings, $0, poison) })
    evidence.give(.logits) { ids in
      // A probability of 0 is that of a small number, and no mean is told.
      let p = try self.rows(of: self.probabilities, ids, poison)
      return try Tensor(p.values().map { logf(max($0, 1e-30)) + 3 }, shape: p.shape)
    }
    evidence.give(.samples) { try self.opinions($0, of: $1, "samples", poison) }
    evidence.give(.committee) { try self.opinions($0, of: $1, "committee", poison) }
    evidence.give(.earlier) { ids in
      try self.opinions(1, of: ids, "earlier", poison).reshaped([ids.count, self.classes])
    }
    evidence.give(.pretext) { try self.rows(of: self.embeddings, $0, poison) }
    evidence.give(.losses) { ids in
      try Tensor(ids.map { $0 == poison ? .nan : Float($0 % 5) / 4 }, shape: [ids.count])
    }
    evidence.give(.network) {
      var rng = Random(seed: 2, stream: "weights")
      return try NetworkCatalogue.all.configuration(NamedOptions("cnn")).product
        .makeClassifier(inputShape: [1, 8, 8], classes: self.classes, using: &rng)
    }
    evidence.give(.images) { ids in
      var pixels: [Float] = []
      for id in ids {
        let rng = Random(seed: 3, stream: "pictures").stream(of: id)
        var own = rng
        for _ in 0..<64 { pixels.append(id == poison ? .nan : own.uniform()) }
      }
      return try Tensor(pixels, shape: [ids.count, 1, 8, 8])
    }
    return evidence
  }

  private func rows(of matrix: Tensor, _ ids: [Int], _ poison: Int?) throws -> Tensor {
    var picked = try matrix.gather(rows: ids.map { ($0 - 100) / 7 })
    let width = matrix.shape[1]
    try picked.withMutableValues { values in
      for (row, id) in ids.enumerated() where id == poison { values[row * width] = .nan }
    }
    return picked
  }

  /// Predictions near those of the pool, each image's from a stream of its own.
  private func opinions(
    _ count: Int, of ids: [Int], _ stream: String, _ poison: Int?
  ) throws -> Tensor {
    let base = try rows(of: probabilities, ids, poison).values()
    var values: [Float] = []
    for opinion in 0..<count {
      for (row, id) in ids.enumerated() {
        var rng = Random(seed: 5, stream: stream).stream(of: id, epoch: opinion)
        let own = (0..<classes).map { base[row * classes + $0] * (0.5 + rng.uniform()) }
        let sum = own.reduce(0, +)
        values += own.map { $0 / sum }
      }
    }
    return try Tensor(values, shape: [count, ids.count, classes])
  }
}
