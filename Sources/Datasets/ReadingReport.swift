/// What came of reading a data set: how much was read, what was skipped and why.
public struct ReadingReport: Codable, Equatable, Sendable {
  /// A file that gave no image.
  public struct Skipped: Codable, Equatable, Sendable {
    /// Its path.
    public let file: String
    /// What is wrong with it.
    public let reason: String

    /// One such file.
    public init(file: String, reason: String) {
      self.file = file
      self.reason = reason
    }
  }

  /// The files that were left out, in the order of their names.
  public var skipped: [Skipped]
  /// Sentences on what is worth knowing: classes with one image, a cache that could not be written.
  public var notes: [String]

  /// A report; by default one of nothing.
  public init(skipped: [Skipped] = [], notes: [String] = []) {
    self.skipped = skipped
    self.notes = notes
  }

  /// Whether there is nothing to tell.
  public var isEmpty: Bool { skipped.isEmpty && notes.isEmpty }
}

extension ReadingReport: CustomStringConvertible {
  /// A line per note and per skipped file.
  public var description: String {
    guard !isEmpty else { return "nothing was skipped" }
    let count = skipped.count
    let heading = count == 0 ? [] : ["skipped \(count) file\(count == 1 ? "" : "s"):"]
    return (notes + heading + skipped.map { "  \($0.file): \($0.reason)" }).joined(separator: "\n")
  }
}
