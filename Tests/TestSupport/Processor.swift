import Foundation
import Tensors

/// What the machine under the tests can do.
public enum Processor {
  /// Whether it multiplies bfloat16 numbers; tests that need it are left out elsewhere.
  public static var hasBfloat16: Bool { Engine.hasBfloat16 }

  /// Whether Intel made it: golden numbers of long sums depend on the order that oneDNN picks for it.
  public static var isIntel: Bool {
    ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").contains("GenuineIntel")
  }
}
