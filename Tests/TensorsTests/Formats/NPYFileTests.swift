import Tensors
import Testing

/// Expected files: scripts/dev/golden-formats.py (NumPy 2).
@Suite struct NPYFileTests {
  private func read(_ name: String) throws -> NPYFile {
    try NPYFile(GoldenFile.bytes(name + ".npy"), name: name)
  }

  @Test(arguments: [("exact-3x4", [3, 4]), ("exact-12", [12]), ("version-2", [3, 4])])
  func everyBitIsRead(name: String, shape: [Int]) throws {
    let file = try read(name)
    #expect(file.shape == shape)
    #expect(file.values.map(\.bitPattern) == GoldenFile.bits)
  }

  @Test(arguments: [("exact-3x4", [3, 4]), ("exact-12", [12])])
  func theBytesOfNumPyAreWritten(name: String, shape: [Int]) throws {
    let bytes = NPYFile.encode(GoldenFile.exact.span, shape: shape)
    #expect(bytes == (try GoldenFile.bytes(name + ".npy")))
  }

  @Test func aSingleNumberAndNoneAreArraysToo() throws {
    #expect(try read("scalar").shape == [] && read("scalar").values == [0.1])
    #expect(try read("empty-0x3").shape == [0, 3] && read("empty-0x3").values.isEmpty)
    let (number, none) = ([0.1] as [Float], [Float]())
    let scalar = NPYFile.encode(number.span, shape: [])
    let empty = NPYFile.encode(none.span, shape: [0, 3])
    #expect(scalar == (try GoldenFile.bytes("scalar.npy")))
    #expect(empty == (try GoldenFile.bytes("empty-0x3.npy")))
  }

  @Test func fortranOrderIsTurnedAround() throws {
    #expect(try read("fortran-2x3x4").shape == [2, 3, 4])
    #expect(try read("fortran-2x3x4").values == (-7..<17).map(Float.init))
  }

  @Test(arguments: [
    "i1", "little-i2", "little-i4", "little-i8", "little-f2", "little-f4", "little-f8", "big-i2",
    "big-i4", "big-i8", "big-f2", "big-f4", "big-f8",
  ])
  func signedTypesAreConverted(type: String) throws {
    #expect(try read("type-" + type).values == (-7..<17).map(Float.init))
  }

  @Test(arguments: [("u1", 8), ("little-u2", 16), ("little-u4", 32), ("little-u8", 64)])
  func unsignedTypesAreConverted(type: String, bits: Int) throws {
    // NumPy wrapped the negative numbers.
    let wrap = (0..<bits).reduce(Float(1)) { product, _ in product * 2 }
    #expect(
      try read("type-" + type).values == (-7..<17).map { $0 < 0 ? wrap + Float($0) : Float($0) })
  }

  @Test func truthIsOne() throws {
    #expect(try read("type-b1").values == (-7..<17).map { $0 == 0 ? 0 : 1 })
  }

  private func failure(_ bytes: [UInt8]) -> String? {
    #expect(throws: Failure.self) { try NPYFile(bytes, name: "x.npy") }?.description
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let whole = try GoldenFile.bytes("exact-3x4.npy")
    #expect(
      failure(whole.dropLast(8))
        == "x.npy: array ends early (expected 48 bytes of data, got 40)")
    #expect(
      failure(whole + [0])
        == "x.npy: file goes on after the array (expected 48 bytes of data, got 49)")
    #expect(
      failure(Array("PK..and the rest of a zip".utf8))
        == "x.npy: is no .npy file (expected it to begin with \\x93NUMPY)")
    #expect(
      failure(edited(whole, "'<f4'", "'<c8'"))?.hasPrefix(
        "x.npy: numbers of type \"<c8\" are not read")
        == true)
    #expect(
      failure(edited(whole, "(3, 4)", "(3, 5)"))
        == "x.npy: array ends early (expected 60 bytes of data, got 48)")
    #expect(
      failure(edited(whole, "(3, 4), }   ", "(3, 999999)}"))
        == "x.npy: array ends early (expected 11999988 bytes of data, got 48)")
    #expect(failure(edited(whole, "(3, 4)", "(3,-4)"))?.contains("is not readable") == true)
    #expect(
      failure(edited(whole, "(3, 4), }              ", "(9999999999,999999999)}"))?
        .contains("is more than a file can hold") == true)
  }

  private func edited(_ bytes: [UInt8], _ old: String, _ new: String) -> [UInt8] {
    precondition(old.count == new.count)
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    guard let place = (0..<bytes.count).first(where: { bytes[$0...].starts(with: old) }) else {
      Issue.record("no \(old)")
      return bytes
    }
    return Array(bytes[..<place] + new + bytes[(place + old.count)...])
  }

  @Test func damagedFilesAreReadOrRefused() throws {
    for name in ["exact-3x4.npy", "fortran-2x3x4.npy", "version-2.npy"] {
      let whole = try GoldenFile.bytes(name)
      fuzz(whole) { bytes in
        let file = try NPYFile(bytes, name: "x.npy")
        #expect(try Tensor(file.values, shape: file.shape).count == file.values.count)
      }
    }
  }
}
