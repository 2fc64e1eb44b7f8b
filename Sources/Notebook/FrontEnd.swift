/// Whoever shows a notebook: a terminal, a page, a test. Everything happens on the thread that runs cells.
public protocol FrontEnd: AnyObject {
  /// What text it can show now; the window may have changed since the last time.
  var screen: Screen { get }

  /// Takes what a running cell tells, in its order.
  func receive(_ event: Event)
}
