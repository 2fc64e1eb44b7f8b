/// A span of time as a person reads it: `0.8 s`, `42 s`, `3 min 05 s`, `1 h 02 min`.
public enum Elapsed {
  /// The span as text.
  public static func text(_ duration: Duration) -> String {
    let (whole, parts) = duration.components
    let seconds = Double(whole) + Double(parts) * 1e-18
    if seconds < 1e-3 { return "\(tenths(seconds * 1e6)) µs" }
    if seconds < 1 { return "\(tenths(seconds * 1e3)) ms" }
    if seconds < 10 { return "\(tenths(seconds)) s" }
    let rounded = Int(seconds.rounded())
    if rounded < 60 { return "\(rounded) s" }
    if rounded < 3600 { return "\(rounded / 60) min \(twoDigits(rounded % 60)) s" }
    return "\(rounded / 3600) h \(twoDigits(rounded % 3600 / 60)) min"
  }

  private static func tenths(_ value: Double) -> String {
    value >= 100 ? "\(Int(value.rounded()))" : "\((value * 10).rounded() / 10)"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
