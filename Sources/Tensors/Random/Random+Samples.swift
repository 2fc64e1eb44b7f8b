extension Random {
  /// The stream of one sample in one epoch, at its beginning: what is drawn for a sample depends on
  /// neither the others nor the threads.
  ///
  /// Its number is the Philox block at (sample, epoch, this stream) under the seed, so the streams of a run
  /// differ (two of 10⁷ coincide with probability 3·10⁻⁶). Takes no word of this stream.
  public func stream(of sample: Int, epoch: Int = 0) -> Random {
    let block = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: epoch),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return Random(seed: seed, stream: UInt64(block[0]) | UInt64(block[1]) << 32, words: 0)
  }
}
