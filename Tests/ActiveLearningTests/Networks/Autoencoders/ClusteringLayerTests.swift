import ActiveLearning
import Tensors
import Testing

@Test func centresStartAtClassMeans() throws {
  let z = try Tensor([0, 0, 2, 4, 10, 10], shape: [3, 2])
  let layer = try ClusteringLayer(meansOf: z, classes: [0, 0, 1], count: 3)
  // The third class has no label: the mean of all.
  #expect(layer.centres.value.values() == [1, 2, 10, 10, 4, Float(14.0 / 3)])
}

@Test func assignmentIsAStudentT() throws {
  let layer = try ClusteringLayer(
    meansOf: Tensor([0, 0, 3, 4], shape: [2, 2]), classes: [0, 1], count: 2)
  let q = try layer.assign(Tensor([0, 0], shape: [1, 2]), .inference()).values()
  // Squared distances 0 and 25: kernels 1 and 1/26.
  #expect(abs(q[0] - 26.0 / 27) < 1e-6)
  #expect(abs(q[1] - 1.0 / 27) < 1e-6)
}

@Test func targetSharpensAndSumsToOne() throws {
  let q = try Tensor([0.6, 0.4, 0.9, 0.1], shape: [2, 2])
  let p = try ClusteringLayer.target(for: q).values()
  // F = (1.5, 0.5): row 0 is (0.36/1.5, 0.16/0.5) = (0.24, 0.32) over 0.56.
  #expect(abs(p[0] - 0.24 / 0.56) < 1e-6)
  #expect(abs(p[1] - 0.32 / 0.56) < 1e-6)
  #expect(p[2] > 0.9)
  #expect(abs(p[2] + p[3] - 1) < 1e-6)
}
