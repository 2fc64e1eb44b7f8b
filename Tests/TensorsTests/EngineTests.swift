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
    let threads = Engine.threads
    defer { Engine.threads = threads }
    Engine.threads = 1
    let alone = try results()
    Engine.threads = 3
    #expect(try results() == alone)
  }

  @Test func threadsAreAtLeastOne() {
    let threads = Engine.threads
    defer { Engine.threads = threads }
    Engine.threads = 0
    #expect(Engine.threads == 1)
  }

  @Test func descriptionNamesTheLibraries() {
    #expect(Engine.description.contains("oneDNN"))
    #expect(Engine.description.contains("OpenBLAS"))
  }
}
