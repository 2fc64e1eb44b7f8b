import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// What the namespaces of one Lua state share: where data is, which strategies are known, who is
/// told of progress, and the seed that things start from.
final class Workspace {
  /// The folder with `datasets` and `scripts`.
  let home: String
  let environment: [String: String]
  let monitor: Monitor
  /// Shows a figure, with lines below it.
  let show: (_ figure: any Figure, _ caption: String) -> Void
  private let screen: () -> (terminal: Terminal, width: Int)
  /// Built-in strategies and those defined in Lua.
  var strategies: Catalogue<any Strategy> = .strategies
  let methods: Catalogue<any Method> = .methods
  /// The seed of sessions that name none.
  var seed: UInt64
  /// What is computed with outside of sessions, and what sessions are made with from now on.
  var settings = EngineSettings.current
  /// The state that it belongs to.
  weak var state: State?
  /// A call from Lua is going on.
  private var isWorking = false
  /// Sessions with labels of the user's that no save has yet.
  private var unsaved: [UnsavedLabels] = []
  private var live: [LiveSession] = []

  init(
    home: String, environment: [String: String], seed: UInt64, monitor: Monitor,
    show: @escaping (_ figure: any Figure, _ caption: String) -> Void,
    screen: @escaping () -> (terminal: Terminal, width: Int)
  ) {
    self.home = home
    self.environment = environment
    self.seed = seed
    self.monitor = monitor
    self.show = show
    self.screen = screen
  }

  /// Runs a call from Lua under the settings. Those within another, as of a strategy that is written
  /// in Lua, run under what holds there: its session's.
  func working<Result>(_ call: () throws -> Result) rethrows -> Result {
    guard !isWorking else { return try call() }
    isWorking = true
    defer { isWorking = false }
    return try settings.apply { try StopRequest.asking(monitor.checkpoint, call) }
  }

  /// Notes a session that Lua has.
  func opened(_ session: Session) -> Session {
    live.removeAll { $0.session == nil }
    live.append(LiveSession(session: session))
    return session
  }

  /// Saves what the sessions of this state would lose, and says where each is, a line each.
  func rescueSessions() -> [String] {
    let folder =
      (UserFolders.state(environment) ?? FileManager.default.temporaryDirectory.path)
      + "/rescued"
    return live.compactMap(\.session).compactMap { session in
      do {
        return try session.rescue(into: folder).map {
          "\(session.dataset.name): saved, session.open \"\($0)\" goes on from there"
        }
      } catch {
        return "\(session.dataset.name): not saved: \(Crossing.intoLua(error, in: "session:save"))"
      }
    }
  }

  /// Notes that the user gave a session so many labels.
  func received(_ count: Int, in session: Session) {
    let before = unsaved.first { $0.session === session }?.count ?? 0
    saved(session)
    unsaved.append(UnsavedLabels(session: session, count: before + count))
  }

  /// Notes that a session is on the disk as it is.
  func saved(_ session: Session) {
    unsaved.removeAll { $0.session == nil || $0.session === session }
  }

  /// How many labels of the user's would be lost with this state.
  var unsavedLabels: Int { unsaved.reduce(0) { $0 + ($1.session == nil ? 0 : $1.count) } }

  private struct LiveSession {
    weak var session: Session?
  }

  private struct UnsavedLabels {
    weak var session: Session?
    let count: Int
  }

  /// Known data sets, with a folder of the user's first.
  func datasets(root: String?) -> DatasetCatalogue {
    DatasetCatalogue(
      DatasetLocator(root: root.map(path), environment: environment, home: home))
  }

  /// A figure as the terminal shows it now.
  func text(of figure: any Figure) -> String {
    let (terminal, width) = screen()
    return figure.lines(on: terminal, width: width).joined(separator: "\n")
  }

  /// A path with `~` written out.
  func path(_ text: String) -> String { (text as NSString).expandingTildeInPath }
}
