/// The first bytes of a cache file.
///
/// From 32 on, 8 bytes each: place and length of the contents, the place behind the images, the
/// CRC-32 of all behind them; at 128 in which run of the machine the file was written, at 192 whether it
/// has reached the disk since.
struct CacheHead {
  static let magic = Array("CRESCENT IMAGES 3\n".utf8)
  static let size = CacheContents.headSize
  /// Where the byte is that says whether the file has reached the disk.
  static let flushedPlace = 192

  let contents: Range<Int>
  /// Where the images end.
  var trailer = 0
  /// Of all from there to the end of the contents.
  var checksum: UInt32 = 0
  /// Nil where that is not known: the file then was on the disk before it got its name.
  var boot: String?
  private(set) var hasReachedDisk = false

  init(contents: Range<Int>) {
    self.contents = contents
  }

  /// Nil where they are not the first bytes of a cache file of this form.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.size, bytes.starts(with: Self.magic) else { return nil }
    func number(_ place: Int) -> Int {
      Int(
        clamping: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) })
    }
    let (start, length) = (number(32), number(40))
    guard start <= .max - length else { return nil }
    contents = start..<start + length
    trailer = number(48)
    checksum = UInt32(truncatingIfNeeded: number(56))
    boot = bytes[128] == 0 ? nil : String(decoding: bytes[128..<164], as: UTF8.self)
    hasReachedDisk = boot == nil || bytes[Self.flushedPlace] == 1
  }

  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.size)
    func put(_ some: [UInt8], at place: Int) {
      bytes.replaceSubrange(place..<place + some.count, with: some)
    }
    func number(_ value: Int) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    put(Self.magic, at: 0)
    put(
      number(contents.lowerBound) + number(contents.count) + number(trailer)
        + number(Int(checksum)), at: 32)
    put(Array((boot ?? "").utf8.prefix(36)), at: 128)
    return bytes
  }
}
