/// How the program ends.
struct ExitStatus: Equatable {
  let rawValue: Int32

  static let fine = ExitStatus(rawValue: 0)
  /// Lua raised an error that nobody caught.
  static let luaError = ExitStatus(rawValue: 1)
  /// The command line makes no sense, or names a file that cannot be read.
  static let usage = ExitStatus(rawValue: 2)
  /// Ctrl-C.
  static let interrupted = ExitStatus(rawValue: 130)
  /// A signal that asked the program to leave, by the shell's custom.
  static func signal(_ number: Int32) -> ExitStatus { ExitStatus(rawValue: 128 + number) }
}
