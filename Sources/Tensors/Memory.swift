import CKernels

/// Memory that large work may still take. What grows with a number of the user's is reckoned here before
/// it is allocated, and refused in one line: the system would end the program, or another one.
package enum Memory {
  /// Bytes that the system would give, and those that the engine keeps for tensors to come; unlimited
  /// where the system does not say.
  ///
  /// The least of what the machine has, what its container leaves and what `ulimit -v` does, without a
  /// margin for all the small pieces that nobody reckons.
  package static var free: Double {
    let left = left(inPiecesOf: .max)
    return left == .max ? .infinity : Double(left) + Double(Engine.freeBytes)
  }

  /// Bytes that the system would give in pieces of this size. Where that is little, the engine's free blocks
  /// are handed back first.
  package static func left(inPiecesOf size: Int) -> Int64 {
    let left = ck_memory_left(size)
    guard left < reserve, Engine.freeBytes > 0 else { return left }
    Engine.trim()
    return ck_memory_left(size)
  }

  /// Where less is left, the engine keeps nothing for later.
  private static let reserve: Int64 = 1 << 28

  /// Bytes that there are altogether for this process.
  package static var total: Double {
    let total = ck_memory_total()
    return total == .max ? .infinity : Double(total)
  }

  /// What is smaller is not reckoned: the asking would take longer.
  private static let small = 1_000_000.0

  /// - Parameters:
  ///   - bytes: what the work will take at its most, beyond what is there.
  ///   - who: as in a `Failure`.
  ///   - what: what it is for, such as `9 neighbours of 20 rows`; nil says nothing of it.
  ///   - help: what takes less, such as `a sub-pool is smaller`.
  /// - Throws: a `Failure` of code `memory` that says how much would be needed and how much is free.
  package static func require(
    _ bytes: Double, for who: String, _ what: String? = nil, help: String? = nil
  ) throws {
    guard bytes >= small || bytes.isNaN else { return }
    guard !(bytes <= Double(left(inPiecesOf: .max))) else { return }
    // What the engine keeps is no room for others.
    Engine.trim()
    let free = free
    guard !(bytes <= free) else { return }
    throw shortage(bytes, free: free, for: who, what, help: help)
  }

  /// The failure of work that would need so many bytes.
  package static func shortage(
    _ bytes: Double, free: Double? = nil, for who: String, _ what: String? = nil,
    help: String? = nil
  ) -> Failure {
    Failure(
      who, "would need \(text(bytes)) of memory" + (what.map { " for \($0)" } ?? ""),
      expected: "at most the \(text(free ?? self.free)) that are free"
        + (help.map { "; \($0)" } ?? ""),
      code: .memory)
  }

  /// As a person would say it, such as `3.2 GB`.
  package static func text(_ bytes: Double) -> String {
    let units = [("EB", 1e18), ("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6)]
    guard bytes < 1e21 else { return "more than 1000 EB" }
    for (unit, size) in units where bytes >= size {
      let tenths = Int((bytes / size * 10).rounded())
      return "\(tenths / 10).\(tenths % 10) \(unit)"
    }
    return "\(Int((max(0, bytes) / 1e3).rounded())) kB"
  }
}
