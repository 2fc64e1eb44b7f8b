import FoundationEssentials
import Tensors

/// Where data sets and their manifests are looked for, in this order: the `root` option, the folders of
/// `CRESCENT_DATASETS` (separated by colons), `datasets` and `datasets/cache` of the program's home.
public struct DatasetLocator: Sendable {
  /// A folder to look in, and who named it.
  struct Place: Equatable, Sendable {
    let folder: String
    let origin: String
  }

  let places: [Place]
  private let root: String?

  /// - Parameters:
  ///   - root: The folder that the user named; it must exist.
  ///   - environment: The variables of the process.
  ///   - home: The folder that has `datasets`; by default `CRESCENT_HOME`.
  public init(root: String? = nil, environment: [String: String], home: String? = nil) {
    var places = root.map { [Place(folder: $0, origin: "root")] } ?? []
    for folder in (environment["CRESCENT_DATASETS"] ?? "").split(separator: ":") {
      places.append(Place(folder: String(folder), origin: "CRESCENT_DATASETS"))
    }
    if let home = home ?? environment["CRESCENT_HOME"] {
      places.append(Place(folder: home + "/datasets", origin: "built in"))
      places.append(Place(folder: home + "/datasets/cache", origin: "cache"))
    }
    self.places = places.map { Place(folder: Self.trimmed($0.folder), origin: $0.origin) }
    self.root = root
  }

  /// The manifests by name; the first place that has a name wins.
  func manifests() -> [String: String] {
    var found: [String: String] = [:]
    for place in places {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.folder)) ?? []
      for file in names.sorted() where file.hasSuffix(".json") {
        let name = String(file.dropLast(5))
        if found[name] == nil { found[name] = "\(place.folder)/\(file)" }
      }
    }
    return found
  }

  /// The files of each part by role, and the folder that has them all.
  /// - Throws: `Failure` that lists every folder that was looked at, and what each lacks.
  func find(_ manifest: DatasetManifest) throws -> (folder: String, parts: [[String: String]]) {
    try checkRoot(manifest.name)
    var looked: [String] = []
    for place in places {
      let folders = manifest.folders.map { "\(place.folder)/\($0)" } + [place.folder]
      for folder in folders {
        let parts = manifest.parts.map { part in
          part.files.compactMapValues { Self.existing($0.name, in: folder) }
        }
        let missing = zip(manifest.parts, parts).flatMap { part, found in
          part.files.filter { found[$0.key] == nil }.map(\.value.name)
        }
        if missing.isEmpty { return (folder, parts) }
        let isPartial = parts.contains { !$0.isEmpty }
        if isPartial {
          looked.append(
            "\(folder) (\(place.origin); lacks \(missing.sorted().joined(separator: ", ")))")
        } else if folder != place.folder {
          looked.append("\(folder) (\(place.origin))")
        }
      }
    }
    let first = manifest.parts.flatMap { $0.files.values.map(\.name) }.sorted().first ?? "files"
    throw Failure(
      "data set \(manifest.name)", "not found; looked in \(list(looked))",
      expected: "a folder with \(first) and the like, named by root or CRESCENT_DATASETS"
        + (manifest.downloads == nil ? "" : "; scripts/datasets/fetch \(manifest.name) gets it"),
      got: nil)
  }

  /// A root that the user named and that is not there is a mistake, wherever else the data may be.
  func checkRoot(_ name: String) throws {
    guard let root else { return }
    var isFolder = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder else {
      let others = places.dropFirst().map { "\($0.folder) (\($0.origin))" }
      throw Failure(
        "data set \(name)",
        "root \"\(root)\" is no folder; without root, these would be looked at: \(list(others))")
    }
  }

  private func list(_ places: [String]) -> String {
    places.isEmpty
      ? "nothing, as neither root, CRESCENT_DATASETS nor CRESCENT_HOME is set"
      : places.joined(separator: ", ")
  }

  /// The path of a file, or of the same file unpacked.
  private static func existing(_ name: String, in folder: String) -> String? {
    let names = name.hasSuffix(".gz") ? [name, String(name.dropLast(3))] : [name]
    return names.map { "\(folder)/\($0)" }.first(where: FileManager.default.fileExists(atPath:))
  }

  private static func trimmed(_ folder: String) -> String {
    folder.count > 1 && folder.hasSuffix("/") ? trimmed(String(folder.dropLast())) : folder
  }
}
