import Foundation
import Testing

/// The scripts that users are sent to: tutorials as they are, papers on a smoke run.
@Suite(.serialized) struct KeptScriptTests {
  private static func scripts(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: Crescent.root.appending(path: "scripts/\(folder)").path
    ).filter { $0.hasSuffix(".lua") }.sorted()
  }

  @Test func everyTutorialRunsToItsEnd() throws {
    let tutorials = try Self.scripts(in: "tutorials")
    #expect(tutorials.contains("first-round.lua"))
    for tutorial in tutorials {
      let crescent = try Crescent()
      let outcome = try crescent.run(
        Crescent.root.appending(path: "scripts/tutorials/\(tutorial)").path)
      #expect(outcome.status == 0, "\(tutorial): \(outcome.error.suffix(300))")
      #expect(!outcome.output.isEmpty)
    }
  }

  @Test func smokeRunsOfPapersGoOnWhereTheyStopped() throws {
    let papers = try Self.scripts(in: "papers").filter { name in
      try String(
        contentsOf: Crescent.root.appending(path: "scripts/papers/\(name)"), encoding: .utf8
      ).contains("\"smoke\"")
    }
    #expect(papers.contains("ccl.lua"))
    for paper in papers {
      let crescent = try Crescent()
      let path = Crescent.root.appending(path: "scripts/papers/\(paper)").path
      func run() throws -> [String: Data] {
        let outcome = try crescent.run(
          path, "--dataset", "digits", "--preset", "smoke", "--seeds", "1", "--out", "out")
        #expect(outcome.status == 0, "\(paper): \(outcome.error.suffix(300))")
        let out = URL(filePath: crescent.home.path).appending(path: "out")
        let names = FileManager.default.enumerator(atPath: out.path)?.compactMap { $0 as? String }
        return try Dictionary(
          uniqueKeysWithValues:  // Each run adds a line to the list of runs.
          (names ?? []).filter { $0.hasSuffix(".csv") && !$0.hasSuffix("runs.csv") }.map {
            ($0, try Data(contentsOf: out.appending(path: $0)))
          })
      }
      let first = try run()
      #expect(!first.isEmpty, "\(paper) wrote no table")
      // All is there already: nothing is done again, not even measured.
      #expect(try run() == first, "\(paper)")
    }
  }
}
