import FoundationEssentials
import Glibc
import Tensors

/// Writes a cache file, pictures first; it gets its name when all of it is there.
final class CacheWriter {
  /// Where the file will be.
  let path: String
  private let temporary: String
  private let file: Int32
  private var position = CacheContents.headSize
  private var isDone = false
  /// Of everything behind the pictures, from the first section on.
  private var trailer: (start: Int, digest: SHA256)?

  /// - Throws: `Failure` where the folder cannot be made or written to.
  init(_ path: String) throws {
    self.path = path
    temporary = "\(path).\(getpid()).part"
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(folder, "cannot be made a folder")
    }
    file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Self.failure(temporary) }
    guard lseek(file, off_t(position), SEEK_SET) == position else {
      throw Self.failure(temporary)
    }
  }

  deinit {
    if file >= 0 { close(file) }
    if !isDone { unsafe unlink(temporary) }
  }

  /// Adds bytes.
  /// - Throws: `Failure` where they cannot be written, such as on a full disk.
  func write(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      let wrote = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          file, buffer.baseAddress.map { unsafe $0 + done }, min(bytes.count - done, 1 << 30))
      }
      guard wrote > 0 else {
        if wrote < 0, errno == EINTR { continue }
        throw Self.failure(temporary)
      }
      done += wrote
    }
    position += bytes.count
    trailer?.digest.update(bytes.span)
  }

  /// What is written from now on is proven by a digest.
  private func beginTrailer() {
    if trailer == nil { trailer = (position, SHA256()) }
  }

  /// Adds whole numbers as int32.
  func section(_ numbers: [Int]) throws -> CacheContents.Section {
    beginTrailer()
    let start = position
    try write(numbers.flatMap { Self.bytes($0, 4) })
    return CacheContents.Section(start: start, count: numbers.count)
  }

  /// Adds names: their places, then their text.
  func section(_ names: [String]) throws -> CacheContents.Section {
    beginTrailer()
    let start = position
    var place = start + 8 * (names.count + 1)
    var places = Self.bytes(place, 8)
    for name in names {
      place += name.utf8.count
      places += Self.bytes(place, 8)
    }
    try write(places)
    try write(names.flatMap { Array($0.utf8) })
    return CacheContents.Section(start: start, count: names.count)
  }

  /// Writes contents and head, and gives the file its name.
  func finish(_ contents: CacheContents) throws {
    beginTrailer()
    let start = position
    let json = Array(try JSONEncoder().encode(contents))
    try write(json)
    var head = [UInt8](repeating: 0, count: CacheContents.headSize)
    head.replaceSubrange(0..<CacheContents.magic.count, with: CacheContents.magic)
    head.replaceSubrange(32..<40, with: Self.bytes(start, 8))
    head.replaceSubrange(40..<48, with: Self.bytes(json.count, 8))
    if let trailer {
      var digest = trailer.digest
      head.replaceSubrange(48..<56, with: Self.bytes(trailer.start, 8))
      head.replaceSubrange(64..<128, with: Array(digest.finish().utf8))
    }
    trailer = nil
    guard lseek(file, 0, SEEK_SET) == 0 else { throw Self.failure(temporary) }
    try write(head)
    guard fsync(file) == 0, unsafe rename(temporary, path) == 0 else {
      throw Self.failure(temporary)
    }
    isDone = true
  }

  private static func bytes(_ number: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static func failure(_ path: String) -> Failure {
    Failure(path, "cannot be written (\(unsafe String(cString: strerror(errno))))")
  }
}
