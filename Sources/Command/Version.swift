/// The version that `--version` and the banner name.
enum Version {
  static let text = "0.1.0"
}
