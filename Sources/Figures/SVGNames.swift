/// The names of parts in an SVG file, made the same for the same figure.
///
/// Cairo numbers surfaces and images through the life of the process; here they count from 1 in each file.
enum SVGNames {
  private static let kinds = ["surface", "image"].map { Array($0.utf8) }

  /// The file with each `surface123` and `image123` that is a name, or refers to one, renumbered.
  static func renumbered(_ file: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(file.count)
    var numbers: [ArraySlice<UInt8>: Int] = [:]
    var place = 0
    while place < file.count {
      let byte = file[place]
      result.append(byte)
      place += 1
      guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"),
        let kind = kinds.first(where: { file[place...].starts(with: $0) })
      else { continue }
      let digits = file[(place + kind.count)...].prefix { 48...57 ~= $0 }
      guard !digits.isEmpty, digits.endIndex < file.count,
        [UInt8(ascii: "\""), UInt8(ascii: ")")].contains(file[digits.endIndex])
      else { continue }
      let number = numbers[digits] ?? numbers.count + 1
      numbers[digits] = number
      result += kind + Array(String(number).utf8)
      place = digits.endIndex
    }
    return result
  }
}
