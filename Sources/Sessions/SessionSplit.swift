import Datasets
import Tensors

/// Which images a session trains on, and which it sets aside.
struct SessionSplit {
  let training: [Int]
  let validation: [Int]
  /// How many labels are drawn before the first round.
  let initial: Int
  /// The classes of which at least one image is among these, with their images.
  private let classes: [[Int]]

  init(_ setup: SessionSetup, using rng: inout Random) throws {
    var ids = try setup.dataset.split("train").sorted()
    guard (0..<1).contains(setup.validation) else {
      throw Failure(
        "validation", "not a share", expected: "from 0 up to, not including, 1",
        got: "\(setup.validation)", code: .sessionSetting)
    }
    if let images = setup.images {
      guard images >= 2, images <= ids.count else {
        throw Failure(
          "images", "out of range", expected: "2 to \(ids.count) (the training split)",
          got: "\(images)", code: .sessionSetting)
      }
      ids = try rng.sample(images, of: ids.count).map { ids[$0] }.sorted()
    }
    let count = Int((Double(ids.count) * setup.validation).rounded())
    let parts =
      if let labels = setup.dataset.labels {
        try Split.stratified(ids, by: labels, holdingOut: count, using: &rng)
      } else {
        try Split.plain(ids, holdingOut: count, using: &rng)
      }
    validation = parts.heldOut
    training = parts.kept
    guard training.count >= 2 else {
      throw Failure(
        "training", "too few images are left", expected: "at least 2",
        got: "\(training.count)", code: .sessionSetting)
    }
    let isSmall = setup.initial == nil && training.count <= SessionSetup.usualInitial
    if isSmall, let labels = setup.dataset.labels {
      classes = Dictionary(grouping: training) { labels[$0] }.sorted { $0.key < $1.key }.map(
        \.value)
      initial = max(classes.count, Int((Double(training.count) / 10).rounded()))
    } else {
      classes = []
      initial = setup.initial ?? SessionSetup.usualInitial
    }
    guard initial >= 0, initial <= training.count else {
      throw Failure(
        "initial", "more labels than the pool has images", expected: "0 to \(training.count)",
        got: "\(initial)", code: .sessionSetting)
    }
  }

  /// The images whose labels are drawn before the first round, ascending.
  func firstLabels(using rng: inout Random) throws -> [Int] {
    let chosen = try classes.map { try $0[rng.sample(1, of: $0.count)[0]] }
    let taken = Set(chosen)
    let others = taken.isEmpty ? training : training.filter { !taken.contains($0) }
    return (chosen + (try rng.sample(initial - chosen.count, of: others.count).map { others[$0] }))
      .sorted()
  }
}
