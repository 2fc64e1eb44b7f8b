import FoundationEssentials

/// The JSON header of a safetensors file.
struct SafeTensorsHeader: Decodable {
  struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  private(set) var entries: [String: Entry] = [:]
  private(set) var metadata: [String: String] = [:]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
    }
  }

  /// The header, and where the numbers begin.
  /// - Throws: `Failure` that begins with `name`.
  static func parse(_ bytes: [UInt8], name: String) throws -> (SafeTensorsHeader, start: Int) {
    guard bytes.count >= 10 else {
      throw Failure(
        name, "is no safetensors file", expected: "10 bytes or more", got: "\(bytes.count)")
    }
    // The format's own limit on headers; it also keeps the sum below from overflowing.
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000, bytes[8] == UInt8(ascii: "{") else {
      throw Failure(
        name, "is no safetensors file", expected: "the length of a header, then {")
    }
    let start = 8 + Int(length)
    guard start <= bytes.count else {
      throw Failure(
        name, "header ends early", expected: "\(length) bytes", got: "\(bytes.count - 8)")
    }
    do {
      let json = Data(bytes[8..<start])
      return (try JSONDecoder().decode(SafeTensorsHeader.self, from: json), start)
    } catch {
      throw Failure(
        name, "header of safetensors is damaged",
        expected: "JSON with dtype, shape and data_offsets of each array")
    }
  }
}
