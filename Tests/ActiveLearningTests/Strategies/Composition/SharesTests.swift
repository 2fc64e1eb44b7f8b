import ActiveLearning
import Testing

@Test func sharesGoDownAndTheLargestRemaindersGetTheRest() {
  #expect(Shares.split(10, by: [0.5, 0.3, 0.2]) == [5, 3, 2])
  #expect(Shares.split(7, by: [1, 1, 1]) == [3, 2, 2])
  #expect(Shares.split(3, by: [0.1, 0.7, 0.2]) == [0, 2, 1])
  #expect(Shares.split(10, by: [1, 2, 7].map { $0 / 10 }) == [1, 2, 7], "0.7 · 10 is 7")
  #expect(Shares.split(0, by: [1, 2]) == [0, 0])
  #expect(Shares.split(3, by: []) == [])
}

@Test func whatAFullPlaceCannotTakeGoesToOthers() {
  #expect(Shares.split(10, by: [1, 1], capacities: [2, 20]) == [2, 8])
  #expect(Shares.split(10, by: [1, 0, 1], capacities: [2, 9, 3]) == [2, 5, 3])
  #expect(
    Shares.split(10, by: [1, 1], capacities: [2, 3]) == [2, 3], "no more than there is room")
  #expect(Shares.split(4, by: [0, 0], capacities: [9, 9]) == [2, 2])
}
