import CImageFiles
import Tensors

/// Decodes PNG, TIFF, WebP and GIF images by the system's libraries: of several pages or frames the first,
/// opacity laid over white. The values are those that are stored: no gamma or profile is applied, as in Pillow
/// and torchvision; 16 bits are rounded to 8.
enum LibraryDecoder {
  /// What the file says of its first image.
  /// - Throws: `Failure` where it is damaged, ends early, or is of a kind that is not read.
  static func head(_ bytes: [UInt8], _ format: ImageFormat, path: String) throws -> ci_head {
    var head = ci_head()
    let status = unsafe bytes.withUnsafeBufferPointer { source in
      switch format {
      case .tiff: unsafe ci_tiff_head(source.baseAddress, source.count, &head)
      case .webp: unsafe ci_webp_head(source.baseAddress, source.count, &head)
      case .gif: unsafe ci_gif_head(source.baseAddress, source.count, &head)
      default: unsafe ci_png_head(source.baseAddress, source.count, &head)
      }
    }
    guard status == CI_OK else {
      throw ImageFault.failure(status, head, kind: format.rawValue, path: path)
    }
    return head
  }

  /// The pixels, as stored (not yet upright).
  /// - Throws: `Failure` where the file is damaged or ends early, or memory is missing.
  static func decode(_ bytes: [UInt8], _ header: ImageHeader, path: String) throws -> Raster {
    let format = header.format
    var head = try head(bytes, format, path: path)
    guard Int(head.width) == header.width, Int(head.height) == header.height else {
      throw ImageFault.otherSize(head, path: path)
    }
    let pixelCount = header.width * header.height
    let channels = Int(head.channels.rawValue)
    // libtiff writes four bytes for each pixel, of which the first channels remain.
    let room = pixelCount * (format == .tiff ? 4 : channels)
    try Memory.require(2 * Double(room) + Double(head.workspace), for: path)
    var status = CI_DAMAGED
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: room) { target, filled in
      guard let to = target.baseAddress else { return }
      status = unsafe bytes.withUnsafeBufferPointer { source in
        switch format {
        case .tiff: unsafe ci_tiff_pixels(source.baseAddress, source.count, to, room, &head)
        case .webp: unsafe ci_webp_pixels(source.baseAddress, source.count, to, room, &head)
        case .gif: unsafe ci_gif_pixels(source.baseAddress, source.count, to, room, &head)
        default: unsafe ci_png_pixels(source.baseAddress, source.count, to, room, &head)
        }
      }
      filled = status == CI_OK ? pixelCount * channels : 0
    }
    guard status == CI_OK else {
      throw ImageFault.failure(status, head, kind: format.rawValue, path: path)
    }
    let raster = try Raster(
      width: header.width, height: header.height, channels: channels, pixels: pixels)
    return channels % 2 == 0 ? try raster.overWhite() : raster
  }
}
