/// How the program ends.
enum ExitStatus: Int32 {
  case fine = 0
  /// Lua raised an error that nobody caught.
  case luaError = 1
  /// The command line makes no sense, or names a file that cannot be read.
  case usage = 2
  /// Ctrl-C.
  case interrupted = 130
}
