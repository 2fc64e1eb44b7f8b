import CImageFiles
import Tensors

/// Decodes PNG images (libpng): grey, colour, palette, 1 to 16 bits, opacity laid over white. The values
/// are those that are stored: no gamma or profile is applied, as in Pillow and torchvision.
package enum PNGDecoder {
  /// The pixels, as stored (not yet upright); 16 bits are rounded to 8.
  /// - Throws: `Failure` where the file is damaged or ends early.
  package static func decode(_ bytes: [UInt8], _ header: ImageHeader, path: String) throws
    -> Raster
  {
    var head = ci_head()
    var status = unsafe bytes.withUnsafeBufferPointer { source in
      unsafe ci_png_head(source.baseAddress, source.count, &head)
    }
    guard status == CI_OK else {
      throw ImageFault.failure(status, head, kind: "PNG", path: path)
    }
    guard Int(head.width) == header.width, Int(head.height) == header.height else {
      throw ImageFault.otherSize(head, path: path)
    }
    let channels = Int(head.channels.rawValue)
    let count = header.width * header.height * channels
    try Memory.require(2 * Double(count), for: path)
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      status = unsafe bytes.withUnsafeBufferPointer { source in
        unsafe target.baseAddress.map {
          unsafe ci_png_pixels(source.baseAddress, source.count, $0, count, &head)
        } ?? CI_DAMAGED
      }
      filled = status == CI_OK ? count : 0
    }
    guard status == CI_OK else {
      throw ImageFault.failure(status, head, kind: "PNG", path: path)
    }
    let raster = try Raster(
      width: header.width, height: header.height, channels: channels, pixels: pixels)
    return channels % 2 == 0 ? try raster.overWhite() : raster
  }
}
