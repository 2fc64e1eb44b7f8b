/// Keeps what ran: told of each cell when it is over, in their order.
public protocol Journal: AnyObject {
  /// Adds a cell at the end.
  func record(_ cell: Cell)
}
