import ActiveLearning
import Tensors
import Testing

/// What the loop of all trainings promises.
@Suite struct TrainingLoopTests {
  /// Counts the steps of three in an epoch, and draws one word for each.
  private static func run(
    _ count: Stored<Int>, epochs: Int = 3, steps: Int = 3, unit: TrainingLoop.Unit = .epochs,
    streams: inout Streams, monitor: Monitor = Monitor(),
    end: ([LossTerm]) -> Void = { _ in },
    step: (Int) throws -> Double? = { Double($0) }
  ) throws -> [LossTerm] {
    try TrainingLoop("training", named: "test", unit: unit, keeping: count, monitor: monitor).run(
      epochs: epochs, streams: &streams, begin: { _ in steps },
      step: { place, streams in
        count.value += 1
        _ = streams["shuffle"].word()
        #expect(place.isLast == (place.step == steps))
        return try step(count.value).map { [LossTerm("loss", $0)] }
      }, end: end)
  }

  @Test func meansAreOfTheLastEpoch() throws {
    var streams = Streams(seed: 1)
    var (ends, reports) = ([Double](), [Progress]())
    let terms = try Self.run(
      Stored(0), streams: &streams, monitor: Monitor(report: { reports.append($0) }),
      end: { ends.append($0[0].value) })
    #expect(terms == [LossTerm("loss", 8)])
    #expect(ends == [2, 5, 8])
    #expect(reports.map(\.loss) == [1, 1.5, 2, 4, 4.5, 5, 7, 7.5, 8])
    #expect(reports.map(\.step) == [1, 2, 3, 1, 2, 3, 1, 2, 3])
    #expect(reports.allSatisfy { $0.epochs == 3 && $0.steps == 3 && $0.stage == "training" })
  }

  @Test func iterationsReportTheLatestLoss() throws {
    var streams = Streams(seed: 1)
    var losses: [Double?] = []
    let terms = try Self.run(
      Stored(0), epochs: 1, steps: 4, unit: .iterations, streams: &streams,
      monitor: Monitor(report: { losses.append($0.loss) }))
    #expect(losses == [1, 2, 3, 4] && terms == [LossTerm("loss", 4)])
  }

  @Test func aStopKeepsTheStepsThatWereDone() {
    var streams = Streams(seed: 1)
    let count = Stored(0)
    let monitor = Monitor(checkpoint: { if count.value == 5 { throw Cancelled() } })
    #expect(throws: Cancelled.self) {
      try Self.run(count, streams: &streams, monitor: monitor)
    }
    var same = Streams(seed: 1)
    for _ in 0..<5 { _ = same["shuffle"].word() }
    #expect(count.value == 5 && streams == same)
  }

  @Test(arguments: [(2, 0), (5, 3), (9, 6)])
  func aFailureGoesBackToTheEndOfTheEpochBefore(step: Int, kept: Int) {
    var streams = Streams(seed: 1)
    let count = Stored(0)
    var epochs = 0
    #expect(throws: Failure.self) {
      try Self.run(count, streams: &streams, end: { _ in epochs += 1 }) {
        if $0 == step { throw Failure("test", "no") }
        return 0
      }
    }
    var same = Streams(seed: 1)
    for _ in 0..<kept { _ = same["shuffle"].word() }
    #expect(count.value == kept && streams == same && epochs == kept / 3)
  }

  /// Where it converges as an epoch begins, the means are those of the epoch before.
  @Test(arguments: [(4, 2.0), (6, 4.5)])
  func aTrainingThatHasConvergedEnds(step: Int, mean: Double) throws {
    var streams = Streams(seed: 1)
    var last: Progress?
    let terms = try Self.run(
      Stored(0), streams: &streams, monitor: Monitor(report: { last = $0 }),
      step: { $0 == step ? nil : Double($0) })
    #expect(terms == [LossTerm("loss", mean)])
    // The epoch in which it converges counts.
    #expect(last?.epoch == 2 && last?.step == last?.steps)
  }

  @Test func positionsNameTheWork() throws {
    var streams = Streams(seed: 1)
    for (unit, position) in [
      (TrainingLoop.Unit.epochs, "test epoch 1, step 1"), (.iterations, "test step 1"),
    ] {
      try TrainingLoop("training", named: "test", unit: unit, monitor: Monitor()).run(
        epochs: 1, streams: &streams, begin: { _ in 1 },
        step: { place, _ in
          #expect(place.position == position)
          return [LossTerm("loss", 0)]
        })
    }
  }
}
