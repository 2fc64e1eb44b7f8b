import Formats
import Foundation
import LuaHost

/// What a journal keeps of a cell: the whole of its source, and of its outputs a digest each.
public struct JournalEntry: Codable, Equatable, Sendable {
  /// Where text went, or how something was shown.
  public enum Place: String, Codable, Sendable {
    case stdout, stderr, display, result
  }

  /// What is kept of one output.
  public struct Output: Codable, Equatable, Sendable {
    public let place: Place
    /// The form that the digest is of: an image where there is one, else text.
    public let type: String
    /// SHA-256 in hexadecimal. Of text it is taken with every run of blanks and line ends as one blank, so
    /// that it does not depend on the width of a window.
    public let digest: String
  }

  /// Why a cell did not end well.
  public struct Problem: Codable, Equatable, Sendable {
    public let code: String
    public let message: String
  }

  /// The cell's number.
  public let number: Int
  /// Its Lua.
  public let source: String
  /// How it ended.
  public let status: Cell.Status
  /// When it began, in seconds since 1970.
  public let time: Double
  /// How long it ran, in seconds.
  public let seconds: Double
  /// What came out of it, in order.
  public let outputs: [Output]
  /// Why it did not end well; nil where it did.
  public let error: Problem?

  /// What is to be kept of a cell.
  public init(_ cell: Cell) {
    number = cell.number
    source = cell.source
    status = cell.status
    time = cell.began.timeIntervalSince1970
    seconds = cell.elapsed / .seconds(1)
    outputs = cell.outputs.map(Self.digest)
    error = cell.error.map { Problem(code: $0.code, message: $0.message) }
  }

  private static func digest(_ output: CellOutput) -> Output {
    switch output {
    case .text(let text, let stream):
      Output(
        place: stream == .output ? .stdout : .stderr, type: MIMEType.text.rawValue,
        digest: digest(of: text))
    case .display(let output): digest(output, .display)
    case .result(let output): digest(output, .result)
    }
  }

  private static func digest(_ output: Notebook.Output, _ place: Place) -> Output {
    let image = output.forms.first { $0.type != .text }
    if let image, let bytes = try? image.bytes() {
      return Output(place: place, type: image.type.rawValue, digest: digest(of: bytes))
    }
    return Output(place: place, type: MIMEType.text.rawValue, digest: digest(of: output.text))
  }

  private static func digest(of text: String) -> String {
    digest(of: Array(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").utf8))
  }

  private static func digest(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.update(bytes.span)
    return digest.finish()
  }
}
