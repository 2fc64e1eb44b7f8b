import ActiveLearning
import Tensors

/// What it costs a training step that its images are changed at random, and new each time.
///
/// Steps on one batch that lies ready and steps on prefetched batches are taken in turn.
struct Feeding: Encodable {
  let kind = "feeding"
  let work = "cnn-step"
  let precision: Precision
  /// The recipe of the changes.
  let changes: String
  /// Medians of steps: on the same batch, and on changed images.
  let ready_ms: Double
  let fed_ms: Double
  /// The mean time that a step waited for its batch, the first ones of an epoch included.
  let waited_ms: Double
  /// What making a batch takes one thread that does nothing else.
  let making_ms: Double

  /// - Parameters:
  ///   - turns: how often both sides are run.
  ///   - steps: of each side in a turn.
  init(_ changes: String, _ precision: Precision, turns: Int, steps: Int) throws {
    let feed = try Feed(changes)
    let step = try Feed.step()
    (self.precision, self.changes) = (precision, changes)
    let ready = try feed.dataset.batch(Array(0..<Feed.batch))
    for _ in 0..<3 { _ = try step(ready) }
    var (alone, fed, waited) = ([Double](), [Double](), 0.0)
    for turn in 0..<turns {
      for _ in 0..<steps { alone.append(try Self.milliseconds { _ = try step(ready) }) }
      let prefetcher = feed.prefetcher(steps: steps, epoch: turn)
      for _ in 0..<steps {
        fed.append(try Self.milliseconds { _ = try step(prefetcher.next()) })
      }
      waited += 1000 * prefetcher.waited
    }
    ready_ms = Self.median(alone)
    fed_ms = Self.median(fed)
    waited_ms = waited / Double(turns * steps)
    let prefetcher = feed.prefetcher(steps: 50, epoch: turns)
    _ = try prefetcher.next()
    making_ms = try Self.milliseconds { for _ in 1..<50 { _ = try prefetcher.next() } } / 49
  }

  private static func milliseconds(_ body: () throws -> Void) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return (clock.now - start) / .milliseconds(1)
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// Images of CIFAR-10's size, and the network that learns from them.
private struct Feed {
  static let batch = 128
  let dataset: Dataset
  let augmentation: Augmentation

  init(_ changes: String) throws {
    let recipe = try Catalogue<Dataset>.synthetic.recipe(named: "shapes")
    dataset = try Configuration(
      recipe, ["images": .integer(5000), "size": .integer(32), "channels": .integer(3)]
    ).product.standardised()
    augmentation = try Configuration(
      Catalogue<Augmentation>.augmentations.recipe(named: changes)
    ).product
  }

  func prefetcher(steps: Int, epoch: Int) -> Prefetcher {
    var rng = Random(seed: UInt64(epoch), stream: "shuffle")
    let order = rng.permutation(dataset.images.count)
    let batches = (0..<steps).map { step in
      (0..<Self.batch).map { order[(step * Self.batch + $0) % order.count] }
    }
    return Prefetcher(
      dataset, batches: batches, augmentation, stream: Random(seed: 1, stream: "augmented"),
      epoch: epoch)
  }

  /// A step on the images that it is given.
  static func step() throws -> (Tensor) throws -> [Double] {
    var rng = Random(seed: 1, stream: "bench")
    let network = try CNN().makeClassifier(inputShape: [3, 32, 32], classes: 10, using: &rng)
    let labels = Rule.labels(batch)
    var images = try Rule.images([batch, 3, 32, 32])
    let body = try TrainingStep.body(
      of: network, with: SGD(rate: 0.01, momentum: 0.9, weightDecay: 5e-4)
    ) { pass in try network.logits(images, pass).crossEntropy(targets: labels) }
    return { given in
      images = given
      return try body()
    }
  }
}
