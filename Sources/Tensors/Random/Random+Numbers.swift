extension Random {
  /// A uniform number in [0, 1), a multiple of 2⁻²⁴. Takes one word.
  public mutating func uniform() -> Float {
    Float(word() >> 8) * 0x1p-24
  }

  /// A uniform number in `range`, its upper bound excluded. Takes one word.
  public mutating func uniform(in range: Range<Float>) -> Float {
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    return value < range.upperBound ? value : range.upperBound.nextDown
  }

  /// An integer in 0 ..< `bound`, each equally likely. Takes a word (two where `bound` ≥ 2³²),
  /// rarely more.
  /// - Source: Lemire 2019, "Fast random integer generation in an interval", algorithm 5.
  /// - Precondition: `bound` is positive.
  public mutating func int(below bound: Int) -> Int {
    precondition(bound > 0, "Random.int(below: \(bound)): the bound must be positive")
    if bound <= Int(UInt32.max) {
      let width = UInt32(bound)
      return Int(below(width) { $0.word() })
    }
    return Int(below(UInt64(bound)) { $0.next() })
  }

  private mutating func below<Word: FixedWidthInteger & UnsignedInteger>(
    _ bound: Word, draw: (inout Random) -> Word
  ) -> Word where Word.Magnitude == Word {
    var product = draw(&self).multipliedFullWidth(by: bound)
    if product.low < bound {
      // Of the 2^w words, 2^w mod bound are too many for equal shares; they are drawn again.
      let surplus = (0 &- bound) % bound
      while product.low < surplus { product = draw(&self).multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}
