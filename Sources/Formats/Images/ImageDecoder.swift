import Tensors

/// Decodes images of every format that is read; one for a thread, which reads one after the other.
package struct ImageDecoder: ~Copyable {
  private let jpeg: JPEGDecoder

  /// - Throws: `Failure` where memory is missing.
  package init() throws { jpeg = try JPEGDecoder() }

  /// The pixels, as stored (not yet upright), in 1 or 3 channels.
  /// - Parameter reduction: 1, 2, 4 or 8: JPEG is decoded to that fraction of the size, which is much
  ///   faster; other formats as they are.
  /// - Throws: `Failure` where the file is damaged or ends early.
  package func decode(
    _ bytes: [UInt8], _ header: ImageHeader, reduction: Int, path: String
  ) throws -> Raster {
    switch header.format {
    case .jpeg: try jpeg.decode(bytes, header, reduction: reduction, path: path)
    case .png, .tiff, .webp, .gif: try LibraryDecoder.decode(bytes, header, path: path)
    case .bmp: try BMPFile(bytes, path: path).raster()
    case .pnm: try PNMFile(bytes, path: path).raster()
    }
  }
}
