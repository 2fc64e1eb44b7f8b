import ActiveLearning
import Tensors
import Testing

@Suite struct ScheduleTests {
  @Test func ratesArePyTorchs() throws {
    let golden = try GoldenOptimizers.load().schedules
    #expect(golden.count >= 7)
    for (text, expected) in golden {
      let schedule = try Schedule(text)
      for (step, factor) in expected.enumerated() {
        let ours = schedule.factor(at: step, of: expected.count)
        // PyTorch multiplies on from step to step, twenty roundings in double precision.
        #expect(abs(ours - factor) < 1e-13, "\(text), step \(step)")
      }
    }
  }

  @Test(
    arguments: [
      "constant", "multi_step 60 120 160 factor 0.2", "multi_step 0.25 0.5 0.75", "cosine",
      "cosine 200", "cosine floor 0.01", "cosine 100 floor 0.5", "warm_up 5 cosine",
      "warm_up 1 multi_step 30 60 80 factor 0.2", "warm_up 3 constant",
    ])
  func aScheduleIsReadAsItPrints(text: String) throws {
    #expect(try Schedule(text).description == text)
  }

  @Test(
    arguments: [
      "", "cosin", "constant 5", "multi_step", "multi_step 0", "multi_step -5", "multi_step nan",
      "multi_step 60 30", "multi_step 0.5 60", "multi_step 60 factor", "multi_step 60 factor 2",
      "cosine 0", "cosine 1.5", "cosine 10 20", "cosine floor 2", "cosine floor nan", "warm_up",
      "warm_up 0", "warm_up 99999999999999999999", "warm_up 2 warm_up 2", "warm_up 5 cosin",
    ])
  func whatIsNoScheduleIsRefused(text: String) {
    #expect {
      try Schedule(text)
    } throws: { "\($0)".hasPrefix("schedule: not understood (expected \"constant\", ") }
  }

  @Test func theEndsAreTheRateAndTheFloor() throws {
    let cosine = Schedule.cosine(floor: 0.25)
    #expect(cosine.rate(2, at: 0, of: 100) == 2)
    #expect(cosine.rate(2, at: 100, of: 100) == 0.5)
    // Beyond the end, at the floor; before the start, at the start.
    #expect(cosine.rate(2, at: 1000, of: 100) == 0.5)
    #expect(cosine.rate(2, at: -1, of: 100) == 2)
    #expect(cosine.rate(2, at: 0, of: 0) == 2)
  }

  @Test func warmUpEndsAtTheRate() {
    let schedule = Schedule.warmUp(steps: 4, then: .constant)
    let factors = (0..<6).map { schedule.factor(at: $0, of: 6) }
    #expect(factors == [0.25, 0.5, 0.75, 1, 1, 1])
  }

  @Test func aScheduleIsAnOptionLikeAnyOther() throws {
    let recipe = Recipe<Schedule>(
      "training", "A schedule.", source: "none",
      Option<Schedule>("schedule", .constant, "how the rate changes")
    ) { (schedule: Schedule) in schedule }
    let chosen = try Configuration(recipe, ["schedule": .text("warm_up 5,  cosine 90")])
    #expect(chosen.product == .warmUp(steps: 5, then: .cosine(total: 90)))
    // What a session file keeps is how it prints.
    #expect(chosen.values["schedule"] == .text("warm_up 5 cosine 90"))
    #expect {
      try Configuration(recipe, ["schedule": .text("cosin")])
    } throws: { "\($0)".contains("schedule") && "\($0)".contains("\"warm_up 5 cosine\"") }
    #expect(throws: Failure.self) { try Configuration(recipe, ["schedule": .number(5)]) }
  }

  @Test func anOpenOptionIsNilUnlessGiven() throws {
    let recipe = Recipe<Double>(
      "training", "A rate.", source: "none",
      Option<Double?>("rate", optional: 0...1, "step size")
    ) { (rate: Double?) in rate ?? -1 }
    #expect(try Configuration(recipe).product == -1)
    #expect(try Configuration(recipe, ["rate": .none]).product == -1)
    #expect(try Configuration(recipe, ["rate": .integer(1)]).product == 1)
    #expect(try Configuration(recipe).description == "training{}")
    #expect {
      try Configuration(recipe, ["rate": .number(2)])
    } throws: { "\($0)".contains("expected a number from 0.0 to 1.0, or nil, got 2.0") }
  }
}
