import Formats
import Foundation
import Tensors

/// How values of a session become files, and come back.
enum SessionFile {
  static func digest(_ bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.update(bytes.span)
    return digest.finish()
  }

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return [UInt8](try encoder.encode(value)) + Array("\n".utf8)
  }

  /// - Throws: a `Failure` that names the file and what is wrong in it.
  static func decode<Value: Decodable>(_ bytes: [UInt8], of file: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Value.self, from: Data(bytes))
    } catch {
      throw Failure(file, "is damaged or of another format", got: reason(error))
    }
  }

  /// What a decoder complains about, in a few words.
  private static func reason(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(
        separator: ".")
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      "no '\((place(context) + "." + key.stringValue).drop { $0 == "." })'"
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      "another kind of value for '\(place(context))'"
    default: "text that is not the JSON of a session"
    }
  }

  // MARK: Sealed files

  /// A JSON object whose last member is the digest of all before it.
  private static let seal = ",\"~sha256\":\""
  private static let sealLength = seal.utf8.count + 64 + 3

  static func sealed(_ value: some Encodable) throws -> [UInt8] {
    // Without the brace and the line end.
    let body = Array(try encode(value).dropLast(2))
    return body + Array("\(seal)\(digest(body))\"}\n".utf8)
  }

  /// - Throws: a `Failure` where a single bit is not as it was written.
  static func unsealed<Value: Decodable>(_ bytes: [UInt8], of file: String) throws -> Value {
    let body = Array(bytes.dropLast(sealLength))
    guard bytes.count > sealLength,
      bytes.suffix(sealLength).elementsEqual("\(seal)\(digest(body))\"}\n".utf8)
    else {
      throw Failure(file, "is damaged", expected: "the digest at its end to be that of the rest")
    }
    return try decode(bytes, of: file)
  }
}
