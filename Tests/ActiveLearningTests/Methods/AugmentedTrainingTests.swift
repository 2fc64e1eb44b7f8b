import ActiveLearning
import Tensors
import Testing

/// Supervised training on changed pictures.
@Suite struct AugmentedTrainingTests {
  private func session(_ augmentation: String, seed: UInt64 = 1) throws -> Session {
    try SupervisedTests.session(seed: seed, ["augmentation": .text(augmentation)])
  }

  private func probabilities(_ session: Session) throws -> [Float] {
    try session.outputs(for: [0, 1, 2, 3]).probabilities.values()
  }

  @Test func changedPicturesLeadElsewhereAndTheSameSeedToTheSame() throws {
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

  @Test func mixingIsRefusedWhereTheLossKnowsNoPairs() {
    #expect(throws: Failure.self) {
      try SupervisedTests.session([
        "augmentation": .text("crop_flip"),
        "augmentation_options": .table(["mixup": .number(0.2)]),
      ])
    }
  }
}
