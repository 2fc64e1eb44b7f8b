/// How a user's own files are to be understood.
public struct OpeningOptions: Codable, Equatable, Sendable {
  /// Where the classes are: nil: in the names of folders, or in the file itself; "none": nowhere;
  /// otherwise the path of a file of classes.
  public var labels: String?
  /// The classes, in the order wanted; nil: as found, sorted by name.
  public var classes: [String]?
  /// How images are fitted, and what happens to broken ones.
  public var reading: ReadingOptions

  /// These options.
  public init(
    labels: String? = nil, classes: [String]? = nil, reading: ReadingOptions = ReadingOptions()
  ) {
    self.labels = labels
    self.classes = classes
    self.reading = reading
  }
}
