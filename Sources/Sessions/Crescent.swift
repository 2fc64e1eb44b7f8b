/// What this build is.
public enum Crescent {
  /// Of the engine; written into every session.
  public static let version = "0.1.0"
}
