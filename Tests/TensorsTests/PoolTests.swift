import CKernels
import Tensors
import Testing

/// The memory under tensors.
@Suite(.serialized) struct PoolTests {
  private static let megabyte = 1 << 20

  /// A tensor of so many bytes that are not set to anything that matters.
  private func block(_ bytes: Int) throws -> Tensor { try Tensor(repeating: 0, shape: [bytes / 4]) }

  @Test func blocksDoNotOverlap() throws {
    let live = ck_live_bytes()
    var random = Random(seed: 5, stream: "test")
    var blocks = [(tensor: Tensor, mark: Float)?](repeating: nil, count: 60)
    for step in 0..<2000 {
      let place = Int(random.word() % 60)
      if let block = blocks[place].take() {
        // Both ends and the middle are as they were left.
        let ends = block.tensor.withValues { [$0[0], $0[$0.count / 2], $0[$0.count - 1]] }
        #expect(ends == [block.mark, block.mark, block.mark])
      } else {
        let count = 1 + Int(random.word() % 5) * Self.megabyte / 4 + Int(random.word() % 3000)
        blocks[place] = (try Tensor(repeating: Float(step), shape: [count]), Float(step))
      }
      if step % 300 == 0 { Engine.trim() }
    }
    blocks = []
    #expect(ck_live_bytes() == live)
  }

  @Test func whatWasGivenBackServesWhateverFits() throws {
    let sizes = [16, 8, 8, 12, 4, 16].map { $0 * Self.megabyte }
    func take(_ places: ClosedRange<Int>) throws -> Int {
      let blocks = try places.map { try block(sizes[$0]) }
      return blocks.isEmpty ? 0 : Engine.systemAllocations
    }
    let asked = try take(0...0)
    for places in [1...2, 3...4, 5...5] { #expect(try take(places) == asked) }
  }

  @Test func theRecentPeakStartsAnew() throws {
    let live = ck_live_bytes()
    _ = ck_recent_peak_bytes()
    let bytes = 3 * Self.megabyte
    #expect(try block(bytes).count == bytes / 4)
    #expect(ck_recent_peak_bytes() == live + Int64(bytes))
    #expect(ck_recent_peak_bytes() == live)
    #expect(ck_peak_bytes() >= live + Int64(bytes))
  }

  @Test func freeMemoryGoesBackToTheSystem() throws {
    let bytes = 8 * Self.megabyte
    var blocks: [Tensor?] = try [block(bytes), block(Self.megabyte), block(bytes)]
    // One stays, between free ranges.
    (blocks[0], blocks[2]) = (nil, nil)
    let before = Engine.freeBytes
    #expect(before >= 2 * bytes)
    Engine.trim()
    // Less than two huge pages remain beside a block that lies between free ranges.
    #expect(Engine.freeBytes <= before - 2 * bytes + 4 * Self.megabyte)
    #expect(blocks[1]?.values().allSatisfy { $0 == 0 } == true)
  }
}
