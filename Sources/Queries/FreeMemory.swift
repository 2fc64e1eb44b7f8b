import Foundation
import Tensors

/// Memory that a large piece of work may still take.
package enum FreeMemory {
  /// Bytes that the system would give, and those that the engine keeps for tensors to come.
  ///
  /// Unlimited where neither the system nor the container says.
  package static var bytes: Double {
    let system = [available(), container()].compactMap { $0 }.min() ?? .infinity
    return system + Double(Engine.freeBytes)
  }

  /// As a person would say it, such as `3.2 GB`.
  package static func text(_ bytes: Double) -> String {
    for (unit, size) in [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)] where bytes >= size {
      return String(format: "%.1f \(unit)", bytes / size)
    }
    return String(format: "%.0f kB", bytes / 1e3)
  }

  private static func available() -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { return nil }
    return kilobytes * 1024
  }

  private static func container() -> Double? {
    func number(_ name: String) -> Double? {
      (try? String(contentsOfFile: "/sys/fs/cgroup/memory.\(name)", encoding: .utf8))
        .flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    guard let limit = number("max"), let used = number("current") else { return nil }
    return max(limit - used, 0)
  }
}
