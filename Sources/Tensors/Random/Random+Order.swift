extension Random {
  /// Puts the elements into random order: Fisher–Yates from the front.
  ///
  /// Place i = 0, 1, … takes the element at i + int(below: n − i), and gives its own away.
  /// - Source: Durstenfeld 1964, algorithm 235. Differs: from the front, so that a prefix is a sample.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    shuffle(&elements, first: elements.count - 1)
  }

  /// The numbers 0 ..< `n` in random order.
  public mutating func permutation(_ n: Int) -> [Int] {
    var numbers = Array(0..<n)
    shuffle(&numbers)
    return numbers
  }

  /// `count` different numbers of 0 ..< `n`, in random order: the first of `permutation(n)`.
  /// - Throws: `Failure` where `count` is negative or larger than `n`.
  /// - Complexity: O(n) memory, `count` draws.
  public mutating func sample(_ count: Int, of n: Int) throws -> [Int] {
    guard 0...max(n, 0) ~= count else {
      throw Failure(
        "sample", "cannot draw without replacement", expected: "0 to \(max(n, 0)) numbers",
        got: "\(count)")
    }
    var numbers = Array(0..<max(n, 0))
    shuffle(&numbers, first: count)
    return Array(numbers.prefix(count))
  }

  private mutating func shuffle<Element>(_ elements: inout [Element], first count: Int) {
    for place in 0..<max(0, min(count, elements.count - 1)) {
      elements.swapAt(place, place + int(below: elements.count - place))
    }
  }
}
