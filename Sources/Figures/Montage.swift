import Tensors

/// Images side by side, each with a caption below.
public struct Montage: Figure, Codable, Equatable {
  /// One image and what stands below it.
  public struct Tile: Codable, Equatable, Sendable {
    /// What is shown.
    public let image: Image
    /// The first line: what it is.
    public let caption: String
    /// The second line, quieter: a score.
    public let detail: String

    /// An image and what stands below it.
    public init(_ image: Image, caption: String = "", detail: String = "") {
      (self.image, self.caption, self.detail) = (image, caption, detail)
    }
  }

  /// What stands above; may be empty.
  public var title: String
  /// The images, row by row.
  public var tiles: [Tile]
  /// Images in a row.
  public var columns: Int
  /// Images that belong together, and stay in one row where the width allows.
  public var group = 1

  /// Images side by side.
  /// - Parameter columns: Images in a row; by default as many as make the whole a little wider than high.
  public init(title: String = "", tiles: [Tile], columns: Int? = nil) {
    (self.title, self.tiles) = (title, tiles)
    let wide = Int((Double(tiles.count) * 1.7).squareRoot().rounded(.up))
    self.columns = max(1, min(columns ?? min(10, wide), max(1, tiles.count)))
  }

  /// As large as the images and captions need.
  public var size: (width: Double, height: Double) {
    let (cell, captionHeight) = (cell, captionHeight)
    let rows = (tiles.count + columns - 1) / columns
    return (
      2 * Layout.margin + Double(columns) * (cell.width + Layout.gap) - Layout.gap,
      2 * Layout.margin + (title.isEmpty ? 0 : Layout.title)
        + Double(rows) * (cell.height + captionHeight + Layout.gap) - Layout.gap
    )
  }

  /// Row by row, every image in the middle of a cell as large as the largest.
  public func draw(on canvas: Canvas) throws {
    canvas.headline(
      title, at: Canvas.Point(x: Layout.margin, y: Layout.margin + 8),
      width: canvas.width - 2 * Layout.margin, size: 14)
    let top = Layout.margin + (title.isEmpty ? 0 : Layout.title)
    // Of all tiles: asked once.
    let (cell, captionHeight) = (cell, captionHeight)
    for (index, tile) in tiles.enumerated() {
      if index % 64 == 0 { try StopRequest.poll() }
      let x = Layout.margin + Double(index % columns) * (cell.width + Layout.gap)
      let y = top + Double(index / columns) * (cell.height + captionHeight + Layout.gap)
      draw(tile, on: canvas, at: Canvas.Point(x: x, y: y), cell)
    }
  }

  private func draw(
    _ tile: Tile, on canvas: Canvas, at corner: Canvas.Point,
    _ cell: (width: Double, height: Double)
  ) {
    let scale = Layout.scale(tile.image)
    let (width, height) = (
      Double(tile.image.width) * scale, Double(tile.image.height) * scale
    )
    let area = Canvas.Rectangle(
      x: corner.x + (cell.width - width) / 2, y: corner.y + (cell.height - height) / 2,
      width: width, height: height)
    canvas.image(tile.image, at: Canvas.Point(x: area.x, y: area.y), scale: scale)
    canvas.outline(area, Colour(0xBFBFBF), width: 0.75)
    let middle = corner.x + cell.width / 2
    var y = corner.y + cell.height + 10
    for (text, size, colour) in [(tile.caption, 11.0, Colour.text), (tile.detail, 9.5, .quiet)]
    where !text.isEmpty {
      let text = canvas.fitted(text, width: cell.width + Layout.gap - 4, size: size)
      canvas.text(text, at: Canvas.Point(x: middle, y: y), .middle, size: size, colour)
      y += 13
    }
  }

  /// The room that the largest image takes.
  private var cell: (width: Double, height: Double) {
    let sizes = tiles.map(\.image).map { ($0, Layout.scale($0)) }
    return (
      sizes.map { Double($0.0.width) * $0.1 }.max() ?? 1,
      sizes.map { Double($0.0.height) * $0.1 }.max() ?? 1
    )
  }

  private var captionHeight: Double {
    (tiles.contains { !$0.caption.isEmpty } ? 15 : 0)
      + (tiles.contains { !$0.detail.isEmpty } ? 13 : 0)
  }

  private enum Layout {
    static let margin = 16.0
    static let gap = 12.0
    static let title = 26.0

    /// Points per pixel: whole numbers for small images (to about 80 points), down to 112 for large ones.
    static func scale(_ image: Image) -> Double {
      let side = Double(max(image.width, image.height))
      return side > 112 ? 112 / side : max(1, (80 / side).rounded())
    }
  }
}
