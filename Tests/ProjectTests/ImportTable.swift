import Foundation

/// Who may import whom, as three places say it: the table of CONTRIBUTING.md, the manifest, and the
/// `import` lines.
struct ImportTable {
  /// The column "may import", by target.
  let documented: [String: Set<String>]
  /// The table `imports` of Package.swift, by target.
  let declared: [String: Set<String>]
  /// What the Swift files of each target import, the system's own modules left out.
  let imported: [String: Set<String>]

  /// What comes with the toolchain and may be imported everywhere.
  private static let system: Set<String> = [
    "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
  ]

  /// - Parameter sources: The text of each Swift file, by target.
  init(map: String, manifest: String, sources: [String: [String]]) {
    documented = Dictionary(
      map.matches(of: /(?m)^\| `Sources\/(\w+)` \|[^|]*\| ([^|]*) \|$/).map { row in
        (String(row.1), Self.names(row.2.replacing("—", with: "")))
      }
    ) { $0.union($1) }
    declared = Dictionary(
      manifest.matches(of: /(?m)^  "(\w+)": \[([^\]]*)\],$/).map { entry in
        (String(entry.1), Self.names(entry.2))
      }
    ) { $0.union($1) }
    imported = sources.mapValues { files in
      Set(
        files.flatMap {
          $0.matches(of: /(?m)^(?:@\w+ )?import (?:(?:func|struct|class|enum) )?(\w+)/)
        }
        .map { String($0.1) }
      ).subtracting(Self.system)
    }
  }

  /// The words of a list.
  private static func names(_ text: some StringProtocol) -> Set<String> {
    Set(String(text).matches(of: /\w+/).map { String($0.0) })
  }

  /// A line for each target of which the three do not say the same; `targets` are those that there are.
  func differences(among targets: [String]) -> [String] {
    targets.flatMap { target -> [String] in
      guard let declared = declared[target] else { return ["\(target): not in Package.swift"] }
      guard let documented = documented[target] else {
        return ["\(target): not in the table of CONTRIBUTING.md"]
      }
      var lines: [String] = []
      func compare(_ found: Set<String>, _ where: String) {
        for name in found.subtracting(declared).sorted() {
          lines.append("\(target): \(name) is \(`where`) and not in Package.swift")
        }
        for name in declared.subtracting(found).sorted() {
          lines.append("\(target): \(name) is in Package.swift and not \(`where`)")
        }
      }
      compare(documented, "in the table of CONTRIBUTING.md")
      // Targets in C have no import lines.
      if let imported = imported[target] { compare(imported, "imported") }
      return lines
    }
  }
}
