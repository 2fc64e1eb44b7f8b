import Foundation
import Testing

/// Calls with hostile values, written from the declarations: scripts/dev/fuzz-calls.
@Suite struct FuzzTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Runs the script; the rows of its table without the head, and what it said.
  private func fuzz(
    _ arguments: String..., program: String = Crescent.path
  ) throws -> (status: Int32, rows: [[String]], complaints: String) {
    let process = Process()
    process.executableURL = Crescent.root.appending(path: "scripts/dev/fuzz-calls")
    process.arguments =
      arguments + ["--out", sandbox.path + "/calls.csv", "--program", program]
    let complaints = try sandbox.write("", to: "complaints")
    process.standardError = FileHandle(forWritingAtPath: complaints)
    try process.run()
    process.waitUntilExit()
    let rows = try sandbox.read("calls.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    return (process.terminationStatus, rows, try sandbox.read("complaints"))
  }

  /// Every target of the declarations several times, each with other values.
  @Test func noCallEndsTheProgram() throws {
    let (status, rows, complaints) = try fuzz("--seeds", "1-2", "--calls", "1400")
    #expect(status == 0, "\(complaints)")
    #expect(rows.map { Array($0[2...7]) } == ["1", "2"].map { [$0, "1400", "0", "0", "0", "0"] })
  }

  /// A program whose every call is a trap, or never ends, is found out, with its lines.
  @Test(arguments: [("kill -ILL $$", "4", "traps (status 132)"), ("exec sleep 60", "6", "hangs")])
  func whatEndsTheProgramIsNoted(end: String, column: String, said: String) throws {
    let program = try sandbox.write(
      """
      #!/bin/sh
      case $1 in
        --version) echo "crescent 0"; exit ;;
        --declarations) exit ;;
      esac
      trap '' INT
      printf '%s\\tboom()\\n' "$6" >>"$4"
      \(end)
      """, to: "program")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let (status, rows, complaints) = try fuzz(
      "--seeds", "7-7", "--calls", "2", "--limit", "1", "--grace", "1", program: program)
    #expect(status == 1)
    #expect(complaints.contains("\(said)") && complaints.contains("seed 7, call 2: boom()"))
    #expect(try rows.map { $0[try #require(Int(column))] } == ["2"])
  }
}
