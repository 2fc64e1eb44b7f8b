import Tensors

/// What the machine under the tests can do.
public enum Processor {
  /// Whether it multiplies bfloat16 numbers; tests that need it are left out elsewhere.
  public static var hasBfloat16: Bool { Engine.hasBfloat16 }
}
