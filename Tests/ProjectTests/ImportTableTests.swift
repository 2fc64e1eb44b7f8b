import Testing

@Suite struct ImportTableTests {
  private static let map = """
    | folder | what it knows | may import |
    |---|---|---|
    | `Sources/System/*` | where a C library is | — |
    | `Sources/CLow` | loops | CLib |
    | `Sources/Low` | the base | CLow |
    | `Sources/High` | the rest | Low, Parser |
    """
  private static let manifest = """
    let imports: [String: [String]] = [
      "CLow": ["CLib"],
      "Low": ["CLow"],
      "High": [
        "Low",
        "Parser",
      ],
    ]
    """
  private static let sources = [
    "Low": ["import CLow\nimport Glibc\n"],
    "High": ["import Foundation\n@_exported import Low\n", "import Parser\n"],
  ]
  private static let targets = ["CLow", "Low", "High"]

  /// What differs where one piece of text is another.
  private static func differences(
    map: (String, String) = ("", ""), manifest: (String, String) = ("", ""), more: String = ""
  ) -> [String] {
    var sources = sources
    if !more.isEmpty { sources["High", default: []].append(more) }
    return ImportTable(
      map: Self.map.replacing(map.0, with: map.1),
      manifest: Self.manifest.replacing(manifest.0, with: manifest.1), sources: sources
    ).differences(among: targets)
  }

  @Test func whatAgreesIsSilent() {
    let table = ImportTable(map: Self.map, manifest: Self.manifest, sources: Self.sources)
    #expect(table.differences(among: Self.targets).isEmpty)
    #expect(table.declared["High"] == ["Low", "Parser"])
  }

  @Test func wrongEntriesAreCaught() {
    #expect(
      Self.differences(map: ("Low, Parser", "Parser")) == [
        "High: Low is in Package.swift and not in the table of CONTRIBUTING.md"
      ])
    #expect(
      Self.differences(map: ("Low, Parser", "CLib, Low, Parser")) == [
        "High: CLib is in the table of CONTRIBUTING.md and not in Package.swift"
      ])
    #expect(
      Self.differences(map: ("| `Sources/Low` | the base | CLow |\n", "")) == [
        "Low: not in the table of CONTRIBUTING.md"
      ])
    #expect(
      Self.differences(manifest: ("  \"Low\": [\"CLow\"],\n", "")) == [
        "Low: not in Package.swift"
      ])
    #expect(
      Self.differences(manifest: ("[\"CLib\"]", "[]")) == [
        "CLow: CLib is in the table of CONTRIBUTING.md and not in Package.swift"
      ])
    #expect(
      Self.differences(more: "import CLow\n") == [
        "High: CLow is imported and not in Package.swift"
      ])
    #expect(
      Self.differences(
        map: ("Low, Parser", "CLow, Low, Parser"),
        manifest: ("    \"Low\",\n", "    \"CLow\", \"Low\",\n")
      ) == ["High: CLow is in Package.swift and not imported"])
  }

  @Test func tableManifestAndImportsSayTheSame() throws {
    let targets = try Project.targets()
    var sources: [String: [String]] = [:]
    for target in targets {
      let files = try Project.swiftFiles(of: target)
      if !files.isEmpty { sources[target] = Array(files.values) }
    }
    let table = ImportTable(
      map: try Project.text("CONTRIBUTING.md"), manifest: try Project.text("Package.swift"),
      sources: sources)
    #expect(targets.contains("Strategies") && sources.count > 10)
    #expect(table.differences(among: targets) == [])
  }

  /// The compiler asks for the word wherever memory is not safe.
  @Test(arguments: [
    "ActiveLearning", "Datasets", "Geometry", "Methods", "Networks", "Queries", "Recipes",
    "Sessions", "Strategies",
  ])
  func unsafeSwiftStaysBelow(target: String) throws {
    let files = try Project.swiftFiles(of: target)
    #expect(!files.isEmpty)
    let marked = files.filter { $0.value.contains(/\bunsafe\b/) }
    #expect(marked.keys.sorted() == [])
  }
}
