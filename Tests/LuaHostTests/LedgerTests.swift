import LuaHost
import Testing

@Suite struct LedgerTests {
  private static let megabyte = 1 << 20

  @Test func bytesOutsideLuaPushTheCollector() throws {
    let sample = try Sample()
    sample.state.collectionThreshold = 64 * Self.megabyte
    _ = try sample.run("for i = 1, 1000 do local c = shop.counter{ bytes = 8 << 20 } end")
    #expect(sample.peak <= 10)
    #expect(sample.state.objectBytes == sample.alive * 8 * Self.megabyte)
  }

  @Test func withoutTheirCountTheyWouldPileUp() throws {
    let sample = try Sample()
    sample.state.collectionThreshold = .max
    _ = try sample.run("for i = 1, 1000 do local c = shop.counter{ bytes = 8 << 20 } end")
    #expect(sample.peak > 50)
  }

  @Test func poolsThatCountForThemselvesPushItToo() throws {
    let sample = try Sample()
    sample.state.collectionThreshold = 64 * Self.megabyte
    sample.state.externalBytes = { [unowned sample] in sample.alive * 8 * Self.megabyte }
    _ = try sample.run("for i = 1, 1000 do local c = shop.counter{} end")
    #expect(sample.peak <= 10)
  }

  @Test func liveObjectsRaiseTheThreshold() throws {
    let sample = try Sample()
    sample.state.collectionThreshold = 16 * Self.megabyte
    _ = try sample.run("kept = {} for i = 1, 20 do kept[i] = shop.counter{ bytes = 8 << 20 } end")
    #expect(sample.alive == 20)
    #expect(sample.state.objectBytes == 160 * Self.megabyte)
    _ = try sample.run("kept = nil")
    sample.state.collect()
    #expect(sample.state.objectBytes == 0)
    #expect(sample.alive == 0)
  }

  @Test func closingAStateGivesEverythingBack() throws {
    var alive = 0
    do {
      let state = try State { _ in }
      try state.install([
        Module(
          "m", "A module.",
          functions: [
            Function("make", "A counter.") {
              alive += 1
              return Counter(0) { alive -= 1 }
            }
          ], types: [UserType<Counter>("counter", "Counts.", members: [])])
      ])
      try state.evaluate(cell: "a = m.make() b = m.make()")
      #expect(alive == 2)
    }
    #expect(alive == 0)
  }

  @Test func argumentsAreLetGoWithinACell() throws {
    let sample = try Sample()
    let before = sample.state.memory
    _ = try sample.run("for i = 1, 20000 do shop.sum{ i, i, i, i } end collectgarbage()")
    #expect(sample.state.memory < before + 200_000)
  }

  @Test func valuesHeldBySwiftStayAliveAndThenGo() throws {
    let sample = try Sample()
    var held: [Value]? = try sample.run("{ shop.load 'x' }")
    sample.state.collect()
    #expect(sample.alive == 1)
    #expect(held?.count == 1)
    held = nil
    sample.state.collect()
    sample.state.collect()
    #expect(sample.alive == 0)
  }
}
