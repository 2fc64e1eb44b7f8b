import Datasets
import Networks
import Tensors

/// The loss of a pretext task over every image, labelled or not, in an order drawn anew each epoch.
///
/// A last batch that is not full is left out; another one is, each epoch.
struct PretextObjective: Objective {
  private let task: any PretextTask
  private let schedule: PretextSchedule
  private let data: TrainingData
  private let batches: FullBatches
  private let done: Stored<Int>
  /// What the rate's schedule spans.
  private let total: Int
  private var prepared: Prefetcher?

  /// - Parameters:
  ///   - epochs: that it will be trained.
  ///   - done: counts whole epochs.
  init(
    _ task: any PretextTask, _ schedule: PretextSchedule, on data: TrainingData, epochs: Int,
    done: Stored<Int>
  ) {
    self.task = task
    self.schedule = schedule
    self.data = data
    self.done = done
    total = max(schedule.epochs, done.value + epochs)
    batches = FullBatches(data.ids, size: schedule.batch)
  }

  var rate: Float? {
    schedule.rate.rate(schedule.optimizer.product.rate, at: done.value, of: total)
  }

  mutating func begin(_ streams: inout Streams) throws -> Int {
    let epoch = batches.shuffled(&streams)
    // A number for each epoch of the session, so that no two see the same changes.
    let changes = Int(streams["augmentation"].word())
    prepared = Prefetcher(
      data.dataset, batches: epoch, as: task.views,
      stream: Random(seed: streams.seed, stream: "augmented"), epoch: changes)
    return epoch.count
  }

  mutating func next(_ streams: inout Streams, _ monitor: Monitor) throws -> Tensor? {
    try prepared?.next(monitor)
  }

  func loss(of images: Tensor, _ pass: Pass) throws -> (Tensor, [LossTerm]) {
    (try task.loss(of: images, pass), [])
  }

  func ended() { done.value += 1 }
}
