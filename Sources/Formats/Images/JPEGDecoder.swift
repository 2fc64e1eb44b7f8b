import CImageFiles
import Tensors

/// Decodes JPEG images (libjpeg): grey, colour and four inks, any sampling factors, progressive or not.
@safe package struct JPEGDecoder: ~Copyable {
  private let decoder: OpaquePointer

  /// - Throws: `Failure` where memory is missing.
  package init() throws {
    guard let decoder = unsafe ci_jpeg_new() else {
      throw Failure("image", "no memory to decode it")
    }
    unsafe self.decoder = unsafe decoder
  }

  deinit {
    unsafe ci_jpeg_free(decoder)
  }

  /// The pixels, as stored (not yet upright).
  /// - Parameter reduction: 1, 2, 4 or 8: decodes to that fraction of the size, which is much faster.
  /// - Throws: `Failure` where the file is damaged or ends early.
  package func decode(
    _ bytes: [UInt8], _ header: ImageHeader, reduction: Int, path: String
  ) throws -> Raster {
    // libjpeg reads on from the same memory until it has finished.
    let (raster, isInk) = try unsafe bytes.withUnsafeBufferPointer { source in
      unsafe try decode(source, header, reduction: reduction, path: path)
    }
    // Four inks are stored as Adobe's programs do, with or without its mark: 255 means none.
    return isInk ? try raster.inkToLight(inverted: true) : raster
  }

  private func decode(
    _ source: UnsafeBufferPointer<UInt8>, _ header: ImageHeader, reduction: Int, path: String
  ) throws -> (Raster, isInk: Bool) {
    var head = ci_head()
    var status = unsafe ci_jpeg_head(
      decoder, source.baseAddress, source.count, Int32(reduction), &head)
    guard status == CI_OK else {
      throw ImageFault.failure(status, head, kind: "JPEG", path: path)
    }
    // libjpeg rounds up.
    let size = [header.width, header.height].map { ($0 + reduction - 1) / reduction }
    guard size == [Int(head.width), Int(head.height)] else {
      throw ImageFault.otherSize(head, path: path)
    }
    let isInk = head.channels == CI_INK
    let channels = isInk ? 4 : Int(head.channels.rawValue)
    let count = size[0] * size[1] * channels
    try Memory.require(2 * Double(count) + Double(head.workspace), for: path)
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      guard let start = target.baseAddress else { return }
      status = unsafe ci_jpeg_pixels(decoder, start, &head)
      filled = status == CI_OK ? count : 0
    }
    guard status == CI_OK else {
      throw ImageFault.failure(status, head, kind: "JPEG", path: path)
    }
    return (
      try Raster(width: size[0], height: size[1], channels: channels, pixels: pixels), isInk
    )
  }
}
