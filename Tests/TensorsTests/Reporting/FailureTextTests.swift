import Tensors
import Testing

@Suite struct FailureTextTests {
  @Test func positionsAreCountedAsAsked() {
    let text: FailureText = "row \(index: 2) of \(indicesBelow: 3), not \(indices: [0, 4])"
    #expect(text.description == "row 2 of 0 to 2, not [0, 4]")
    #expect(text.text(countingFrom: 1) == "row 3 of 1 to 3, not [1, 5]")
  }

  @Test func otherNumbersStayAsTheyAre() {
    let text: FailureText = "\(7) values, \"\(index: 0)\" among \([1, 2])"
    #expect(text.text(countingFrom: 1) == "7 values, \"1\" among [1, 2]")
  }

  @Test func ofNothingThereIsNoPosition() {
    let text: FailureText = "\(indicesBelow: 0)"
    #expect(text.text(countingFrom: 1) == "none" && text.description == "none")
  }

  @Test func theLargestNumbersDoNotTrap() {
    let text: FailureText = "\(index: .max) \(indices: [.max])"
    #expect(text.text(countingFrom: 1) == "\(Int.min) [\(Int.min)]")
  }

  @Test func equalClausesAreEqualHoweverTheyAreWritten() {
    let inner: FailureText = "b \(index: 1)"
    #expect("a \("b") c" as FailureText == "a b c")
    #expect("a \(inner)" as FailureText == "a b \(index: 1)")
    // What is a position is not the digit that it looks like.
    #expect("\(index: 1)" as FailureText != "1")
  }
}

@Suite struct FailureCodeTests {
  private let failure = Failure(
    "x", "no row \(index: 0)", expected: "\(indicesBelow: 2)", got: "\(index: 5)",
    code: .outOfRange, subject: "s")

  @Test func theLineHasItsFacts() {
    #expect(failure.description == "x: no row 0 (expected 0 to 1, got 5)")
    #expect(failure.reason.text(countingFrom: 1) == "no row 1 (expected 1 to 2, got 6)")
    #expect(Failure("x", "y").description == "x: y")
    #expect(Failure("x", "y", got: "z").description == "x: y (got z)")
  }

  @Test func anotherWhoKeepsTheRest() {
    let other = failure.of("y: x")
    #expect(other.who == "y: x" && other.code == .outOfRange && other.subject == "s")
    #expect(other.reason == failure.reason)
  }

  /// Strings that were made elsewhere come in as they are, literals keep their positions.
  @Test func stringsAndLiteralsAreTakenAlike() {
    let name = "5 things"
    let made = Failure("x", "is wrong", got: name)
    #expect(made == Failure("x", "is wrong", got: "5 things"))
    #expect(made.code == .invalid)
    #expect(UnknownName.failure("x", "thing", "y", known: ["z"]).code == .unknownName)
  }
}
