import LuaHost

/// One executed input with what came of it.
struct Cell {
  enum Status: Equatable {
    case fine
    case failed
    case interrupted
  }

  let number: Int
  let source: String
  let status: Status
  /// What the expression gave, or what the statements returned.
  let values: [Value]
  let elapsed: Duration
}
