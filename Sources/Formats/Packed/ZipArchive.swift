import CZlib
import Tensors

/// A zip file of stored or deflated members, as NumPy's `.npz` files are.
/// - Source: PKWARE, APPNOTE.TXT 6.3.10, §4.3. Differs: no encryption, no splitting, CRC checked.
package struct ZipArchive {
  private struct Member {
    let method: Int
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    let start: Int
  }

  package let path: String
  private let bytes: [UInt8]
  private var members: [String: Member] = [:]

  /// Reads the directory of a file.
  /// - Throws: `Failure` where it is no zip file.
  package init(_ path: String) throws {
    self.path = path
    bytes = try FileBytes.read(path)
    let end = try endOfDirectory()
    var (count, place) = (number(end + 10, 2), number(end + 16, 4))
    // Zip64: a locator stands before the end, and points to a record with sizes of 8 bytes.
    if place == 0xFFFF_FFFF || count == 0xFFFF, end >= 20, number(end - 20, 4) == 0x0706_4B50 {
      let record = number(end - 12, 8)
      guard number(record, 4) == 0x0606_4B50 else { throw damaged("directory") }
      (count, place) = (number(record + 32, 8), number(record + 48, 8))
    }
    for _ in 0..<min(count, bytes.count / 46) {
      guard number(place, 4) == 0x0201_4B50 else { throw damaged("directory") }
      let (nameLength, extraLength) = (number(place + 28, 2), number(place + 30, 2))
      let nameStart = place + 46
      guard nameStart + nameLength + extraLength <= bytes.count else { throw damaged("directory") }
      let name = String(decoding: bytes[nameStart..<nameStart + nameLength], as: UTF8.self)
      var sizes = [number(place + 24, 4), number(place + 20, 4), number(place + 42, 4)]
      widen(&sizes, from: nameStart + nameLength, length: extraLength)
      members[name] = Member(
        method: number(place + 10, 2), checksum: UInt32(truncatingIfNeeded: number(place + 16, 4)),
        packedSize: sizes[1], size: sizes[0], start: sizes[2])
      place = nameStart + nameLength + extraLength + number(place + 32, 2)
    }
  }

  /// The names of the members, sorted.
  package var names: [String] { members.keys.sorted() }

  /// The bytes of a member; no more is unpacked than the directory promises.
  /// - Throws: `Failure` where there is none, it is damaged, or there is no memory for it.
  package func read(_ name: String) throws -> [UInt8] {
    guard let member = members[name] else {
      throw UnknownName.failure(path, "array", name, known: names)
    }
    guard number(member.start, 4) == 0x0403_4B50 else { throw damaged(name) }
    let start =
      member.start + 30 + number(member.start + 26, 2) + number(member.start + 28, 2)
    let (end, overflow) = start.addingReportingOverflow(member.packedSize)
    guard !overflow, start <= end, end <= bytes.count else { throw damaged(name) }
    let result = try unpacked(start..<end, member, name)
    let checksum = Deflate.checksum(result.span)
    guard result.count == member.size, checksum == member.checksum else { throw damaged(name) }
    return result
  }

  private func unpacked(_ range: Range<Int>, _ member: Member, _ name: String) throws -> [UInt8] {
    switch member.method {
    case 0:
      try Memory.require(Double(range.count), for: "\(path): \(name)")
      return Array(bytes[range])
    case 8:
      return try Deflate.inflate(bytes[range], size: member.size, for: "\(path): \(name)")
        ?? inflated(range, size: member.size, name)
    default:
      throw Failure(
        "\(path): \(name)", "is packed in a way that is not read", expected: "stored or deflated",
        got: "method \(member.method)")
    }
  }

  /// Sizes that do not fit into 4 bytes stand in an extra field of kind 1, in this order.
  private func widen(_ sizes: inout [Int], from start: Int, length: Int) {
    var place = start
    while place + 4 <= start + length {
      let (kind, size) = (number(place, 2), number(place + 2, 2))
      var field = place + 4
      if kind == 1 {
        for index in sizes.indices where sizes[index] == 0xFFFF_FFFF {
          guard field + 8 <= place + 4 + size else { break }
          sizes[index] = number(field, 8)
          field += 8
        }
      }
      place += 4 + size
    }
  }

  private func endOfDirectory() throws -> Int {
    // A comment of up to 65535 bytes may follow.
    let first = max(0, bytes.count - 22 - 65535)
    for place in stride(from: bytes.count - 22, through: first, by: -1)
    where bytes[place] == 0x50 && number(place, 4) == 0x0605_4B50 {
      return place
    }
    throw Failure(path, "is no zip file", expected: "an .npz file of NumPy")
  }

  private func damaged(_ part: String) -> Failure {
    Failure(path, "is damaged in \(part)")
  }

  /// A number of `size` bytes, the lowest first; 0 where the file has no such place.
  private func number(_ place: Int, _ size: Int) -> Int {
    guard place >= 0, place <= bytes.count - size else { return 0 }
    var value: UInt64 = 0
    for offset in 0..<size { value |= UInt64(bytes[place + offset]) << (8 * UInt64(offset)) }
    return Int(clamping: value)
  }

  private func inflated(_ range: Range<Int>, size: Int, _ name: String) throws -> [UInt8] {
    var stream = unsafe z_stream()
    // Negative: deflated data without a header of their own.
    guard
      unsafe inflateInit2_(
        &stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw damaged(name) }
    defer { unsafe inflateEnd(&stream) }
    var packed = Array(bytes[range])
    var result = GrowingBytes(for: "\(path): \(name)")
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var used = 0
    while result.bytes.count <= size {
      let (code, eaten, made) = unsafe packed.withUnsafeMutableBufferPointer { source in
        unsafe buffer.withUnsafeMutableBufferPointer { target in
          let given = min(source.count - used, 1 << 30)
          unsafe stream.next_in = source.baseAddress.map { unsafe $0 + used }
          unsafe stream.avail_in = UInt32(given)
          unsafe stream.next_out = target.baseAddress
          unsafe stream.avail_out = UInt32(target.count)
          let code = unsafe inflate(&stream, Z_NO_FLUSH)
          return unsafe (
            code, given - Int(stream.avail_in), target.count - Int(stream.avail_out)
          )
        }
      }
      used += eaten
      try result.append(buffer.prefix(made))
      if code == Z_STREAM_END { return result.bytes }
      guard code == Z_OK, eaten > 0 || made > 0 else { throw damaged(name) }
    }
    throw damaged(name)
  }
}
