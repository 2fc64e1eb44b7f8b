import Tensors

/// What a running cell or script tells its front end while it runs.
public enum Event {
  /// Text, with its line ends: `print` and `io.write`.
  case text(String)
  /// One line of news beside the results, without a line end.
  case notice(String)
  /// How far long work has come.
  case progress(Progress)
  /// What a call such as `d:show()` shows.
  case display(Output)
}
