import Formats
import Tensors

/// The folder where decoded images are kept: `CRESCENT_CACHE`, else `crescent` in `XDG_CACHE_HOME`, else
/// `.cache/crescent` in `HOME`. Its files may be removed at any time; they are made again.
public struct ImageCache: Sendable {
  /// Where it is.
  public let folder: String

  /// The cache that these variables name; nil where they name none.
  public init?(environment: [String: String]) {
    func named(_ variable: String, _ below: String) -> String? {
      guard let value = environment[variable], value.hasPrefix("/") else { return nil }
      return value + below
    }
    guard
      let folder = named("CRESCENT_CACHE", "") ?? named("XDG_CACHE_HOME", "/crescent")
        ?? named("HOME", "/.cache/crescent")
    else { return nil }
    self.folder = folder
  }

  /// Where the images of this name and description are kept.
  func path(name: String, identity: String) -> String {
    var digest = SHA256()
    digest.update(identity)
    let safe = name.unicodeScalars.map { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-_.".unicodeScalars.contains(scalar) ? String(scalar) : "_"
    }.prefix(40).joined()
    return "\(folder)/\(safe)-\(digest.finish().prefix(16)).images"
  }

  /// The images that were kept under this description; nil where there are none, or what they were
  /// made from has changed since, or the file is not whole.
  func open(
    name: String, identity: String, stamp: (CacheFile) -> SourceStamp
  ) -> CacheFile? {
    guard let file = try? CacheFile(path(name: name, identity: identity)),
      file.contents.identity == identity, stamp(file) == file.contents.stamp
    else { return nil }
    return file
  }

  func writer(name: String, identity: String) throws -> CacheWriter {
    try CacheWriter(path(name: name, identity: identity))
  }
}
