import Datasets
import Tensors

/// Which images a session trains on, and which it sets aside.
struct SessionSplit {
  let training: [Int]
  let validation: [Int]

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
    guard setup.initial >= 0, setup.initial <= training.count else {
      throw Failure(
        "initial", "more labels than the pool has images", expected: "0 to \(training.count)",
        got: "\(setup.initial)", code: .sessionSetting)
    }
  }
}
