import Tensors

/// What the machine under the tests can do.
public enum Processor {
  /// Whether it multiplies bfloat16 numbers; tests that need it are left out elsewhere.
  public static let hasBfloat16: Bool = {
    let before = Engine.precision
    let has = Engine.forceBfloat16()
    Engine.precision = before
    return has
  }()
}
