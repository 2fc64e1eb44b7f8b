import Formats
import Tensors

/// Grey images as lines `class index:value …`, classes and indices from 1, values from −1 to 1; role
/// "table", packed by bzip2.
///
/// A value that a line leaves out is 0. Values become bytes by rounding (v + 1)/2 · 255.
/// - Source: C.-C. Chang, C.-J. Lin, "LIBSVM Data: Classification (Multi-class)".
struct LIBSVMReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let path = try request.path("table")
    let text = try BZip2File.read(path, limit: 1 << 30)
    let pixels = request.manifest.shape.reduce(1, *)
    var (bytes, labels): ([UInt8], [Int]) = ([], [])
    for (number, line) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      var row = [UInt8](repeating: 128, count: pixels)
      var cells = line.split(separator: UInt8(ascii: " "))[...]
      guard let label = cells.popFirst().flatMap(DecimalNumber.read),
        let label = Int(exactly: label), request.manifest.classes.indices ~= label - 1
      else {
        throw Failure(
          "\(path):\(number + 1)", "does not begin with a class",
          expected: "1 to \(request.manifest.classes.count)")
      }
      for cell in cells where cell != [13] {
        guard let colon = cell.firstIndex(of: UInt8(ascii: ":")),
          let index = DecimalNumber.read(cell[..<colon]).flatMap({ Int(exactly: $0) }),
          1...pixels ~= index, let value = DecimalNumber.read(cell[(colon + 1)...]),
          -1...1 ~= value
        else {
          throw Failure(
            "\(path):\(number + 1)", "has no usable value",
            expected: "index:value, 1 to \(pixels) and -1 to 1",
            got: "\"\(String(decoding: cell.prefix(20), as: UTF8.self))\"")
        }
        row[index - 1] = UInt8(((value + 1) / 2 * 255).rounded())
      }
      bytes += row
      labels.append(label - 1)
    }
    try sink.append(bytes, shape: request.manifest.shape)
    return DatasetPart(count: labels.count, labels: labels)
  }
}

/// Numbers in decimal notation, without the cost of making a string of each.
enum DecimalNumber {
  /// As in `-0.948` or `1.5e-3`; nil where the text is no such number.
  static func read(_ text: ArraySlice<UInt8>) -> Double? {
    var rest = text
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    var (mantissa, digits, decimals, sawPoint) = (0, 0, 0, false)
    while let byte = rest.first {
      if byte == UInt8(ascii: "."), !sawPoint {
        sawPoint = true
      } else if 48...57 ~= byte, digits < 15 {
        mantissa = mantissa * 10 + Int(byte - 48)
        digits += 1
        if sawPoint { decimals += 1 }
      } else {
        // An exponent, or more digits than are exact: the library's turn.
        return Double(String(decoding: text, as: UTF8.self))
      }
      rest = rest.dropFirst()
    }
    guard digits > 0 else { return nil }
    // Both are exact (below 2^53 and 10^22), so their quotient is the nearest double.
    let value = Double(mantissa) / powers[decimals]
    return isNegative ? -value : value
  }

  private static let powers: [Double] = (0...15).map { power in
    (0..<power).reduce(1) { value, _ in value * 10 }
  }
}
