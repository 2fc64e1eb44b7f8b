import LuaHost

/// What TAB means for the Lua typed so far.
struct TabKey {
  let state: State

  /// Completes the last of the lines at a byte offset into it; the lines before it are of the same
  /// cell.
  func answer(lines: [String], cursor: Int) -> TabAnswer { .nothing }
}
