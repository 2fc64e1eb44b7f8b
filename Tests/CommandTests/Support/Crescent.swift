import Foundation

/// The built program, as a user runs it, in a home of its own.
struct Crescent {
  /// A folder that is the program's home; nothing of the user's is read or written.
  let home: Sandbox

  init() throws { home = try Sandbox() }

  /// What a run left.
  struct Outcome {
    let output: String
    let error: String
    let status: Int32
  }

  /// `.build/release/crescent` of this checkout, or what `CRESCENT_PROGRAM` names.
  static var path: String {
    if let path = ProcessInfo.processInfo.environment["CRESCENT_PROGRAM"] { return path }
    return root.appending(path: ".build/release/crescent").path
  }

  /// The checkout.
  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }

  /// What the program sees as its environment.
  var environment: [String: String] {
    [
      "HOME": home.path, "XDG_STATE_HOME": home.path + "/state",
      "XDG_CONFIG_HOME": home.path + "/config", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
      "TERM": "xterm", "NO_COLOR": "1", "CRESCENT_HOME": Crescent.root.path,
      "CRESCENT": Crescent.path,
    ]
  }

  /// Runs the program to its end, with `input` on a pipe as its standard input.
  func run(_ arguments: String..., input: String = "") throws -> Outcome {
    try run(arguments, input: input)
  }

  /// Runs a command line of the shell, in which `$CRESCENT` is the program.
  func shell(_ command: String) throws -> Outcome {
    try run(["-c", command], program: "/bin/sh", input: "")
  }

  /// The same, for arguments in an array, with more in the environment.
  func run(
    _ arguments: [String], input: String = "", setting more: [String: String] = [:]
  ) throws -> Outcome {
    try run(arguments, program: Crescent.path, input: input, setting: more)
  }

  private func run(
    _ arguments: [String], program: String, input: String, setting more: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = environment.merging(more) { $1 }
    process.currentDirectoryURL = URL(filePath: home.path)
    // Files, not pipes: nothing to drain, however much is written.
    let files = try ["input", "output", "error"].map { name in
      let path = home.path + "/." + name
      try Data(name == "input" ? input.utf8 : "".utf8).write(to: URL(filePath: path))
      return path
    }
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      output: try String(contentsOfFile: files[1], encoding: .utf8),
      error: try String(contentsOfFile: files[2], encoding: .utf8),
      status: process.terminationStatus)
  }

  /// Starts the program at a terminal.
  func start(_ arguments: String..., rows: Int = 24, columns: Int = 80) throws -> TerminalSession {
    try start(arguments, rows: rows, columns: columns)
  }

  /// Starts the program as a job of a shell, which brings it to the foreground again when it stops.
  /// In a loop a shell would end the loop.
  func startAsJob() throws -> TerminalSession {
    try TerminalSession(
      program: "/bin/bash",
      arguments: ["-mc", "$CRESCENT" + String(repeating: "; fg", count: 9) + "; exit 0"],
      environment: environment, rows: 24, columns: 80)
  }

  /// The same, for arguments in an array.
  func start(_ arguments: [String], rows: Int = 24, columns: Int = 80) throws -> TerminalSession {
    try TerminalSession(
      program: Crescent.path, arguments: arguments, environment: environment, rows: rows,
      columns: columns)
  }
}
