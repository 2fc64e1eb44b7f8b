import ActiveLearning
import Foundation
import Tensors
import Testing

@Suite struct PoolTests {
  private var pool: Pool

  init() throws {
    pool = try Pool([8, 2, 5, 11])
    try pool.label([5, 2], as: [1, 0], round: 0)
  }

  @Test func labelsAreKeptInTheOrderTheyCame() throws {
    #expect(pool.labelledIDs == [5, 2])
    #expect(pool.unlabelledIDs == [8, 11])
    #expect(pool.unlabelledCount == 2)
    #expect(try pool.labels(of: [2, 5]) == [0, 1])
    #expect(pool.label(of: 8) == nil)
    #expect(pool.contains(8) && !pool.contains(9) && !pool.contains(12))
  }

  @Test(arguments: [
    ([8, 9], [0, 0], "pool: image 9 is not in it"),
    (
      [8, 5], [0, 0], "pool: image 5 has a label already (got class 1 since round 0)"
    ),
    (
      [8, 8], [0, 0], "pool: image 8 has a label already (got class 0 since round 1)"
    ),
    ([8, 11], [0], "pool: each image needs one class (expected 2 classes, got 1)"),
    ([8, 11], [0, -1], "pool: not a class (expected 0 or more, got -1)"),
  ])
  mutating func aRefusedLabelChangesNothing(ids: [Int], classes: [Int], message: String) {
    let before = pool
    var copy = pool
    let failure = #expect(throws: Failure.self) { try copy.label(ids, as: classes, round: 1) }
    #expect(failure?.description == message)
    #expect(copy == before)
  }

  @Test func anIDThatIsThereTwiceIsRefused() {
    #expect {
      try Pool([3, 1, 3])
    } throws: { "\($0)" == "pool: image 3 is in it twice" }
  }

  @Test func aBudgetLargerThanThePoolIsRefused() throws {
    try pool.checkBudget(2)
    #expect(
      throws: Failure(
        "budget", "larger than what is left to label", expected: "at most 2", got: "3")
    ) { try pool.checkBudget(3) }
    #expect(throws: Failure("budget", "nothing to ask", expected: "1 or more", got: "0")) {
      try pool.checkBudget(0)
    }
  }

  @Test func aPoolIsWrittenAndReadWhole() throws {
    let copy = try JSONDecoder().decode(Pool.self, from: JSONEncoder().encode(pool))
    #expect(copy == pool)
    #expect(copy.label(of: 5) == 1)
  }

  @Test func aWrittenPoolThatContradictsItselfIsRefused() {
    let json = #"{"candidates":[1,2],"entries":[{"id":3,"label":0,"round":0}]}"#
    #expect {
      try JSONDecoder().decode(Pool.self, from: Data(json.utf8))
    } throws: { "\($0)" == "pool: image 3 is not in it" }
  }
}
