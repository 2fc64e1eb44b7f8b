import Glibc
import Tensors

/// Random changes to images that leave their class as it is.
///
/// Drawn from a stream for each image and epoch, so that neither batches nor threads change them.
public struct Augmentation: Codable, Equatable, Sendable {
  /// Black pixels around the image before a part of the old size is cut out at random.
  public var padding = 0
  /// Probability of a mirror image.
  public var flip = 0.0
  /// Probability of turning it upside down.
  public var verticalFlip = 0.0
  /// The least share of the area that a random part has before it is made as large as the image again;
  /// 1: no such cropping.
  public var area = 1.0
  /// The largest ratio of sides of such a part, and its inverse the smallest.
  public var aspect = 4.0 / 3
  /// Probability of changing colours.
  public var jitter = 0.0
  /// How far brightness, contrast, saturation (factors 1 ± these) and hue (± whole turns) go.
  public var brightness = 0.4
  public var contrast = 0.4
  public var saturation = 0.4
  public var hue = 0.1
  /// Probability of losing all colour.
  public var grey = 0.0
  /// Probability of a blur, with a deviation of 0.1 to `blurDeviation` pixels.
  public var blur = 0.0
  public var blurDeviation = 2.0
  /// Largest rotation in degrees, either way.
  public var rotation = 0.0
  /// Whether it is turned by 0, 90, 180 or 270 degrees.
  public var quarterTurns = false
  /// Side of a square that is blotted out; 0: none.
  public var cutout = 0
  /// α of the Beta distribution by which pairs of images are mixed; 0: no mixing.
  public var mixup = 0.0

  /// Changes nothing until something is set.
  public init() {}

  /// What is done to an image, drawn from its own stream.
  ///
  /// Every choice takes its words whether it is used or not, so that changing one option leaves the
  /// others' draws as they were.
  /// - Source: Chen et al. 2020, "A Simple Framework for Contrastive Learning", appendix A (order and
  ///   ranges); DeVries & Taylor 2017, "Improved Regularization … with Cutout", §3.
  func change(row: Int, height: Int, width: Int, using rng: inout Random) -> ImageChange {
    var change = ImageChange(row: row)
    let (h, w) = (Double(height), Double(width))
    func number() -> Double { Double(rng.uniform()) }
    func happens(_ probability: Double) -> Bool { number() < probability }
    // Crop: a box in the source, as wide as the image unless area says otherwise.
    let (share, ratio) = (area + (1 - area) * number(), pow(aspect, 2 * number() - 1))
    let (across, down) = (number(), number())
    var box = (x: 0.0, y: 0.0, w: w, h: h)
    if area < 1 {
      box.w = min(w, max(1, (w * h * share * ratio).squareRoot().rounded()))
      box.h = min(h, max(1, (w * h * share / ratio).squareRoot().rounded()))
      (box.x, box.y) = (
        (across * (w - box.w + 1)).rounded(.down), (down * (h - box.h + 1)).rounded(.down)
      )
    }
    let (right, low) = (rng.int(below: 2 * padding + 1), rng.int(below: 2 * padding + 1))
    if padding > 0 {
      box.x += Double(right - padding)
      box.y += Double(low - padding)
    }
    let (isMirrored, isUpside) = (happens(flip), happens(verticalFlip))
    let angle = (2 * number() - 1) * rotation * .pi / 180
    let turns = rng.int(below: 4)
    change.matrix = Self.matrix(
      box: box, height: h, width: w, mirrored: isMirrored, upside: isUpside, angle: angle,
      turns: quarterTurns && height == width ? turns : quarterTurns ? turns & 2 : 0)
    // Colour.
    let isJittered = happens(jitter)
    let factors = [brightness, contrast, saturation].map { max(0, 1 + (2 * number() - 1) * $0) }
    let turn = (2 * number() - 1) * hue
    var order = [0, 1, 2, 3]
    rng.shuffle(&order)
    if isJittered {
      (change.brightness, change.contrast) = (Float(factors[0]), Float(factors[1]))
      (change.saturation, change.hue, change.order) = (Float(factors[2]), Float(turn), order)
    }
    change.isGrey = happens(grey)
    let isBlurred = happens(blur)
    let sigma = 0.1 + (max(blurDeviation, 0.1) - 0.1) * number()
    if isBlurred {
      change.sigma = Float(sigma)
      // A tenth of the side, as in the paper, and odd.
      change.blurSize = max(3, Int(min(h, w) / 10) / 2 * 2 + 1)
    }
    let (column, row) = (rng.int(below: width), rng.int(below: height))
    if cutout > 0 {
      let (left, top) = (column - cutout / 2, row - cutout / 2)
      change.cut = [left, top, left + cutout, top + cutout]
    }
    return change
  }

  /// From pixels of the result to places in the source, turn and mirror about the middle, then the box.
  private static func matrix(
    box: (x: Double, y: Double, w: Double, h: Double), height: Double, width: Double,
    mirrored: Bool, upside: Bool, angle: Double, turns: Int
  ) -> [Float] {
    // Quarter turns are exact, whatever sine says of them.
    let quarter = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)][turns]
    let free = angle == 0 ? (1.0, 0.0) : (cos(angle), sin(angle))
    let (c, s) = (
      quarter.0 * free.0 - quarter.1 * free.1, quarter.1 * free.0 + quarter.0 * free.1
    )
    let (mx, my) = (mirrored ? -1.0 : 1.0, upside ? -1.0 : 1.0)
    let (sx, sy) = (box.w / width, box.h / height)
    let (cx, cy) = ((width - 1) / 2, (height - 1) / 2)
    // u = R (x − c), mirrored, scaled into the box: source = box centre + s·m·u.
    let (bx, by) = (box.x + (box.w - 1) / 2, box.y + (box.h - 1) / 2)
    let m = [sx * mx * c, -sx * mx * s, 0, sy * my * s, sy * my * c, 0]
    return [
      m[0], m[1], bx - m[0] * cx - m[1] * cy, m[3], m[4], by - m[3] * cx - m[4] * cy,
    ].map(Float.init)
  }

  /// Turned by `turns` quarters, all else as it is: the pretext task of rotation.
  static func turned(row: Int, height: Int, width: Int, turns: Int) -> ImageChange {
    var change = ImageChange(row: row)
    change.matrix = matrix(
      box: (0, 0, Double(width), Double(height)), height: Double(height), width: Double(width),
      mirrored: false, upside: false, angle: 0, turns: turns & 3)
    return change
  }
}
