import Foundation
import Glibc

/// A program at a terminal of its own: its controlling terminal, so that Ctrl-C is a signal.
final class Pseudoterminal {
  /// A system call that failed.
  struct CallFailed: Error {
    let call: String
    let code: Int32
  }

  private var main: Int32
  private let process: pid_t
  private var status: Int32?

  init(
    program: String, arguments: [String], environment: [String: String], rows: Int, columns: Int
  ) throws {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: 128)
    var ends: (main: Int32, program: Int32) = (-1, -1)
    guard unsafe openpty(&ends.main, &ends.program, &name, nil, &size) == 0 else {
      throw CallFailed(call: "openpty", code: errno)
    }
    main = ends.main
    _ = fcntl(main, F_SETFD, FD_CLOEXEC)
    defer { close(ends.program) }
    process = try Pseudoterminal.spawn(
      program, [program] + arguments, environment.map { "\($0)=\($1)" }, terminal: name)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      _ = waitForExit()
    }
    if main >= 0 { close(main) }
  }

  /// Takes the terminal away, as a window that is closed does; the status with which the program ended.
  func hangUp() -> Int32 {
    close(main)
    main = -1
    return waitForExit()
  }

  /// Gives the window another size; the program is told by a signal.
  func resize(rows: Int, columns: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(main, UInt(TIOCSWINSZ), &size)
  }

  func write(_ bytes: [UInt8]) {
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(main, $0.baseAddress, $0.count) }
  }

  /// Writes much: whatever the program writes meanwhile is taken, so that neither waits for the other.
  /// - Throws: where the program has not taken all of it in time.
  func write(
    _ bytes: [UInt8], draining session: TerminalSession, patience: Duration = .seconds(30)
  ) throws {
    let modes = fcntl(main, F_GETFL)
    _ = fcntl(main, F_SETFL, modes | O_NONBLOCK)
    defer { _ = fcntl(main, F_SETFL, modes) }
    let deadline = ContinuousClock.now + patience
    var done = 0
    while done < bytes.count {
      guard ContinuousClock.now < deadline else {
        throw TerminalSession.Missing(text: "all of the input", screen: session.screen.text)
      }
      let wrote = unsafe bytes[done...].withUnsafeBytes {
        unsafe Glibc.write(main, $0.baseAddress, min($0.count, 4096))
      }
      done += max(wrote, 0)
      session.drain()
      var room = pollfd(fd: main, events: Int16(POLLIN | POLLOUT), revents: 0)
      _ = unsafe poll(&room, 1, 50)
    }
  }

  /// Bytes of memory that the program has in use.
  var residentBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? .max
    return pages.multipliedReportingOverflow(by: Int(getpagesize())).partialValue
  }

  /// Seconds of the processor that the program has used.
  var processorSeconds: Double {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return .nan
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// What has come within so many milliseconds; `nil` when the program has left the terminal.
  func read(within milliseconds: Int) -> [UInt8]? {
    var source = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&source, 1, Int32(milliseconds)) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe Glibc.read(main, $0.baseAddress, $0.count)
    }
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }

  func signal(_ signal: Int32) { kill(process, signal) }

  /// The status with which the program ended; 128 + the signal that ended it.
  func waitForExit() -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    _ = unsafe waitpid(process, &raw, 0)
    let result = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
    status = result
    return result
  }

  /// Whether the line discipline echoes and waits for whole lines, as a shell expects to find it.
  var isCooked: Bool {
    var modes = termios()
    guard unsafe tcgetattr(main, &modes) == 0 else { return false }
    let wanted = tcflag_t(ICANON | ECHO)
    return modes.c_lflag & wanted == wanted
  }

  /// Starts the program in a session of its own: the first terminal it opens becomes its own.
  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], terminal: [CChar]
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // The test's thread may block or ignore signals: the program is to get them all.
    var blocked = sigset_t()
    unsafe sigemptyset(&blocked)
    unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
    var defaults = sigset_t()
    unsafe sigemptyset(&defaults)
    for signal in [SIGINT, SIGQUIT, SIGTSTP, SIGHUP] { unsafe sigaddset(&defaults, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
    let ownSession: Int16 = 0x80  // POSIX_SPAWN_SETSID, a macro behind _GNU_SOURCE
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    unsafe posix_spawnattr_setflags(&attributes, ownSession | Int16(flags))

    let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + variables).forEach { unsafe free($0) } }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, program, &actions, &attributes, words, variables)
    guard code == 0 else { throw CallFailed(call: "posix_spawn \(program)", code: code) }
    return process
  }
}
