/// Shows values, within bounds: what the prompt prints after `Out[n]`.
public struct Display {
  /// Tables within tables that are shown.
  public var depth = 4
  /// Entries of one table that are shown.
  public var items = 60
  /// Characters in all, beyond which nothing is added.
  public var characters = 20_000
  /// Columns that a table may take before it is broken into lines.
  public var width = 80

  public init() {}

  /// The value as text. `__tostring` of the user's tables is not run.
  public func text(_ value: Value, in state: State) -> String {
    "\(value)"
  }
}
