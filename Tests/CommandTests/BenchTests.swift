import Foundation
import Testing

/// The program that times: what it writes can be read, and a wrong name is refused.
@Suite struct BenchTests {
  private let crescent: Crescent
  private let program = Crescent.root.appending(path: ".build/release/crescent-bench").path

  init() throws { crescent = try Crescent() }

  @Test func aCaseIsALineOfJSON() throws {
    let outcome = try crescent.shell("'\(program)' entropy --runs 2")
    #expect(outcome.status == 0, "\(outcome.error)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 1)
    let row = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(row["work"] as? String == "entropy")
  }

  @Test func anUnknownCaseNamesThoseThatThereAre() throws {
    let outcome = try crescent.shell("'\(program)' resnet19-step")
    #expect(outcome.status != 0)
    #expect(outcome.error.contains("no case 'resnet19-step'"))
    #expect(outcome.error.contains("resnet18-step"))
  }
}
