import Glibc

/// Standard output that takes no more.
struct OutputFailure {
  /// The system's error number.
  let code: Int32

  /// A reader that has had enough, such as `head`, is no fault: the end is quiet, with the status that
  /// the shell gives to a program that the signal ended.
  var status: ExitStatus { code == EPIPE ? .signal(SIGPIPE) : .luaError }

  /// One line; nil where there is nothing to complain about.
  var message: String? {
    code == EPIPE
      ? nil : "crescent: standard output: \(unsafe String(cString: strerror(code)))"
  }
}
