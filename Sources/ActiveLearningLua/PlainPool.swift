import ActiveLearning
import Tensors

/// A pool that is nothing but tensors, a row for each image: what a strategy chooses from where
/// there is no session.
struct PlainPool {
  let labelled: [Int: Int]
  let classes: Int?
  let round: Int
  var probabilities: Tensor?
  var embeddings: Tensor?
  var samples: Tensor?
  var committee: Tensor?
  var earlier: Tensor?
  /// Features of a pretext task.
  var features: Tensor?
  var losses: Tensor?
  var images: Tensor?
  var network: (any Classifier)?

  init(labelled: [Int: Int], classes: Int?, round: Int) {
    self.labelled = labelled
    self.classes = classes
    self.round = round
  }

  /// - Throws: a `Failure` where tensors are of different numbers of rows, or there are none.
  func query(_ monitor: Monitor) throws -> Query {
    let rows = try self.rows()
    if let stranger = labelled.keys.filter({ $0 >= rows }).min() {
      throw Failure(
        "strategy:select", "no row \(stranger + 1) to be labelled", expected: "1 to \(rows)")
    }
    let known = (labelled.values.max() ?? -1) + 1
    let classes = max(classes ?? 0, probabilities?.shape.last ?? 0, known)
    return Query(
      candidates: (0..<rows).filter { labelled[$0] == nil }, labelled: labelled, classes: classes,
      round: round, evidence: evidence, monitor: monitor)
  }

  private var evidence: Evidence {
    var evidence = Evidence(
      probabilities: probabilities.map { p in { try p.gather(rows: $0) } },
      embeddings: embeddings.map { z in { try z.gather(rows: $0) } })
    evidence.samples = samples.map { p in { try Self.planes(p, $0, $1, "samples") } }
    evidence.committee = committee.map { p in { try Self.planes(p, $0, $1, "committee") } }
    evidence.earlier = earlier.map { p in { try p.gather(rows: $0) } }
    evidence.images = images.map { x in { try x.gather(rows: $0) } }
    evidence.network = network.map { network in { network } }
    if features != nil || losses != nil {
      evidence.pretext = { [features, losses] ids in
        PretextOutputs(
          features: try Self.require(features, "pretext", "features").gather(rows: ids),
          losses: try Self.require(losses, "losses", "losses").gather(rows: ids))
      }
    }
    return evidence
  }

  /// One of the two things that a pretext task says; the other does not have to be there.
  private static func require(
    _ tensor: Tensor?, _ name: String, _ what: String
  ) throws -> Tensor {
    guard let tensor else {
      throw Failure("strategy:select", "needs the \(what) of a pretext task", expected: name)
    }
    return tensor
  }

  /// The first `count` of several matrices, and of each some rows.
  private static func planes(
    _ p: Tensor, _ count: Int, _ ids: [Int], _ name: String
  ) throws -> Tensor {
    let (given, n, width) = (p.shape[0], p.shape[1], p.shape[2])
    guard count <= given else {
      throw Failure(
        "strategy:select", "too few \(name) were given",
        expected: "\(count), or another option of the strategy", got: "\(given)")
    }
    var rows: [Int] = []
    for plane in 0..<count { rows += ids.map { plane * n + $0 } }
    return try p.reshaped([given * n, width]).gather(rows: rows)
      .reshaped([count, ids.count, width])
  }

  private func rows() throws -> Int {
    let matrices = [
      ("probabilities", probabilities, 2, 0), ("embeddings", embeddings, 2, 0),
      ("samples", samples, 3, 1), ("committee", committee, 3, 1), ("earlier", earlier, 2, 0),
      ("pretext", features, 2, 0), ("losses", losses, 1, 0), ("images", images, 4, 0),
    ]
    var rows: Int?
    for (name, tensor, rank, axis) in matrices {
      guard let tensor else { continue }
      let shape = tensor.shape
      let wanted = rows.map { "\($0)" } ?? "n"
      guard shape.count == rank, rows == nil || shape[axis] == rows,
        shape.dropFirst(axis + 1).allSatisfy({ $0 > 0 })
      else {
        let form = ["[\(wanted)]", "[\(wanted) × …]", "[… × \(wanted) × classes]"]
        throw Failure(
          "strategy:select", "\(name) of another shape",
          expected: rank == 4 ? "[\(wanted) × channels × height × width]" : form[rank - 1],
          got: "\(shape)")
      }
      rows = shape[axis]
    }
    guard let rows else {
      throw Failure(
        "strategy:select", "no rows to choose from", expected: "probabilities or embeddings")
    }
    return rows
  }
}
