import Foundation
import Tensors

/// Memory of this process as the system counts it.
struct MemoryUse {
  /// Bytes in memory now.
  let resident: Int
  /// The most bytes that were in memory at any time.
  let peak: Int

  static func now() throws -> MemoryUse {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    return MemoryUse(resident: try bytes("VmRSS", in: text), peak: try bytes("VmHWM", in: text))
  }

  private static func bytes(_ field: String, in text: String) throws -> Int {
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(field):") }
    guard let digits = line?.split(whereSeparator: { !$0.isNumber }).first, let number = Int(digits)
    else { throw Failure("memory", "/proc/self/status has no \(field)") }
    return number * 1024
  }
}
