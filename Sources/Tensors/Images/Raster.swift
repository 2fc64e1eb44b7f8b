import CKernels

/// An image as decoders give it: bytes [height × width × channels], channels interleaved.
package struct Raster: Equatable, Sendable {
  /// Pixels in a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// 1 for grey, 3 for red, green, blue.
  package let channels: Int
  /// All bytes.
  package let pixels: [UInt8]

  /// - Throws: `Failure` where the bytes do not fill the image.
  package init(width: Int, height: Int, channels: Int, pixels: [UInt8]) throws {
    guard width > 0, height > 0, channels > 0,
      SizeProduct.of([width, height, channels]) == pixels.count
    else {
      throw Failure(
        "image", "bytes do not fill it", expected: "\(width)×\(height)×\(channels)",
        got: "\(pixels.count)")
    }
    (self.width, self.height, self.channels, self.pixels) = (width, height, channels, pixels)
  }

  /// Makes bytes of known number out of the pixels; for kernels.
  private func made(
    _ count: Int, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      unsafe pixels.withUnsafeBufferPointer { source in
        if let from = source.baseAddress, let to = target.baseAddress { unsafe body(from, to) }
      }
      filled = count
    }
  }

  /// Turned upright from an EXIF orientation (1: as it is, to 8).
  package func oriented(_ orientation: Int) throws -> Raster {
    guard 2...8 ~= orientation else { return self }
    let turned = unsafe made(pixels.count) { from, to in
      unsafe ck_orient(
        from, Int64(width), Int64(height), Int64(channels), Int32(orientation), to)
    }
    let isTurned = orientation > 4
    return try Raster(
      width: isTurned ? height : width, height: isTurned ? width : height, channels: channels,
      pixels: turned)
  }

  /// In one channel: luma by ITU-R 601-2 as Pillow rounds it.
  package func grey() throws -> Raster {
    guard channels == 3 else { return self }
    let count = width * height
    return try Raster(
      width: width, height: height, channels: 1,
      pixels: unsafe made(count) { from, to in unsafe ck_luma(from, Int64(count), to) })
  }

  /// The last channel taken as opacity, the others laid over white.
  package func overWhite() throws -> Raster {
    let count = width * height
    return try Raster(
      width: width, height: height, channels: channels - 1,
      pixels: unsafe made(count * (channels - 1)) { from, to in
        unsafe ck_over_white(from, Int64(count), Int64(channels), to)
      })
  }

  /// Cyan, magenta, yellow, black as red, green, blue.
  /// - Parameter inverted: 255 means no ink, as in files by Adobe's programs.
  package func inkToLight(inverted: Bool) throws -> Raster {
    let count = width * height
    return try Raster(
      width: width, height: height, channels: 3,
      pixels: unsafe made(count * 3) { from, to in
        unsafe ck_ink_to_light(from, Int64(count), inverted ? 1 : 0, to)
      })
  }

  /// Where an image comes from and where it goes to when it is fitted into another size.
  package struct Placement: Equatable, Sendable {
    /// Left, top, right, bottom in the source, in pixels.
    package var box: (left: Double, top: Double, right: Double, bottom: Double)
    /// Left, top, width, height in the result.
    package var target: (left: Int, top: Int, width: Int, height: Int)

    /// Such a placement.
    package init(
      box: (left: Double, top: Double, right: Double, bottom: Double),
      target: (left: Int, top: Int, width: Int, height: Int)
    ) {
      (self.box, self.target) = (box, target)
    }

    package static func == (a: Placement, b: Placement) -> Bool {
      a.box == b.box && a.target == b.target
    }
  }

  /// The image resampled into another size, black where the placement leaves room: by a triangle filter
  /// that is as wide as the pixels it joins, the same numbers as Pillow's BILINEAR.
  /// - Shape: → [channels × height × width], channel by channel.
  /// - Throws: `Failure` where the placement is empty or outside the new image, or memory is missing.
  package func resampled(
    _ placement: Placement, height newHeight: Int, width newWidth: Int
  ) throws -> [UInt8] {
    let target = placement.target
    // What was computed may lie beside the image by a rounding.
    let corners = [
      max(0, placement.box.left), max(0, placement.box.top),
      min(placement.box.right, Double(width)), min(placement.box.bottom, Double(height)),
    ]
    guard corners[0] < corners[2], corners[1] < corners[3], target.left >= 0, target.top >= 0,
      target.width > 0, target.height > 0, target.left + target.width <= newWidth,
      target.top + target.height <= newHeight
    else {
      throw Failure(
        "image", "does not fit", expected: "a part of the image, within \(newHeight)×\(newWidth)",
        got: "\(width)×\(height) pixels")
    }
    let plane = newHeight * newWidth
    var result = [UInt8](repeating: 0, count: channels * plane)
    let status = unsafe result.withUnsafeMutableBufferPointer { to in
      unsafe pixels.withUnsafeBufferPointer { from -> ck_status in
        guard let from = from.baseAddress, let to = to.baseAddress else { return CK_OK }
        return unsafe ck_resample(
          from, Int64(width), Int64(height), Int64(channels), corners, Int64(target.width),
          Int64(target.height), to + target.top * newWidth + target.left, Int64(newWidth),
          Int64(plane))
      }
    }
    try Tensor.check(status, for: "image")
    return result
  }
}
