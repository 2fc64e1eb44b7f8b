import Tensors
import TestSupport
import Testing

@Suite struct EngineTests {
  @Test func reductionsGiveTheSameBitsOnAnyNumberOfThreads() throws {
    let x = try grid([64, 2000], seed: 3, offset: 0.1)
    func results() throws -> [[Float]] {
      var statistics = try RunningStatistics(channels: 2000)
      let one = try Tensor(repeating: 1, shape: [2000])
      let normal = try x.batchNorm(
        scale: one, shift: one, statistics: &statistics, training: true)
      return try [
        x.sum().values(), x.sum(axis: 0).values(), x.sum(axis: 1).values(),
        x.meanSquaredError(normal).values(), normal.values(), x.softmax().values(),
      ]
    }
    let alone = try EngineSettings(threads: 1).apply(results)
    #expect(try EngineSettings(threads: 3).apply(results) == alone)
  }

  @Test func descriptionNamesTheLibraries() {
    #expect(Engine.description.contains("oneDNN"))
    #expect(Engine.description.contains("OpenBLAS"))
  }
}
