/// An error that names its kind.
public protocol CodedError: Error {
  /// A short name that stays the same whatever the words are: `unknown-name`.
  var code: String { get }
}
