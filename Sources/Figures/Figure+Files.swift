import Tensors

extension Figure {
  /// The figure as an SVG file; text is drawn as shapes, so it looks the same everywhere.
  /// - Throws: `Failure` where it cannot be drawn.
  public func svg() throws -> [UInt8] {
    let canvas = try Canvas(.svg, width: size.width, height: size.height)
    try draw(on: canvas)
    return try canvas.finish()
  }

  /// The figure as a PNG file of `scale` pixels per point.
  /// - Throws: `Failure` where it cannot be drawn.
  public func png(scale: Double = 2) throws -> [UInt8] {
    let canvas = try Canvas(.png(scale: scale), width: size.width, height: size.height)
    try draw(on: canvas)
    return try canvas.finish()
  }

  /// Writes the figure as SVG or PNG, as the path ends; a file that is there is replaced whole or not at all.
  /// - Throws: `Failure` where the ending is another, or the file cannot be written.
  public func write(to path: String) throws {
    let bytes =
      if path.lowercased().hasSuffix(".svg") {
        try svg()
      } else if path.lowercased().hasSuffix(".png") {
        try png()
      } else {
        throw Failure(
          "figure", "file name \"\(path)\" says no format", expected: "it to end in .svg or .png")
      }
    try FileBytes.write(bytes, to: path)
  }
}
