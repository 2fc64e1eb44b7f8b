import Tensors

extension ReadingOptions.Fit {
  /// Where an image comes to lie in another size. An image of the same ratio of sides, which counts decide,
  /// is taken whole; no box goes beyond the image, however its borders are rounded.
  package func placement(
    width: Int, height: Int, into size: (width: Int, height: Int)
  ) -> Raster.Placement {
    let (w, h) = (Double(width), Double(height))
    let ratio = Double(size.width) / Double(size.height)
    var box = (left: 0.0, top: 0.0, right: w, bottom: h)
    var target = (left: 0, top: 0, width: size.width, height: size.height)
    switch self {
    case .stretch: break
    case .crop:
      // Rounded to numbers of Double, equal ratios would differ.
      let (across, along) = (width * size.height, height * size.width)
      if across > along {
        box.left = (w - h * ratio) / 2
        box.right = box.left + h * ratio
      } else if across < along {
        box.top = (h - w / ratio) / 2
        box.bottom = box.top + w / ratio
      }
    case .pad:
      let scale = min(Double(size.width) / w, Double(size.height) / h)
      target.width = min(size.width, max(1, Int((w * scale).rounded())))
      target.height = min(size.height, max(1, Int((h * scale).rounded())))
      target.left = (size.width - target.width) / 2
      target.top = (size.height - target.height) / 2
    }
    box.left = max(0, box.left)
    box.top = max(0, box.top)
    box.right = min(box.right, w)
    box.bottom = min(box.bottom, h)
    return Raster.Placement(box: box, target: target)
  }
}
