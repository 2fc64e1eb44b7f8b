/// A figure as data: what is shown, not how.
///
/// A new kind is one type that draws itself; SVG, PNG and the terminal come with it.
public protocol Figure: Sendable {
  /// Width and height in points (1/72 inch).
  var size: (width: Double, height: Double) { get }

  /// Draws it on a canvas of that size.
  /// - Throws: `Cancelled` where it was asked to stop.
  func draw(on canvas: Canvas) throws

  /// A rough drawing in text lines, `width` columns wide at most.
  func lines(on terminal: Terminal, width: Int) -> [String]
}

extension Figure {
  /// The rough drawing, its lines ended by newlines.
  public func text(on terminal: Terminal, width: Int) -> String {
    lines(on: terminal, width: width).map { $0 + "\n" }.joined()
  }
}
