import Formats
import Tensors

/// One image file, read and decoded within limits.
enum ImageFile {
  /// No image file is larger: 512 MB.
  static let largest = 512 << 20
  /// A JPEG is decoded to a half, quarter or eighth only while this many of its pixels remain for each
  /// one wanted: what then is left to the resampling hides the difference.
  /// - Source: Pillow's `Image.thumbnail`, `reducing_gap`, calls 3 indistinguishable from fair resampling.
  static let reducingGap = 3.0

  /// Its bytes.
  /// - Throws: `Failure` where the file cannot be read, or is absurdly large.
  static func bytes(_ path: String) throws -> [UInt8] {
    try FileBytes.read(path, atMost: largest)
  }

  /// What its head says.
  /// - Throws: `Failure` where it is no image, or one with more pixels than allowed.
  static func header(_ path: String, maximumPixels: Int) throws -> ImageHeader {
    // Heads are mostly short; thumbnails and colour profiles make them long.
    let head = try FileBytes.read(path, atMost: largest, first: 1 << 16)
    if let header = try? ImageHeader(head, path: path), header.format == .jpeg {
      return try checked(header, path, maximumPixels)
    }
    return try checked(ImageHeader(bytes(path), path: path), path, maximumPixels)
  }

  /// An image, and what is worth saying of its file.
  struct Loaded: Sendable {
    /// [channels × height × width].
    let planes: [UInt8]
    /// The file has more pages or frames than this one; nil: it has not.
    let format: ImageFormat?
    /// It is grey, and was repeated to three channels.
    let isRepeated: Bool
  }

  /// The image upright, in 1 or 3 channels, fitted into a size.
  static func load(
    _ path: String, height: Int, width: Int, channels: Int, options: ReadingOptions,
    decoder: borrowing ImageDecoder
  ) throws -> Loaded {
    let bytes = try bytes(path)
    let header = try checked(ImageHeader(bytes, path: path), path, options.maximumPixels)
    let wanted = options.fit.placement(
      width: header.upright.width, height: header.upright.height, into: (width, height))
    var raster = try decoder.decode(bytes, header, reduction: reduction(wanted), path: path)
    raster = try raster.oriented(header.orientation)
    if channels == 1 { raster = try raster.grey() }
    let placement = options.fit.placement(
      width: raster.width, height: raster.height, into: (width, height))
    let planes = try raster.resampled(placement, height: height, width: width)
    let isRepeated = raster.channels < channels
    return Loaded(
      planes: isRepeated ? Array(repeatElement(planes, count: channels).joined()) : planes,
      format: header.hasMore ? header.format : nil, isRepeated: isRepeated)
  }

  private static func reduction(_ placement: Raster.Placement) -> Int {
    let (box, target) = (placement.box, placement.target)
    let spare = min(
      (box.right - box.left) / Double(target.width),
      (box.bottom - box.top) / Double(target.height))
    return [8, 4, 2].first { spare >= Double($0) * reducingGap } ?? 1
  }

  private static func checked(
    _ header: ImageHeader, _ path: String, _ maximum: Int
  ) throws -> ImageHeader {
    let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
    guard !overflow, pixels <= maximum else {
      throw Failure(
        path, "has more pixels than allowed", expected: "at most \(maximum) (max_pixels)",
        got: "\(header.width)×\(header.height)")
    }
    return header
  }
}
