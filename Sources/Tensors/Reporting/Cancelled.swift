/// Work was stopped because somebody asked for it: what a `Monitor`'s checkpoint throws.
///
/// It is no `Failure`: nothing was wrong, and what was done so far is sound. Code that undoes half-done
/// work after an error tells the two apart by this type.
public struct Cancelled: Error, Equatable, CustomStringConvertible {
  /// The error to throw at a safe point.
  public init() {}
  /// One word.
  public var description: String { "interrupted" }
}
