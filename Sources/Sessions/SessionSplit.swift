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
        "session.new: validation", "not a share", expected: "from 0 up to, not including, 1",
        got: "\(setup.validation)")
    }
    if let images = setup.images {
      guard images >= 2, images <= ids.count else {
        throw Failure(
          "session.new: images", "out of range",
          expected: "2 to \(ids.count) (the training split)", got: "\(images)")
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
        "session.new", "too few images left to train on", expected: "at least 2",
        got: "\(training.count)")
    }
    guard setup.initial >= 0, setup.initial <= training.count else {
      throw Failure(
        "session.new: initial", "more labels than the pool has images",
        expected: "0 to \(training.count)", got: "\(setup.initial)")
    }
  }
}
