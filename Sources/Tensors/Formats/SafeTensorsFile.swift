import FoundationEssentials

/// Named arrays in the safetensors format: a JSON header, then all numbers.
/// - Source: huggingface/safetensors, README "Format" and `safetensors/src/tensor.rs`.
package struct SafeTensorsFile: Equatable {
  /// One array.
  package struct Array: Equatable {
    package let shape: [Int]
    package let values: [Float]
  }

  package let arrays: [String: Array]
  package let metadata: [String: String]

  /// Reads a file.
  /// - Throws: `Failure` that begins with `name` where the header is damaged, or does not fit the data.
  package init(_ bytes: [UInt8], name: String) throws {
    let (header, start) = try SafeTensorsHeader.parse(bytes, name: name)
    var end = 0
    var arrays: [String: Array] = [:]
    // Arrays lie one after another, without holes, up to the end of the file.
    for (key, entry) in header.entries.sorted(by: Self.byPlace) {
      let who = "\(name): array \(JSONText.quoted(key))"
      guard let type = ElementType.allCases.first(where: { $0.safeTensorsName == entry.dtype })
      else {
        let known = ElementType.allCases.map(\.safeTensorsName).joined(separator: ", ")
        throw Failure(
          who, "numbers of type \(JSONText.quoted(entry.dtype)) are not read", expected: known)
      }
      guard entry.offsets.count == 2, entry.offsets[0] == end, entry.offsets[1] >= end else {
        throw Failure(
          who, "place in the file is not usable", expected: "it to begin at byte \(end)",
          got: "\(entry.offsets)")
      }
      guard let size = SizeProduct.of(entry.shape + [type.size]), size == entry.offsets[1] - end
      else {
        throw Failure(
          who, "shape \(entry.shape) of \(type.safeTensorsName) does not fill its place",
          expected: "\(entry.offsets[1] - end) bytes")
      }
      end = entry.offsets[1]
      guard end <= bytes.count - start else {
        throw Failure(
          name, "ends early", expected: "\(end) bytes of data or more",
          got: "\(bytes.count - start)")
      }
      try Memory.require(4 * Double(size / type.size), for: who)
      arrays[key] = Array(
        shape: entry.shape, values: type.floats(bytes[start + end - size..<start + end]))
    }
    guard end == bytes.count - start else {
      throw Failure(
        name, "data goes on after the last array", expected: "\(end) bytes",
        got: "\(bytes.count - start)")
    }
    self.arrays = arrays
    metadata = header.metadata
  }

  /// The beginning of a file of float32 arrays, in this order; their bytes follow.
  package static func header(
    _ arrays: [(name: String, shape: [Int])], metadata: [String: String]
  ) -> [UInt8] {
    var fields: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { utf8Order($0.key, $1.key) }
        .map { "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))" }
      fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    for (name, shape) in arrays {
      let size = 4 * shape.reduce(1, *)
      let sizes = shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(JSONText.quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(sizes)],"
          + "\"data_offsets\":[\(end),\(end + size)]}")
      end += size
    }
    var text = Swift.Array("{\(fields.joined(separator: ","))}".utf8)
    // Numbers begin at a multiple of 8.
    text += repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }

  /// The order in which names are written: by their bytes.
  package static func utf8Order(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private static func byPlace(
    _ a: (key: String, value: SafeTensorsHeader.Entry),
    _ b: (key: String, value: SafeTensorsHeader.Entry)
  ) -> Bool {
    a.value.offsets != b.value.offsets
      ? a.value.offsets.lexicographicallyPrecedes(b.value.offsets) : utf8Order(a.key, b.key)
  }
}
