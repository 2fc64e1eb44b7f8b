import Datasets
import Networks
import Queries
import Tensors

/// The training that clusters an embedding by its own assignments: every so many steps a sharpened
/// target is made of how all images are assigned, and the steps between draw towards it.
/// - Source: Xie et al. 2016 (DEC), §3.1.3–3.3; the same loop in DCEC, SDEC, ADC and CCL.
struct SelfTraining {
  let material: TrainingData
  /// Steps between two targets.
  let refresh: Int
  /// It ends where at most this share of images has changed its cluster from one target to the next;
  /// 0: never.
  let tolerance: Double
  /// Of the gradients, before each step.
  let clipping: GradientClipping?
  /// What one step learns from.
  struct Step {
    let ids: [Int]
    /// Their pictures, [ids × c × h × w].
    let images: Tensor
    /// Their rows of P; nil where there is no target.
    let target: Tensor?
    /// Pairs for the terms that want any.
    let pairs: [PairConstraint]
  }

  private var batches: ClusterBatches
  private var pairs: PairBatches?
  private var assigned: [Int]?
  private var target: Tensor?
  /// Steps done so far.
  private(set) var steps = 0
  /// Whether it has come to rest.
  private(set) var isAtRest = false

  init(
    _ material: TrainingData, batch: Int, labelledShare: Double = 0, refresh: Int,
    tolerance: Double = 0, clipping: GradientClipping? = nil, pairs: PairBatches? = nil
  ) {
    self.material = material
    self.refresh = refresh
    self.tolerance = tolerance
    self.clipping = clipping
    self.pairs = pairs
    batches = ClusterBatches(material, size: batch, labelledShare: labelledShare)
  }

  var stepsPerEpoch: Int { batches.stepsPerEpoch }

  /// - Parameters:
  ///   - parameters: what is trained.
  ///   - assignments: Q of all images of the material, in order; nil where no target is wanted.
  /// - Returns: the mean of each loss term over the last epoch, the total first.
  mutating func run<Moving: Optimizer>(
    epochs: Int, _ parameters: [NamedParameter], with optimizer: inout Moving, stage: String,
    streams: inout Streams, monitor: Monitor, assignments: () throws -> Tensor?,
    loss: (Step, Pass) throws -> (Tensor, [LossTerm])
  ) throws -> [LossTerm] {
    var meter = LossMeter()
    for epoch in 1...max(epochs, 1) where epochs > 0 && !isAtRest {
      try Training.epoch(parameters, &optimizer, &streams) { optimizer, streams in
        batches.shuffle(&streams)
        meter = LossMeter()
        let prepared = prefetcher(streams)
        for step in 1...batches.stepsPerEpoch {
          try monitor.checkpoint()
          if steps.isMultiple(of: refresh) {
            try sharpen(assignments)
            if isAtRest {
              monitor.report(progress(stage, epoch, epochs, batches.stepsPerEpoch, meter))
              return
            }
          }
          let positions = batches.next(&streams)
          let work = Step(
            ids: positions.map { material.ids[$0] }, images: try prepared.next(monitor),
            target: try target?.gather(rows: positions), pairs: pairs?.next(&streams) ?? [])
          meter.add(
            try Training.step(
              parameters, with: &optimizer, clipping: clipping,
              position: "epoch \(epoch), step \(step)", streams: &streams
            ) { pass in try loss(work, pass) })
          steps += 1
          monitor.report(progress(stage, epoch, epochs, step, meter))
        }
      }
    }
    return meter.means
  }

  /// An epoch's pictures, each step's while the step before is taken.
  ///
  /// Which they are is drawn from copies: the streams themselves move step by step, so that an
  /// interrupted epoch leaves them where its last step did.
  private func prefetcher(_ streams: Streams) -> Prefetcher {
    var (batches, streams) = (batches, streams)
    return Prefetcher(
      material.dataset,
      batches: (0..<batches.stepsPerEpoch).map { _ in
        batches.next(&streams).map { material.ids[$0] }
      })
  }

  private mutating func sharpen(_ assignments: () throws -> Tensor?) throws {
    guard let q = try assignments() else { return }
    target = try ClusteringLayer.target(for: q)
    guard tolerance > 0 else { return }
    let clusters = try q.argmax()
    if let assigned {
      let changed = zip(assigned, clusters).count { $0 != $1 }
      isAtRest = Double(changed) <= tolerance * Double(clusters.count)
    }
    assigned = clusters
  }

  private func progress(
    _ stage: String, _ epoch: Int, _ epochs: Int, _ step: Int, _ meter: LossMeter
  ) -> Progress {
    Progress(
      stage: stage, epoch: epoch, epochs: epochs, step: step, steps: batches.stepsPerEpoch,
      loss: meter.total)
  }
}
