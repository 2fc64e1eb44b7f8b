import Tensors
import Testing

@Suite struct RandomTensorTests {
  @Test func tensorsHoldTheNumbersThatFollow() throws {
    var (whole, single) = (Random(seed: 5, stream: "weights"), Random(seed: 5, stream: "weights"))
    let normals = try whole.normal(shape: [2, 3])
    #expect(normals.shape == [2, 3])
    #expect(normals.values() == (0..<6).map { _ in single.normal() })
    let uniforms = try whole.uniform(shape: [5], in: -2..<3)
    #expect(uniforms.values() == (0..<5).map { _ in single.uniform(in: -2..<3) })
    #expect(whole == single)
  }

  @Test(arguments: [[-1], [1 << 41], [1 << 40, 1 << 40]])
  func shapesThatAreNotUsableAreRefused(shape: [Int]) {
    var rng = Random(seed: 5, stream: "weights")
    #expect(throws: Failure("random tensor", "shape is not usable", got: "\(shape)")) {
      try rng.normal(shape: shape)
    }
  }
}
