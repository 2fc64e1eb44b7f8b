import Dispatch
import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct EngineSettingsTests {
  private let others = EngineSettings(
    threads: 3, precision: .bfloat16, winograd: false, force: true)

  @Test func holdWhereTheyAreAppliedAndNoFurther() throws {
    let outside = EngineSettings.current
    #expect(outside == EngineSettings())
    others.apply {
      #expect(EngineSettings.current == others)
      EngineSettings(threads: 1).apply { #expect(EngineSettings.current.threads == 1) }
      #expect(EngineSettings.current == others)
    }
    #expect(EngineSettings.current == outside)
  }

  @Test func anErrorPutsBackWhatWas() {
    let outside = EngineSettings.current
    #expect(throws: Failure.self) { try others.apply { throw Failure("test", "is meant to fail") } }
    #expect(EngineSettings.current == outside)
  }

  @Test func anotherThreadHasItsOwn() throws {
    let seen = Mutex<EngineSettings?>(nil)
    others.apply {
      let thread = Thread { seen.withLock { $0 = .current } }
      thread.start()
      while seen.withLock({ $0 }) == nil { usleep(100) }
    }
    #expect(seen.withLock { $0 } == EngineSettings())
  }

  @Test func threadsAreAtLeastOne() {
    EngineSettings(threads: 0).apply { #expect(EngineSettings.current.threads == 1) }
  }

  @Test func whatCannotBeIsRefused() throws {
    for threads in [0, -1, 1025] {
      #expect(throws: Failure.self) { try EngineSettings(threads: threads).check(for: "test") }
    }
    try EngineSettings().check(for: "test")
    let forced = EngineSettings(precision: .bfloat16, force: true)
    #expect((try? forced.check(for: "test")) != nil || !Processor.hasBfloat16)
    #expect((try? forced.check(for: "test")) == nil || Processor.hasBfloat16)
  }

  @Test func whatMissesInAFileIsStandard() throws {
    let read = { try JSONDecoder().decode(EngineSettings.self, from: Data(($0 as String).utf8)) }
    #expect(try read("{}") == EngineSettings())
    #expect(try read("{\"threads\": 5}") == EngineSettings(threads: 5))
    let text = String(decoding: try JSONEncoder().encode(others), as: UTF8.self)
    #expect(try read(text) == others)
  }

  @Test func theProductsSayWhatMultiplies() {
    #expect(EngineSettings().computes == .float32)
    #expect(EngineSettings().products.hasPrefix("f32"))
    let asked = EngineSettings(precision: .bfloat16)
    #expect(asked.products.hasPrefix(asked.computes.rawValue))
    if asked.computes == .float32 { #expect(asked.products.contains("this processor")) }
    #expect(others.computes == (Processor.hasBfloat16 ? .bfloat16 : .float32))
    if Processor.hasBfloat16 { #expect(others.products == "bf16") }
  }

  /// A convolution, its gradients and a matrix product of each library, some of which depend on the
  /// number of threads or on the algorithm.
  private static func work() throws -> [[UInt32]] {
    var random = Random(seed: 3, stream: "test")
    let tape = Tape()
    let images = tape.variable(try random.uniform(shape: [8, 32, 8, 8], in: -1..<1))
    let weight = tape.variable(try random.uniform(shape: [64, 32, 3, 3], in: -0.1..<0.1))
    let loss = try images.convolution(weight: weight, padding: 1).squared().sum()
    let gradients = try tape.gradients(of: loss, for: [images, weight])
    let matrix = try random.uniform(shape: [300, 900], in: -1..<1)
    let products = try [matrix.matmul(matrix.transposed()), matrix.transposed().matmul(matrix)]
    return ([loss.detached()] + gradients + products).map { $0.values().map(\.bitPattern) }
  }

  /// Two threads that compute at the same time, each with settings of its own, get what each gets
  /// alone.
  @Test func threadsThatWorkAtTheSameTimeDoNotDisturbEachOther() throws {
    let two = [EngineSettings(threads: 1, winograd: false), EngineSettings(threads: 3)]
    let alone = try two.map { try $0.apply(Self.work) }
    #expect(alone[0] != alone[1], "the settings make no difference here")
    let wrong = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      for _ in 0..<20 where (try? two[index].apply(Self.work)) != alone[index] {
        wrong.withLock { $0 += 1 }
      }
    }
    #expect(wrong.withLock { $0 } == 0)
  }

  /// Gradients go the way that the forward pass went, wherever they are asked for.
  @Test func gradientsBelongToTheirForwardPass() throws {
    var random = Random(seed: 3, stream: "test")
    let images = try random.uniform(shape: [8, 32, 8, 8], in: -1..<1)
    let weight = try random.uniform(shape: [64, 32, 3, 3], in: -0.1..<0.1)
    func gradient(forward: Bool, backward: Bool) throws -> [Float] {
      let tape = Tape()
      let leaf = tape.variable(weight)
      let loss = try EngineSettings(winograd: forward).apply {
        try images.convolution(weight: leaf, padding: 1).squared().sum()
      }
      return try EngineSettings(winograd: backward).apply {
        try tape.gradients(of: loss, for: [leaf])[0].values()
      }
    }
    #expect(
      try gradient(forward: false, backward: true) == gradient(forward: false, backward: false))
    #expect(try gradient(forward: true, backward: false) == gradient(forward: true, backward: true))
  }
}
