import CHDF5
import Glibc
import Tensors

/// An HDF5 file of arrays in groups, read by another process: a damaged one can end its reader.
package struct HDF5File {
  private let path: String
  /// Polled while the other process reads; it throws to give the reading up.
  private let checkpoint: () throws -> Void
  /// More numbers than this are refused before memory is taken for them.
  private static let limit = 1 << 31
  /// Milliseconds of waiting after which the checkpoint is polled.
  private static let patience: Int32 = 50

  package init(_ path: String, checkpoint: @escaping () throws -> Void = {}) {
    self.path = path
    self.checkpoint = checkpoint
  }

  /// The sizes and values of an array of numbers, row-major.
  /// - Throws: `Failure` where there is none, or it cannot be read.
  package func floats(_ name: String) throws -> (sizes: [Int], values: [Float]) {
    try read(name, 0 as Float, CHDF5_FLOATS)
  }

  /// The sizes and values of an array of whole numbers, row-major.
  /// - Throws: `Failure` where there is none, or it cannot be read.
  package func integers(_ name: String) throws -> (sizes: [Int], values: [Int]) {
    try read(name, 0 as Int, CHDF5_INTEGERS)
  }

  /// The sizes and values of an array of unsigned bytes, row-major; nil where it has another type.
  /// - Throws: `Failure` where there is none, or it cannot be read.
  package func bytes(_ name: String) throws -> (sizes: [Int], values: [UInt8])? {
    do {
      return try read(name, 0 as UInt8, CHDF5_BYTES)
    } catch let failure as Failure where failure.code == .otherType {
      return nil
    }
  }

  /// The names of all arrays, with the groups that they are in.
  /// - Throws: `Failure` where it is no HDF5 file.
  package var names: [String] {
    get throws {
      let text = try read(nil, 0 as UInt8, CHDF5_BYTES).values
      return text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        .sorted()
    }
  }

  private func read<Number>(
    _ array: String?, _ zero: Number, _ kind: chdf5_kind
  ) throws -> (sizes: [Int], values: [Number]) {
    let name = array ?? "its names"
    var child: pid_t = 0
    // The other process has them, too.
    let size = 2 * MemoryLayout<Number>.stride
    let limit = Int(min(Double(Self.limit), Memory.free / Double(size)))
    let file = unsafe chdf5_start(path, array, kind, Int64(limit), &child)
    guard file >= 0 else { throw Failure(path, "cannot be read (no process for it)", code: .file) }
    let answer: Answer<Number>
    do {
      answer = try receive(zero, name, from: file)
    } catch {
      kill(child, SIGKILL)
      _ = chdf5_finish(file, child)
      throw error
    }
    let ended = chdf5_finish(file, child) != 0
    switch answer.status {
    case nil: throw Failure(path, "is damaged: reading \(name) broke off")
    case 0 where answer.isWhole && ended: return (answer.sizes, answer.values)
    case 1: throw Failure(path, "cannot be read as an HDF5 file")
    case 2: throw Failure(path, "has no array \(name)")
    case 3: throw Failure(path, "array \(name) has no usable sizes", expected: "1 to 8 sizes")
    case 4:
      throw Failure(
        path, "array \(name) is too large",
        expected: "at most \(limit) numbers, of which two copies fit into memory", code: .memory)
    case 7: throw Failure(path, "array \(name) has another type", code: .otherType)
    case 6: throw Failure(path, "the system has no memory for array \(name)", code: .memory)
    default: throw Failure(path, "array \(name) is damaged or no array of numbers")
    }
  }

  /// What the other process told.
  private struct Answer<Number> {
    /// As in `chdf5_head`; nil where not even that came.
    var status: Int64?
    var sizes: [Int] = []
    var values: [Number] = []
    /// Whether all values came.
    var isWhole = false
  }

  /// - Throws: what the checkpoint throws, and a `Failure` where there is no memory.
  private func receive<Number>(
    _ zero: Number, _ name: String, from file: Int32
  ) throws -> Answer<Number> {
    var answer = Answer<Number>()
    var head = chdf5_head()
    guard try unsafe withUnsafeMutableBytes(of: &head, { unsafe try fill($0, from: file) }) else {
      return answer
    }
    answer.status = head.status
    guard head.status == 0 else { return answer }
    let all = [
      head.sizes.0, head.sizes.1, head.sizes.2, head.sizes.3, head.sizes.4, head.sizes.5,
      head.sizes.6, head.sizes.7,
    ]
    answer.sizes = all.prefix(Int(head.rank)).map(Int.init)
    let count = SizeProduct.of(answer.sizes) ?? 0
    try Memory.require(
      Double(count) * Double(MemoryLayout<Number>.stride), for: "\(path): \(name)")
    answer.values = [Number](repeating: zero, count: count)
    answer.isWhole = try unsafe answer.values.withUnsafeMutableBytes {
      unsafe try fill($0, from: file)
    }
    return answer
  }

  /// Reads until all is filled.
  /// - Throws: what the checkpoint throws.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer, from file: Int32) throws -> Bool {
    var done = 0
    while done < buffer.count {
      var source = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
      let isReady = unsafe poll(&source, 1, Self.patience)
      if isReady == 0 || (isReady < 0 && errno == EINTR) {
        try checkpoint()
        continue
      }
      let got = unsafe Glibc.read(
        file, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return false }
      done += got
    }
    return true
  }
}
