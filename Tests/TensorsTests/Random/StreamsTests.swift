import Foundation
import Tensors
import Testing

@Suite struct StreamsTests {
  @Test func drawingFromOneStreamShiftsNoOther() {
    var (quiet, busy) = (Streams(seed: 3), Streams(seed: 3))
    _ = busy["augmentation"].permutation(1000)
    #expect(quiet["shuffle"].permutation(50) == busy["shuffle"].permutation(50))
  }

  @Test func streamsGoOnWhereTheyStand() {
    var streams = Streams(seed: 3)
    var alone = Random(seed: 3, stream: "weights")
    let together = (0..<4).map { _ in streams["weights"].normal() }
    #expect(together == (0..<4).map { _ in alone.normal() })
  }

  @Test func namesAndSeedsGiveDifferentStreams() {
    let streams = [Streams(seed: 3), Streams(seed: 4)]
    let first = streams.flatMap { streams in
      ["split", "weights", "shuffle", ""].map { name -> UInt64 in
        var rng = streams[name]
        return rng.next()
      }
    }
    #expect(Set(first).count == 8)
  }

  @Test func onlyStreamsThatWereDrawnFromAreKept() throws {
    var streams = Streams(seed: 3)
    streams["split"] = streams["split"]
    #expect(streams == Streams(seed: 3))
    _ = streams["weights"].uniform()
    _ = streams["shuffle"].uniform()
    #expect(streams.names == ["shuffle", "weights"])
    let data = try JSONEncoder().encode(streams)
    #expect(try JSONDecoder().decode(Streams.self, from: data) == streams)
  }
}
