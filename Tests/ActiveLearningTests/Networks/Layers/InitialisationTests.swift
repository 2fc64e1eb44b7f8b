import ActiveLearning
import Tensors
import Testing

@Suite struct InitialisationTests {
  private func state(_ design: some ClassifierDesign) throws -> [String: Tensor] {
    var rng = Random(seed: 1, stream: "weights")
    return try design.makeClassifier(inputShape: [3, 32, 32], classes: 10, using: &rng).state
  }

  /// Root mean square and greatest magnitude.
  private func size(_ tensor: Tensor?) throws -> (deviation: Double, greatest: Double) {
    let values = try #require(tensor).values().map(Double.init)
    let sum = values.reduce(0) { $0 + $1 * $1 }
    return ((sum / Double(values.count)).squareRoot(), values.map(abs).max() ?? 0)
  }

  // The deviation of n normal numbers is off by 1/√(2n); of 36,864 or more, five times that is 2 %.
  @Test func residualNetworksForImageNetStartWithKaimingsFanOut() throws {
    let state = try state(ResNet18(stem: .imagenet))
    let (deviation, greatest) = try size(state["layer1.0.conv1.weight"])
    let expected = (2.0 / (64 * 9)).squareRoot()
    #expect(abs(deviation / expected - 1) < 0.02)
    #expect(greatest > 3 * expected)
  }

  // A uniform number in ±b has deviation b/√3; of 36,864, off by at most 2 % as well.
  @Test func residualNetworksForSmallImagesStartAsPyTorchsLayers() throws {
    let (deviation, greatest) = try size(try state(ResNet18())["layer1.0.conv1.weight"])
    let bound = 1 / (64.0 * 9).squareRoot()
    #expect(abs(deviation * 3.squareRoot() / bound - 1) < 0.02)
    #expect(greatest <= bound * (1 + 0x1p-22))
  }

  @Test func biasesStartAtZeroWhereWeightsAreNormal() throws {
    let state = try state(VGG16(head: .big, hidden: 8))
    #expect(try size(state["features.0.bias"]).greatest == 0)
    #expect(try size(state["classifier.0.bias"]).greatest == 0)
    #expect(abs(try size(state["classifier.0.weight"]).deviation / 0.01 - 1) < 0.02)
  }

  @Test func convnextStartsWithSmallWeightsAndScales() throws {
    let state = try state(ConvNeXtTiny())
    #expect(abs(try size(state["features.1.0.block.3.weight"]).deviation / 0.02 - 1) < 0.02)
    #expect(state["features.7.2.layer_scale"]?.values().allSatisfy { $0 == 1e-6 } == true)
  }
}
