/// Images as text: each character is two pixels, one above the other.
enum HalfBlocks {
  /// One line of text per two rows of pixels.
  static func lines(_ image: Image, on terminal: Terminal) -> [String] {
    stride(from: 0, to: image.height, by: 2).map { row in
      var line = ""
      var last: (SIMD3<UInt8>, SIMD3<UInt8>?)?
      for column in 0..<image.width {
        let upper = image.colour(column: column, row: row)
        let lower = row + 1 < image.height ? image.colour(column: column, row: row + 1) : nil
        guard terminal != .plain else {
          line.append(character(upper, lower ?? upper))
          continue
        }
        if last.map({ $0 != upper || $1 != lower }) ?? true {
          // An odd last row leaves the lower half as the terminal has it.
          line += terminal.escape(upper)
          line += lower.map { terminal.escape($0, background: true) } ?? "\u{1B}[49m"
          last = (upper, lower)
        }
        line += "▀"
      }
      return terminal == .plain ? line : line + "\u{1B}[0m"
    }
  }

  private static let ramp = Array(" .:-=+*#%@")

  /// The character that is about as bright as the mean of two pixels, on a dark terminal.
  private static func character(_ a: SIMD3<UInt8>, _ b: SIMD3<UInt8>) -> Character {
    let sum = SIMD3<Int>(truncatingIfNeeded: a) &+ SIMD3<Int>(truncatingIfNeeded: b)
    // Luma of ITU-R BT.601, of two pixels.
    let brightness = (299 * sum.x + 587 * sum.y + 114 * sum.z) / 2000
    return ramp[min(ramp.count - 1, brightness * ramp.count / 256)]
  }
}
