import ActiveLearning
import Tensors

/// Three blocks of two 3×3 convolutions with batch-norm and a pooling, 32, 64 and 128 channels, and
/// a linear layer: the small networks of the field, for 3×32×32.
final class ThreeBlocks: Network {
  let layers: Sequential

  init() throws {
    var rng = Random(seed: 1, stream: "bench")
    var list: [(name: String, layer: any Layer)] = []
    var channels = 3
    for (block, width) in [32, 64, 128].enumerated() {
      for _ in 0..<2 {
        let place = list.count(where: { $0.layer is Convolution }) + 1
        let convolution = try Convolution(
          channels, to: width, kernel: 3, padding: 1, using: &rng)
        list.append(("conv\(place)", convolution))
        list.append(("norm\(place)", try BatchNorm(width, activation: .relu)))
        channels = width
      }
      list.append(("pool\(block + 1)", Halving()))
    }
    list.append(("flatten", Reshape(to: [128 * 4 * 4])))
    list.append(("linear", try Linear(128 * 4 * 4, to: 10, using: &rng)))
    layers = Sequential(list)
  }

  var parameters: [NamedParameter] { layers.parameters }

  func summaryRows() throws -> [[String]] { try layers.summary(for: [3, 32, 32], under: "layers") }

  private struct Halving: Layer {
    func outputShape(for input: [Int]) throws -> [Int] { [input[0], input[1] / 2, input[2] / 2] }
    func callAsFunction(_ x: Tensor, _ pass: Pass) throws -> Tensor { try x.maxPool(size: 2) }
    var description: String { "max_pool 2×2" }
  }
}
