/// Whoever may ask a run to stop: a terminal's Ctrl-C, a button of a page, a test.
///
/// The protocol is this. A run is announced; from then until its end `Workbench.interrupt.request()`, from
/// any thread, asks it to stop. Lua sees the request between instructions, the engine at its checkpoints;
/// both then end the run by an error whose `isInterrupt` is true, and the state is whole. A request outside
/// of a run is dropped when the next begins, unless `runBegan` makes it again.
public protocol Interrupter: AnyObject {
  /// A run begins; `activity` is what it is called.
  func runBegan(_ activity: String)

  /// The run is over.
  func runEnded()
}
