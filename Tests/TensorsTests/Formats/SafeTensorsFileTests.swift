import Tensors
import Testing

/// Expected files: scripts/dev/golden-formats.py (Python's safetensors).
@Suite struct SafeTensorsFileTests {
  private let names = ["bias", "scalar", "weight", "ä \"quoted\"\n"]
  private let shapes = [[3], [], [3, 4], [1]]
  private let places = [0..<3, 7..<8, 0..<12, 3..<4]

  private func written() -> [UInt8] {
    SafeTensorsFile.header(Array(zip(names, shapes)), metadata: ["format": "crescent"])
      + places.flatMap { range in
        GoldenFile.bits[range].flatMap { word in
          (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
      }
  }

  @Test func everyBitIsRead() throws {
    let file = try SafeTensorsFile(GoldenFile.bytes("exact.safetensors"), name: "x")
    #expect(Set(file.arrays.keys) == Set(names))
    for (name, (shape, place)) in zip(names, zip(shapes, places)) {
      #expect(file.arrays[name]?.shape == shape, "\(name)")
      let bits = file.arrays[name]?.values.map(\.bitPattern)
      #expect(bits == Array(GoldenFile.bits[place]), "\(name)")
    }
    #expect(file.metadata == ["format": "crescent"])
  }

  @Test func theBytesOfPythonAreWritten() throws {
    #expect(written() == (try GoldenFile.bytes("exact.safetensors")))
  }

  @Test func otherTypesAreConverted() throws {
    let file = try SafeTensorsFile(GoldenFile.bytes("types.safetensors"), name: "x")
    #expect(file.arrays.count == 12)
    for (name, array) in file.arrays {
      #expect(array.values == (name == "bool" ? [0, 1, 1, 1] : [0, 1, 2, 100]), "\(name)")
    }
  }

  @Test func brainFloatsAreTheUpperHalf() throws {
    let file = try SafeTensorsFile(
      packed(
        #"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, [0x80, 0x3F, 0x20, 0xC1]),
      name: "x")
    #expect(file.arrays["a"]?.values == [1, -10])
  }

  private func packed(_ header: String, _ data: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
      + data
  }

  @Test(arguments: [
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3,
      "x: ends early (expected 4 bytes of data or more, got 3)"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5,
      "x: data goes on after the last array (expected 4 bytes, got 5)"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
      "x: array \"a\": place in the file is not usable (expected it to begin at byte 0, got [4, 8])"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "x: array \"a\": shape [2] of F32 does not fill its place (expected 4 bytes)"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
      "x: array \"a\": shape [4611686018427387904, 4] of F32 does not fill its place (expected 0 bytes)"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1]}}"#, 4,
      "x: header of safetensors is damaged"
        + " (expected JSON with dtype, shape and data_offsets of each array)"
    ),
  ])
  func whatDoesNotFitIsNamed(header: String, data: Int, message: String) {
    let bytes = packed(header, Array(repeating: 0, count: data))
    let failure = #expect(throws: Failure.self) { try SafeTensorsFile(bytes, name: "x") }
    #expect(failure?.description == message)
  }

  @Test func anUnknownTypeListsTheKnown() {
    let bytes = packed(#"{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, [0])
    let failure = #expect(throws: Failure.self) { try SafeTensorsFile(bytes, name: "x") }
    #expect(failure?.what == "numbers of type \"F8_E4M3\" are not read")
    #expect(failure?.expected?.description.contains("BF16, F16, F32, F64") == true)
  }

  @Test func aHeaderLongerThanTheFileIsRefused() {
    for length: [UInt8] in [[255, 255, 255, 255, 255, 255, 255, 255], [0, 1, 0, 0, 0, 0, 0, 0]] {
      #expect(throws: Failure.self) { try SafeTensorsFile(length + [123, 125, 0], name: "x") }
    }
  }

  @Test func damagedFilesAreReadOrRefused() throws {
    for name in ["exact.safetensors", "types.safetensors"] {
      fuzz(try GoldenFile.bytes(name)) { bytes in
        for array in try SafeTensorsFile(bytes, name: "x").arrays.values {
          #expect(try Tensor(array.values, shape: array.shape).count == array.values.count)
        }
      }
    }
  }
}
