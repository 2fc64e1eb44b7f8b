import Datasets
import Networks
import Queries
import Tensors

/// The training that clusters an embedding by its own assignments: every so many steps a sharpened
/// target is made of how all images are assigned, and the steps between draw towards it.
/// - Source: Xie et al. 2016 (DEC), §3.1.3–3.3; the same objective in DCEC, SDEC, ADC and CCL.
struct SelfTraining: Objective {
  /// What one step learns from.
  struct Batch {
    let ids: [Int]
    /// [ids × c × h × w].
    let images: Tensor
    /// Their rows of P; nil where there is no target.
    let target: Tensor?
    /// Pairs for the terms that want any.
    let pairs: [PairConstraint]
  }

  let data: TrainingData
  /// Steps between two targets.
  let refresh: Int
  /// It ends where at most this share of images has changed its cluster from one target to the next;
  /// 0: never.
  let tolerance: Double
  /// Called as an epoch begins.
  let begins: () -> Void
  /// Q of all images, in the order of their ids; nil where no target is wanted.
  let assignments: () throws -> Tensor?
  let terms: (Batch, Pass) throws -> (Tensor, [LossTerm])

  private var batches: ClusterBatches
  private var pairs: PairBatches?
  private var assigned: [Int]?
  private var target: Tensor?
  private var prepared: Prefetcher?
  private var steps = 0
  private var hasConverged = false

  init(
    _ data: TrainingData, batch: Int, labelledShare: Double = 0, refresh: Int,
    tolerance: Double = 0, pairs: PairBatches? = nil, begins: @escaping () -> Void = {},
    assignments: @escaping () throws -> Tensor?,
    loss: @escaping (Batch, Pass) throws -> (Tensor, [LossTerm])
  ) {
    self.data = data
    self.refresh = refresh
    self.tolerance = tolerance
    self.pairs = pairs
    self.begins = begins
    self.assignments = assignments
    terms = loss
    batches = ClusterBatches(data, size: batch, labelledShare: labelledShare)
  }

  mutating func begin(_ streams: inout Streams) throws -> Int {
    begins()
    batches.shuffle(&streams)
    prepared = prefetcher(streams)
    return batches.stepsPerEpoch
  }

  mutating func next(_ streams: inout Streams, _ monitor: Monitor) throws -> Batch? {
    if steps.isMultiple(of: refresh) { try sharpen() }
    guard !hasConverged, let prepared else { return nil }
    let images = try prepared.next(monitor)
    let positions = batches.next(&streams)
    return Batch(
      ids: positions.map { data.ids[$0] }, images: images,
      target: try target?.gather(rows: positions), pairs: pairs?.next(&streams) ?? [])
  }

  func loss(of batch: Batch, _ pass: Pass) throws -> (Tensor, [LossTerm]) {
    try terms(batch, pass)
  }

  mutating func moved(by batch: Batch, at step: TrainingLoop.Step) { steps += 1 }

  /// An epoch's images, each step's while the step before is taken.
  ///
  /// Which they are is drawn from copies: the streams themselves move step by step, so that an
  /// interrupted epoch leaves them where its last step did.
  private func prefetcher(_ streams: Streams) -> Prefetcher {
    var (batches, streams) = (batches, streams)
    return Prefetcher(
      data.dataset,
      batches: (0..<batches.stepsPerEpoch).map { _ in
        batches.next(&streams).map { data.ids[$0] }
      })
  }

  private mutating func sharpen() throws {
    guard let q = try assignments() else { return }
    target = try ClusteringLayer.target(for: q)
    guard tolerance > 0 else { return }
    let clusters = try q.argmax()
    if let assigned {
      let changed = zip(assigned, clusters).count { $0 != $1 }
      hasConverged = CountShare(tolerance).isKept(by: changed, of: clusters.count)
    }
    assigned = clusters
  }
}
