import CTurboJPEG
import Tensors

/// Decodes JPEG images (libjpeg-turbo): grey, colour and four inks, progressive or not.
@safe package struct JPEGDecoder: ~Copyable {
  private let handle: tjhandle

  /// - Throws: `Failure` where memory is missing.
  package init() throws {
    guard let handle = unsafe tjInitDecompress() else {
      throw Failure("image", "no memory to decode it")
    }
    unsafe self.handle = unsafe handle
  }

  deinit {
    unsafe tjDestroy(handle)
  }

  /// The pixels, as stored (not yet upright).
  /// - Parameter reduction: 1, 2, 4 or 8: decodes to that fraction of the size, which is much faster.
  /// - Throws: `Failure` where the file is damaged or ends early.
  package func decode(
    _ bytes: [UInt8], _ header: ImageHeader, reduction: Int, path: String
  ) throws -> Raster {
    var (width, height, subsampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let found = unsafe bytes.withUnsafeBufferPointer { source in
      unsafe tjDecompressHeader3(
        handle, source.baseAddress, UInt(source.count), &width, &height, &subsampling, &space)
    }
    guard found == 0, Int(width) == header.width, Int(height) == header.height else {
      throw failure(path)
    }
    let isInk = space == Int32(TJCS_CMYK.rawValue) || space == Int32(TJCS_YCCK.rawValue)
    let (format, channels) =
      isInk
      ? (TJPF_CMYK, 4) : space == Int32(TJCS_GRAY.rawValue) ? (TJPF_GRAY, 1) : (TJPF_RGB, 3)
    // libjpeg rounds up.
    let size = [header.width, header.height].map { ($0 + reduction - 1) / reduction }
    try Memory.require(2 * Double(size[0] * size[1] * channels), for: path)
    var pixels = [UInt8](repeating: 0, count: size[0] * size[1] * channels)
    let status = unsafe bytes.withUnsafeBufferPointer { source in
      unsafe pixels.withUnsafeMutableBufferPointer { target in
        unsafe tjDecompress2(
          handle, source.baseAddress, UInt(source.count), target.baseAddress, Int32(size[0]), 0,
          Int32(size[1]), Int32(format.rawValue), TJFLAG_LIMITSCANS)
      }
    }
    // What libjpeg calls warnings are mostly stray bytes between segments; the image is whole then.
    guard status == 0 || (isWarning && !endsEarly) else { throw failure(path) }
    let raster = try Raster(width: size[0], height: size[1], channels: channels, pixels: pixels)
    return isInk ? try raster.inkToLight(inverted: header.isAdobe) : raster
  }

  private var isWarning: Bool {
    unsafe tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue)
  }

  private var message: String {
    unsafe tjGetErrorStr2(handle).map { unsafe String(cString: $0) } ?? "unknown error"
  }

  private var endsEarly: Bool { message.contains("Premature end") }

  private func failure(_ path: String) -> Failure {
    Failure(path, endsEarly ? "ends early, the image is not whole" : "is damaged (\(message))")
  }
}
