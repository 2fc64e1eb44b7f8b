import Foundation
import Testing

/// The scripts that measure how reliable the program is, a few seconds of each: what they find in hours is
/// in docs/results/reliability.md.
@Suite struct ReliabilityTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Runs a script; its table without the head, and all that it said.
  private func run(
    _ script: String, _ arguments: [String], program: String = Crescent.path
  ) throws -> (status: Int32, rows: [[String]], said: String) {
    let process = Process()
    process.executableURL = Crescent.root.appending(path: "scripts/dev/" + script)
    process.arguments = arguments + ["--csv", sandbox.path + "/table.csv", "--program", program]
    let said = try sandbox.write("", to: "said")
    process.standardOutput = FileHandle(forWritingAtPath: said)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    let rows = ((try? sandbox.read("table.csv")) ?? "").split(whereSeparator: \.isNewline)
      .dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return (process.terminationStatus, rows, try sandbox.read("said"))
  }

  private func program(_ body: String) throws -> String {
    let path = try sandbox.write("#!/bin/sh\n\(body)\n", to: "program")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  /// `ulimit -v`: what does not fit is an error of one line, and what follows it comes about.
  @Test func whatDoesNotFitIsAnError() throws {
    let calls =
      "table,rep,list,new,knn of all,knn,assignment,zeros kept,small kept,npy,blobs of all"
    let (status, rows, said) = try run(
      "try-limits", ["--from", "1000", "--to", "1000", "--calls", calls])
    #expect(status == 0, "\(said)")
    #expect(rows.first?.prefix(2) == ["1000", "yes"])
    let counts = try #require(rows.first).compactMap { Int($0) }
    // Megabytes, done, refused, failures: all eleven came to an end.
    #expect(counts[1] + counts[2] == 11 && counts[2] >= 6 && counts[3] == 0, "\(said)")
  }

  /// With less than the libraries want there is one line, and a status.
  @Test func withTooLittleMemoryTheStartIsRefused() throws {
    let (status, rows, said) = try run("try-limits", ["--from", "256", "--to", "256"])
    #expect(status == 0, "\(said)")
    #expect(rows.first?.prefix(5) == ["256", "no", "0", "0", "0"])
    #expect(said.contains("crescent: too little memory to start"))
  }

  @Test func damagedFilesOfSessionsAreRefused() throws {
    let (status, rows, said) = try run("try-flips", ["--tries", "12"])
    #expect(status == 0, "\(said)")
    #expect(Set(rows.map { $0[1] }) == ["flipped", "cut", "forged"])
    #expect(
      rows.filter { $0[1] == "flipped" && !$0[0].hasPrefix("format 1") }.allSatisfy {
        $0[2] == $0[3]
      })
  }

  @Test func killsAndFaultsLoseNothing() throws {
    let (status, rows, said) = try run(
      "try-kills",
      ["--kills", "4", "--operations", "fsync,fsync of nothing", "--numbers", "1,3,14"])
    #expect(status == 0, "\(said)")
    #expect(rows.map { $0[0] } == ["kill", "fsync", "fsync of nothing"])
    #expect(rows.map { $0[1] } == ["4", "3", "3"])
  }

  /// A program that crashes, or opens whatever it is given, is found out.
  @Test func whatIsWrongIsCounted() throws {
    let (status, rows, _) = try run(
      "try-limits", ["--from", "900", "--to", "900", "--calls", "table"],
      program: program(
        "[ $5 -gt 1 ] && echo end && exit; printf 'begin\\t1\\ttable\\n'; kill -SEGV $$"))
    #expect(status == 1 && rows.first?[4] != "0")
    let (other, lost, said) = try run(
      "try-kills", ["--kills", "2", "--operations", ""],
      program: program("echo no session >&2; exit 1"))
    #expect(other == 1 && lost.first?[2] == "2", "\(said)")
  }
}
