/// An image as data: what is shown, not how.
///
/// A new kind is one type that draws itself; SVG, PNG and the terminal come with it.
public protocol Figure: Sendable {
  /// Width and height in points (1/72 inch).
  var size: (width: Double, height: Double) { get }

  /// Draws it on a canvas of that size.
  func draw(on canvas: Canvas)

  /// A rough image of text lines, `width` columns wide at most.
  func lines(on terminal: Terminal, width: Int) -> [String]
}

extension Figure {
  /// The rough image, its lines ended by newlines.
  public func text(on terminal: Terminal, width: Int) -> String {
    lines(on: terminal, width: width).map { $0 + "\n" }.joined()
  }
}
