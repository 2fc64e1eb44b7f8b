import ActiveLearning
import Tensors
import Testing

@Suite struct MovingAverageTests {
  private func update(
    _ average: inout ExponentialMovingAverage, _ parameters: [NamedParameter],
    _ steps: ClosedRange<Int>
  ) throws {
    for step in steps {
      for (named, value) in zip(parameters, try GoldenOptimizers.gradients(step)) {
        named.parameter.value = value
      }
      try average.update(parameters)
    }
  }

  @Test func averagesArePyTorchs() throws {
    let expected = try #require(try GoldenOptimizers.load().averages["0.9"])
    let parameters = try GoldenOptimizers.start()
    var average = try ExponentialMovingAverage(of: parameters, decay: 0.9)
    try update(&average, parameters, 1...6)
    let ours = parameters.flatMap { average.averages[$0.name]?.values() ?? [] }
    // Three roundings of numbers up to 2 in each of six updates; 1 − 0.9 is off by 2⁻²⁵.
    #expect(greatestDifference(ours, expected) < 2e-6)
  }

  @Test func goesOnBitForBitFromItsState() throws {
    let (one, two) = try (GoldenOptimizers.start(), GoldenOptimizers.start())
    var whole = try ExponentialMovingAverage(of: one, decay: 0.9, warmsUp: true)
    var half = try ExponentialMovingAverage(of: two, decay: 0.9, warmsUp: true)
    var rest = half
    try update(&whole, one, 1...6)
    try update(&half, two, 1...3)
    try rest.restore(half.state)
    try update(&rest, two, 4...6)
    #expect(try whole.state.mapValues { $0.values() } == rest.state.mapValues { $0.values() })
  }

  @Test func warmingUpForgetsTheStart() throws {
    let parameter = Parameter(try Tensor([100], shape: [1]))
    let named = [NamedParameter("w", parameter)]
    var average = try ExponentialMovingAverage(of: named, decay: 0.999, warmsUp: true)
    var seen: [Float] = []
    for value in [1, 2, 4, 8] as [Float] {
      parameter.value = try Tensor([value], shape: [1])
      try average.update(named)
      seen += average.averages["w"]?.values() ?? []
    }
    // As long as 1 − 1/(t + 1) is the smaller one, the plain mean of what came: 1, 3/2, 7/3, 15/4.
    for (ours, mean) in zip(seen, [1, 1.5, 7.0 / 3, 3.75] as [Float]) {
      #expect(abs(ours - mean) < 1e-6)
    }
  }

  @Test func runningStatisticsAreTakenOver() throws {
    let statistic = Parameter(try Tensor([1], shape: [1]), isTrained: false)
    let named = [NamedParameter("running_mean", statistic)]
    var average = try ExponentialMovingAverage(of: named)
    statistic.value = try Tensor([5], shape: [1])
    try average.update(named)
    #expect(average.averages["running_mean"]?.values() == [5])
  }

  @Test func parametersAreGivenBackAlsoAfterAnError() throws {
    let parameter = Parameter(try Tensor([1], shape: [1]))
    let named = [NamedParameter("w", parameter)]
    let average = try ExponentialMovingAverage(of: named)
    parameter.value = try Tensor([2], shape: [1])
    #expect(average.applied(to: named) { parameter.value.values() } == [1])
    #expect(throws: Failure.self) {
      try average.applied(to: named) { throw Failure("evaluation", "stopped") }
    }
    #expect(parameter.value.values() == [2])
  }

  @Test func wrongDecaysAndUnknownNamesAreRefused() throws {
    #expect(throws: Failure.self) { try ExponentialMovingAverage(of: [], decay: 1) }
    #expect(throws: Failure.self) { try ExponentialMovingAverage(of: [], decay: .nan) }
    var average = try ExponentialMovingAverage(of: [])
    #expect {
      try average.update([NamedParameter("w", Parameter(try .zeros([1])))])
    } throws: { "\($0)" == "moving average: 'w' was not there at the start" }
    #expect(throws: Failure.self) { try average.restore([:]) }
  }
}
