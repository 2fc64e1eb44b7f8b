/// Run lengths of BMP images, of 4 and 8 bits.
/// - Source: Microsoft, "Bitmap Compression".
enum BMPRuns {
  /// A number for each pixel, from the lowest row up; nil where the runs end before the image does, or
  /// go beyond it. What they leave out has the first colour.
  static func unpack(_ runs: ArraySlice<UInt8>, bits: Int, _ width: Int, _ height: Int) -> [UInt8]?
  {
    var result = [UInt8](repeating: 0, count: width * height)
    var (x, y, place) = (0, 0, runs.startIndex)
    /// False where a run goes beyond its row.
    func put(_ number: UInt8) -> Bool {
      guard x < width, y < height else { return false }
      result[y * width + x] = number
      x += 1
      return true
    }
    /// The pixel at a place of a row of bytes.
    func pixel(_ byte: UInt8, _ index: Int) -> UInt8 {
      bits == 8 ? byte : index % 2 == 0 ? byte >> 4 : byte & 15
    }
    while y < height {
      guard place + 2 <= runs.endIndex else { return x >= width && y == height - 1 ? result : nil }
      let (count, value) = (Int(runs[place]), runs[place + 1])
      place += 2
      guard count == 0 else {
        for index in 0..<count {
          guard put(pixel(value, index)) else { return nil }
        }
        continue
      }
      switch value {
      case 0: (x, y) = (0, y + 1)
      case 1: return result
      case 2:
        guard place + 2 <= runs.endIndex else { return nil }
        x += Int(runs[place])
        y += Int(runs[place + 1])
        place += 2
      default:
        let length = (Int(value) * bits + 7) / 8
        guard place + length <= runs.endIndex else { return nil }
        for index in 0..<Int(value) {
          guard put(pixel(runs[place + index * bits / 8], index)) else { return nil }
        }
        // Runs begin at even places.
        place += length + length % 2
      }
    }
    return result
  }
}
