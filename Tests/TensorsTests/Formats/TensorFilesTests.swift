import Foundation
import Tensors
import TestSupport
import Testing

/// Tensors in files, end to end; the formats themselves have tests of their own.
@Suite struct TensorFilesTests {
  private let temporary: TemporaryFolder
  private var folder: String { temporary.path }

  init() throws { temporary = try TemporaryFolder() }

  @Test func npyKeepsEveryBit() throws {
    let tensor = try Tensor(GoldenFile.exact, shape: [3, 4])
    try tensor.writeNPY("\(folder)/a.npy")
    let copy = try Tensor.readNPY("\(folder)/a.npy")
    #expect(copy.shape == [3, 4])
    #expect(copy.values().map(\.bitPattern) == GoldenFile.bits)
    let written = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.npy")))
    #expect(try written == GoldenFile.bytes("exact-3x4.npy"))
  }

  @Test func safeTensorsAreThoseOfPython() throws {
    let tensors = [
      "weight": try Tensor(GoldenFile.exact, shape: [3, 4]),
      "bias": try Tensor(Array(GoldenFile.exact[..<3]), shape: [3]),
      "ä \"quoted\"\n": try Tensor([GoldenFile.exact[3]], shape: [1]),
      "scalar": try Tensor(GoldenFile.exact[7]),
    ]
    try SafeTensors.write(
      tensors, metadata: ["format": "crescent"], to: "\(folder)/a.safetensors")
    let written = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.safetensors")))
    #expect(try written == GoldenFile.bytes("exact.safetensors"))
    let (copy, metadata) = try SafeTensors.read("\(folder)/a.safetensors")
    #expect(metadata == ["format": "crescent"])
    #expect(copy.keys.sorted() == tensors.keys.sorted())
    for (name, tensor) in tensors {
      #expect(copy[name]?.shape == tensor.shape)
      #expect(copy[name]?.values().map(\.bitPattern) == tensor.values().map(\.bitPattern))
    }
  }

  @Test func filesThatAreNotThereAreNamed() throws {
    #expect {
      try Tensor.readNPY("/no/such.npy")
    } throws: { "\($0)" == "/no/such.npy: cannot be read (no such file or folder)" }
    #expect {
      try SafeTensors.read("/no/such.safetensors")
    } throws: { "\($0)" == "/no/such.safetensors: cannot be read (no such file or folder)" }
    #expect {
      try Tensor(1).writeNPY("/no/such.npy")
    } throws: { "\($0)" == "/no/such.npy: cannot be written (no such file or folder)" }
  }

  @Test(arguments: [[2, 3], [0, 5], [], [7]])
  func sizesMultiply(sizes: [Int]) {
    #expect(SizeProduct.of(sizes) == sizes.reduce(1, *))
  }

  @Test(arguments: [[-1], [0, -1], [1 << 62, 4], [1 << 62, 4, 0], [0, 1 << 62, 4]])
  func sizesThatNoTensorCanHaveAreRefused(sizes: [Int]) {
    #expect(SizeProduct.of(sizes) == nil)
  }
}
