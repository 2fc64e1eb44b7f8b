import CPNG
import Tensors

/// Decodes PNG images (libpng): grey, colour, palette, 1 to 16 bits, opacity laid over white.
package enum PNGDecoder {
  /// The pixels, as stored (not yet upright); 16 bits are rounded to 8.
  /// - Throws: `Failure` where the file is damaged or ends early.
  package static func decode(_ bytes: [UInt8], _ header: ImageHeader, path: String) throws
    -> Raster
  {
    // libpng reads on from the same memory until it has finished.
    let (raster, hasAlpha) = try unsafe bytes.withUnsafeBytes { source in
      unsafe try decode(source, header, path: path)
    }
    return hasAlpha ? try raster.overWhite() : raster
  }

  private static func decode(
    _ source: UnsafeRawBufferPointer, _ header: ImageHeader, path: String
  ) throws -> (Raster, hasAlpha: Bool) {
    var image = unsafe cpng_image()
    defer { unsafe png_image_free(&image) }
    guard
      unsafe png_image_begin_read_from_memory(&image, source.baseAddress, source.count) != 0,
      unsafe Int(image.width) == header.width, unsafe Int(image.height) == header.height
    else { throw unsafe failure(path, image) }
    // Deep images hold the same curve of light as those of 8 bits.
    unsafe image.flags |= UInt32(CPNG_SRGB_16_BIT)
    let hasAlpha = unsafe image.format & UInt32(CPNG_HAS_ALPHA) != 0
    let isColour = unsafe image.format & UInt32(CPNG_HAS_COLOUR) != 0
    let format =
      isColour ? (hasAlpha ? CPNG_RGBA : CPNG_RGB) : (hasAlpha ? CPNG_GREY_ALPHA : CPNG_GREY)
    let channels = (isColour ? 3 : 1) + (hasAlpha ? 1 : 0)
    unsafe image.format = UInt32(format)
    try Memory.require(2 * Double(header.width * header.height * channels), for: path)
    var pixels = [UInt8](repeating: 0, count: header.width * header.height * channels)
    let status = unsafe pixels.withUnsafeMutableBytes { target in
      unsafe png_image_finish_read(&image, nil, target.baseAddress, 0, nil)
    }
    guard status != 0 else { throw unsafe failure(path, image) }
    let raster = try Raster(
      width: header.width, height: header.height, channels: channels, pixels: pixels)
    return (raster, hasAlpha)
  }

  private static func failure(_ path: String, _ image: png_image) -> Failure {
    let message = unsafe withUnsafeBytes(of: image.message) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Failure(path, "is damaged (\(message.isEmpty ? "its head is not readable" : message))")
  }
}
