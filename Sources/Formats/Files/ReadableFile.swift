import SystemPackage
import Tensors

/// An open file that is read at any place, by several threads at once.
///
/// A file that another program cuts off or overwrites meanwhile ends no reader: what is missing is an
/// error, where a mapped file would end the process.
package final class ReadableFile: Sendable {
  /// Where it is.
  package let path: String
  /// How many bytes it had when it was opened.
  package let count: Int
  private let file: FileDescriptor

  /// - Throws: `Failure` where it is no file, or cannot be opened.
  package init(_ path: String) throws {
    self.path = path
    do {
      // A pipe, whose other end may never come, is refused and not waited for.
      file = try FileDescriptor.opened(path, .readOnly, .nonBlocking)
    } catch {
      throw Failure(path, "cannot be opened (\(error))", code: .file)
    }
    guard let size = file.size else {
      try? file.close()
      throw Failure(path, "is no file", code: .file)
    }
    count = size
  }

  deinit { try? file.close() }

  /// A copy of some of the bytes.
  /// - Throws: `Failure` where the file has become shorter, cannot be read any more, or there is no
  ///   memory for them.
  package func bytes(_ range: Range<Int>) throws -> [UInt8] {
    try Memory.require(Double(range.count), for: path)
    var done = 0
    let result = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { target, filled in
      done = unsafe fill(UnsafeMutableRawBufferPointer(target), range.count, from: range.lowerBound)
      filled = done
    }
    guard done == range.count else { throw shortened(range, done) }
    return result
  }

  /// Reads bytes into a part of an array.
  /// - Throws: `Failure` as above.
  package func read(_ range: Range<Int>, into target: inout [UInt8], at place: Int) throws {
    let done = unsafe target.withUnsafeMutableBytes { buffer in
      unsafe fill(
        UnsafeMutableRawBufferPointer(rebasing: buffer[place..<place + range.count]), range.count,
        from: range.lowerBound)
    }
    guard done == range.count else { throw shortened(range, done) }
  }

  private func fill(_ target: UnsafeMutableRawBufferPointer, _ count: Int, from start: Int) -> Int {
    var done = 0
    while done < count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[done..<count])
      let got = unsafe try? file.read(fromAbsoluteOffset: Int64(start + done), into: rest)
      guard let got, got > 0 else { break }
      done += got
    }
    return done
  }

  private func shortened(_ range: Range<Int>, _ done: Int) -> Failure {
    Failure(
      path, "ends early", expected: "\(range.upperBound) bytes",
      got: "\(range.lowerBound + done)", code: .file)
  }
}
