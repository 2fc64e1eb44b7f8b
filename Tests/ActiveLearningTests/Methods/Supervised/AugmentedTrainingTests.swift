import ActiveLearning
import Foundation
import Tensors
import Testing

/// Supervised training on changed images.
@Suite struct AugmentedTrainingTests {
  private func session(_ augmentation: String, seed: UInt64 = 1) throws -> Session {
    try SupervisedTests.session(seed: seed, ["augmentation": .text(augmentation)])
  }

  private func probabilities(_ session: Session) throws -> [Float] {
    try session.outputs(for: [0, 1, 2, 3]).probabilities.values()
  }

  @Test func changedImagesLeadElsewhereAndTheSameSeedToTheSame() throws {
    let (plain, changed, again) = (
      try session("none"), try session("crop_flip"), try session("crop_flip")
    )
    for session in [plain, changed, again] { try session.train(epochs: 3) }
    #expect(try probabilities(changed) != probabilities(plain))
    #expect(try probabilities(changed) == probabilities(again))
  }

  @Test func epochsInTwoPartsAreThoseInOne() throws {
    let (whole, parts) = (try session("crop_flip"), try session("crop_flip"))
    try whole.train(epochs: 4)
    try parts.train(epochs: 1)
    try parts.train(epochs: 3)
    #expect(try probabilities(whole) == probabilities(parts))
  }

  @Test func aSessionThatWasSavedGoesOnWithTheSameImages() throws {
    let path = SessionFixture.path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (whole, parts) = (try session("crop_flip"), try session("crop_flip"))
    try whole.train(epochs: 2)
    try parts.train(epochs: 2)
    try parts.save(to: path)
    let opened = try Session.open(path) { _ in try SessionFixture.dataset() }
    try whole.train(epochs: 2)
    try opened.train(epochs: 2)
    #expect(try opened.bits == whole.bits)
    // And the next round's, on more labels.
    for session in [whole, opened] { try session.round(budget: 4, epochs: 2) }
    #expect(try opened.bits == whole.bits)
    try parts.train(epochs: 3)
    #expect(try parts.bits != whole.bits)
  }

  @Test func aTrainingStoppedAtAnyStepGoesOnFromThere() throws {
    // Twelve labels in batches of five are three steps, of which the last has two.
    for steps in 1...4 {
      let (stopped, again) = (try session("crop_flip"), try session("crop_flip"))
      for session in [stopped, again] {
        var left = steps
        let monitor = Monitor(checkpoint: {
          left -= 1
          if left < 0 { throw Cancelled() }
        })
        #expect(throws: Cancelled.self) { try session.train(epochs: 3, monitor: monitor) }
        try session.train(epochs: 2)
      }
      #expect(try stopped.bits == again.bits, "after \(steps) steps")
    }
  }

  @Test func mixingIsRefusedWhereTheLossKnowsNoPairs() {
    #expect(throws: Failure.self) {
      try SupervisedTests.session([
        "augmentation": .text("crop_flip"),
        "augmentation_options": .table(["mixup": .number(0.2)]),
      ])
    }
  }
}
