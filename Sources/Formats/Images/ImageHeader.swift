import Tensors

/// What the head of an image file says, before anything is decoded.
package struct ImageHeader: Equatable {
  package let format: ImageFormat
  /// As stored, before it is turned upright.
  package let width: Int
  package let height: Int
  package let isColour: Bool
  /// EXIF: 1 (upright) to 8.
  package let orientation: Int
  /// The file has more pages or frames than the first, which is the one that is read.
  package let hasMore: Bool

  /// Width and height when upright.
  package var upright: (width: Int, height: Int) {
    orientation > 4 ? (height, width) : (width, height)
  }

  /// - Throws: `Failure` that says what the file seems to be instead.
  package init(_ bytes: [UInt8], path: String) throws {
    guard let format = ImageFormat(bytes) else {
      guard !bytes.isEmpty else { throw Failure(path, "is empty", expected: "an image") }
      throw Failure(
        path, "is of no image format that is read", expected: ImageFormat.names,
        got: OtherFormat.guess(bytes))
    }
    switch format {
    case .jpeg: self = try Self.jpeg(bytes, path: path)
    case .png: self = try Self.png(bytes, path: path)
    case .bmp: self = try BMPFile(bytes, path: path).header
    case .pnm: self = try PNMFile(bytes, path: path).header
    case .tiff, .webp, .gif:
      let head = try LibraryDecoder.head(bytes, format, path: path)
      var orientation = Int(head.orientation)
      if format == .tiff, orientation == 0 { orientation = EXIFOrientation.read(bytes[...]) ?? 1 }
      if format == .webp { orientation = Self.webpOrientation(bytes) }
      self.init(
        format, width: Int(head.width), height: Int(head.height),
        isColour: head.channels.rawValue > 2, orientation: 1...8 ~= orientation ? orientation : 1,
        hasMore: head.has_more)
    }
  }

  init(
    _ format: ImageFormat, width: Int, height: Int, isColour: Bool, orientation: Int = 1,
    hasMore: Bool = false
  ) {
    (self.format, self.width, self.height, self.isColour) = (format, width, height, isColour)
    (self.orientation, self.hasMore) = (orientation, hasMore)
  }

  static func damaged(_ path: String) -> Failure {
    Failure(path, "is damaged: it ends or breaks off before its image")
  }
}
