import FoundationEssentials
import Glibc
import Tensors

/// Writes a cache file, pictures first; it gets its name when all of it is there.
final class CacheWriter {
  /// An open file that several threads may write to, each at a place of its own.
  struct Target: Sendable {
    fileprivate let file: Int32
    fileprivate let path: String

    /// - Throws: `Failure` where the bytes cannot be written, such as on a full disk.
    func write(_ bytes: [UInt8], at place: Int) throws {
      var done = 0
      while done < bytes.count {
        let wrote = unsafe bytes.withUnsafeBytes { buffer in
          unsafe pwrite(
            file, buffer.baseAddress.map { unsafe $0 + done }, min(bytes.count - done, 1 << 30),
            off_t(place + done))
        }
        guard wrote > 0 else {
          if wrote < 0, errno == EINTR { continue }
          throw CacheWriter.failure(path)
        }
        done += wrote
      }
    }
  }

  /// Where the file will be.
  let path: String
  let target: Target
  private let temporary: String
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
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Self.failure(temporary) }
    target = Target(file: file, path: temporary)
  }

  deinit {
    close(target.file)
    if !isDone { unsafe unlink(temporary) }
  }

  /// Room for so many bytes, which others write; where it begins.
  func reserve(_ count: Int) -> Int {
    defer { position += count }
    return position
  }

  /// Adds bytes.
  /// - Throws: `Failure` where they cannot be written, such as on a full disk.
  func write(_ bytes: [UInt8]) throws {
    try target.write(bytes, at: reserve(bytes.count))
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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers { Self.append(number, 4, to: &bytes) }
    try write(bytes)
    return CacheContents.Section(start: start, count: numbers.count)
  }

  /// Adds names: their places, then their text.
  func section(_ names: [String]) throws -> CacheContents.Section {
    beginTrailer()
    let start = position
    var place = start + 8 * (names.count + 1)
    var (places, text): ([UInt8], [UInt8]) = ([], [])
    Self.append(place, 8, to: &places)
    for name in names {
      text += name.utf8
      place += name.utf8.count
      Self.append(place, 8, to: &places)
    }
    try write(places)
    try write(text)
    return CacheContents.Section(start: start, count: names.count)
  }

  /// Writes contents and head, and gives the file its name; it reaches the disk in its own time.
  func finish(_ contents: CacheContents) throws {
    beginTrailer()
    let start = position
    let json = Array(try JSONEncoder().encode(contents))
    try write(json)
    var head = CacheHead(contents: start..<position)
    if let trailer {
      var digest = trailer.digest
      (head.trailer, head.digest) = (trailer.start, digest.finish())
    }
    head.boot = CacheFlush.boot
    try target.write(head.bytes, at: 0)
    // Where it cannot be told whether the machine has been started anew, the disk is waited for.
    guard head.boot != nil || fsync(target.file) == 0, unsafe rename(temporary, path) == 0 else {
      throw Self.failure(temporary)
    }
    isDone = true
    CacheFlush.later(path)
  }

  private static func append(_ number: Int, _ size: Int, to bytes: inout [UInt8]) {
    for shift in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
  }

  private static func failure(_ path: String) -> Failure {
    Failure(
      path, "cannot be written (\(unsafe String(cString: strerror(errno))))",
      expected: "room for the decoded pictures: CRESCENT_CACHE names the folder")
  }
}
