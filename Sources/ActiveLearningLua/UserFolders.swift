/// Where a user's files of this program are, by the XDG base directory specification.
public enum UserFolders {
  /// What outlives a run and is no document: `$XDG_STATE_HOME/crescent`, or the same under
  /// `~/.local/state`; nil for a user without a home.
  public static func state(_ environment: [String: String]) -> String? {
    folder("XDG_STATE_HOME", or: ".local/state", environment)
  }

  /// What the user sets: `$XDG_CONFIG_HOME/crescent`, or the same under `~/.config`.
  public static func configuration(_ environment: [String: String]) -> String? {
    folder("XDG_CONFIG_HOME", or: ".config", environment)
  }

  /// The specification lets a path that is not absolute count as none.
  private static func folder(
    _ variable: String, or place: String, _ environment: [String: String]
  ) -> String? {
    if let path = environment[variable], path.hasPrefix("/") { return path + "/crescent" }
    return environment["HOME"].map { "\($0)/\(place)/crescent" }
  }
}
