import Formats
import FoundationEssentials
import Tensors

/// What is known of a data set before it is read: `datasets/<name>.json`, in snake_case.
public struct DatasetManifest: Codable, Equatable, Sendable {
  /// One file of the set.
  public struct File: Codable, Equatable, Sendable {
    /// Its name as published; one that ends in `.gz` may lie there unpacked, without the ending.
    public let name: String
    /// The SHA-256 of the file as published, in hexadecimal.
    public let sha256: String?
  }

  /// Files that belong together; the images of the parts follow each other, ids too.
  public struct Part: Codable, Equatable, Sendable {
    /// The split that all images of this part make; nil where `DatasetManifest.split` makes them.
    public let split: String?
    /// The files by role; which roles there are is the reader's matter.
    public let files: [String: File]
  }

  /// A split that is drawn, for sets that come without one.
  public struct DrawnSplit: Codable, Equatable, Sendable {
    /// The split of what is kept.
    public let kept: String
    /// The split of what is held out, in proportion to the classes.
    public let heldOut: String
    /// How many images are held out; nil where `share` says.
    public let count: Int?
    /// Which share of the images is held out.
    public let share: Double?
    /// The seed of the draw, in the stream "split".
    public let seed: UInt64
  }

  /// A file that is to be had from the official place.
  public struct Download: Codable, Equatable, Sendable {
    /// Where.
    public let url: String
    /// How large it is, where that is known.
    public let bytes: Int?
    /// The SHA-256 that its publisher or a peer's catalogue gives, in hexadecimal.
    public let sha256: String?
    /// The MD5 where no SHA-256 is published.
    public let md5: String?
    /// "tar" or "zip", where it is an archive.
    public let unpack: String?
    /// An archive inside of it that is to be unpacked too, below the folder.
    public let inner: String?
    /// The folder below the data root that it belongs into.
    public let folder: String
  }

  /// Mean and deviation of each channel on the training split, on the [0, 1] scale.
  public struct Normalisation: Codable, Equatable, Sendable {
    public let mean: [Double]
    public let deviation: [Double]
  }

  /// What it is called.
  public let name: String
  /// One line on what the images show.
  public let summary: String
  /// Who made it, and where it comes from.
  public let source: String
  /// The terms of use.
  public let licence: String
  /// Which of the `DatasetReaders` reads it.
  public let reader: String
  /// The folders to look for under a data root, the usual one first.
  public let folders: [String]
  /// Channels, height, width.
  public let shape: [Int]
  /// The value that means full intensity.
  public let pixelMaximum: Int
  /// The name of each class.
  public let classes: [String]
  /// The files.
  public let parts: [Part]
  /// How splits are drawn, where the parts are none.
  public let split: DrawnSplit?
  /// What standardising computes, for those who look; nil where nobody computed it on the whole files.
  public let normalisation: Normalisation?
  /// Where it is to be had; nil where it is not published in this form.
  public let downloads: [Download]?

  /// Reads a manifest.
  /// - Throws: `Failure` that names the file and what is missing in it.
  public init(path: String) throws {
    var file = try InputFile(path)
    let bytes = try file.readAll(limit: 1 << 20)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(DatasetManifest.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw Failure(path, "is no manifest of a data set: \(Self.reason(error))")
    }
    guard shape.count == 3, shape.allSatisfy({ 1...65536 ~= $0 }) else {
      throw Failure(path, "shape", expected: "channels, height, width", got: "\(shape)")
    }
    guard 1...255 ~= pixelMaximum else {
      throw Failure(path, "pixel_maximum", expected: "1 to 255", got: "\(pixelMaximum)")
    }
    guard Set(classes).count == classes.count else {
      throw Failure(path, "classes", expected: "different names", got: "\(classes)")
    }
    if let split {
      guard split.share.map((0...1).contains) ?? true, split.count.map({ $0 >= 0 }) ?? true,
        split.share != nil || split.count != nil
      else { throw Failure(path, "split", expected: "a share from 0 to 1, or a count") }
    }
  }

  /// All that decides what is read: the manifest itself, where its files are, and the options.
  func description(files: [[String: String]], options: ReadingOptions) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let parts = try [encoder.encode(self), encoder.encode(files), encoder.encode(options)]
    return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }

  private static func reason(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        .joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      let path = place(context)
      return "no \"\(key.stringValue)\"" + (path.isEmpty ? "" : " in \(path)")
    case .typeMismatch(let type, let context): return "\(place(context)) is no \(type)"
    case .valueNotFound(let type, let context): return "\(place(context)) is null, and no \(type)"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "not JSON" : "\(place(context)) is not usable"
    @unknown default: return "\(error)"
    }
  }
}
