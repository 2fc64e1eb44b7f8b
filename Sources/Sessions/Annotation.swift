import Tensors

/// One answer to one question: a row of the journal, never changed after it is written.
public struct Annotation: Equatable, Sendable {
  /// Global id of the image, from 0 on.
  public let id: Int
  /// The class, from 0 on.
  public let label: Int
  /// Who answered, such as `ground truth`.
  public let annotator: String
  /// Seconds since 1970.
  public let time: Int
  /// The round in which it was asked; 0 for the initial labels.
  public let round: Int

  /// Without a line end.
  var row: String { "\(id)\t\(label)\t\(annotator)\t\(time)\t\(round)" }

  init(id: Int, label: Int, annotator: String, time: Int, round: Int) {
    self.id = id
    self.label = label
    self.annotator = annotator
    self.time = time
    self.round = round
  }

  /// - Throws: a `Failure` for a row that is not five columns.
  init(row: Substring, of file: String, line: Int) throws {
    let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 5, let id = Int(fields[0]), let label = Int(fields[1]),
      let time = Int(fields[3]), let round = Int(fields[4])
    else {
      throw Failure(
        "\(file):\(line)", "not a label", expected: "id, class, annotator, time, round",
        got: "'\(row)'")
    }
    self.init(id: id, label: label, annotator: String(fields[2]), time: time, round: round)
  }
}
