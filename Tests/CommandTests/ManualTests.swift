import Foundation
import Testing

@Test func referenceManualIsTheOneThatTheProgramPrints() throws {
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { root.deleteLastPathComponent() }
  let kept = try String(
    contentsOf: root.appendingPathComponent("docs/reference.md"), encoding: .utf8)
  let run = try Crescent().run(["--manual"])
  #expect(run.status == 0)
  #expect(run.output == kept, "run scripts/dev/derive")
}
