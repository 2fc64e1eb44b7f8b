import CPNG
import Tensors

/// Writes PNG images (libpng).
package enum PNGEncoder {
  /// The file of an image of 1 or 3 channels, one after another.
  /// - Throws: `Failure` where libpng cannot make it.
  package static func encode(
    _ planes: some Collection<UInt8>, shape: [Int], maximum: Int
  ) throws -> [UInt8] {
    let planes = Array(planes)
    let plane = shape[1] * shape[2]
    var pixels: [UInt8] = []
    pixels.reserveCapacity(planes.count)
    for place in 0..<plane {
      for channel in 0..<shape[0] {
        pixels.append(ByteScale.full(planes[channel * plane + place], maximum: maximum))
      }
    }
    var image = unsafe cpng_image()
    unsafe image.width = UInt32(shape[2])
    unsafe image.height = UInt32(shape[1])
    unsafe image.format = UInt32(shape[0] == 1 ? CPNG_GREY : CPNG_RGB)
    defer { unsafe png_image_free(&image) }
    // Larger than any PNG of these pixels: deflate adds less than a thousandth.
    var file = [UInt8](repeating: 0, count: pixels.count + pixels.count / 100 + shape[1] + 4096)
    var size = file.count
    let status = unsafe pixels.withUnsafeBytes { source in
      unsafe file.withUnsafeMutableBytes { target in
        unsafe png_image_write_to_memory(
          &image, target.baseAddress, &size, 0, source.baseAddress, 0, nil)
      }
    }
    guard status != 0 else { throw Failure("PNG", "cannot be written") }
    return Array(file.prefix(size))
  }
}
