import Glibc
import Tensors

/// Puts computed images together; classes take turns, four fifths are "train", the rest "test".
enum Synthetic {
  /// - Parameter draw: the values of an image of a class, 0 to 1, channel by channel.
  static func make(
    _ name: String, images: Int, classes: [String], channels: Int, size: Int, seed: UInt64,
    draw: (_ label: Int, inout Random) -> [Double]
  ) throws -> Dataset {
    let stride = channels * size * size
    guard images >= classes.count else {
      throw Failure(
        name, "has fewer images than classes", expected: "\(classes.count) or more",
        got: "\(images)")
    }
    let total = SizeProduct.of([images, stride]) ?? .max
    // Bytes of all, labels and splits, and numbers of a few images at a time.
    try Memory.require(
      Double(total) + 24 * Double(images) + 24 * Double(stride), for: "images",
      "\(images) images of \(size)×\(size)")
    let stream = Random(seed: seed, stream: "synthetic \(name)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    for id in 0..<images {
      if id % 256 == 0 { try StopRequest.poll() }
      var rng = stream.stream(of: id)
      bytes += draw(id % classes.count, &rng).map { UInt8((min(1, max(0, $0)) * 255).rounded()) }
    }
    // Whole turns of the classes, so that both parts have all of them.
    let train = max(classes.count, images * 4 / 5 / classes.count * classes.count)
    let splits =
      train < images
      ? ["train": Array(0..<train), "test": Array(train..<images)] : ["train": Array(0..<images)]
    return try Dataset(
      name: name, images: ImageStore(bytes, count: images, shape: [channels, size, size]),
      labels: (0..<images).map { $0 % classes.count }, classNames: classes, splits: splits)
  }
}

/// A few soft spots at random places.
enum Blobs {
  static func pattern(_ label: Int, size: Int, seed: UInt64) -> [Float] {
    var rng = Random(seed: seed, stream: "blob pattern \(label)")
    var values = [Float](repeating: 0.15, count: size * size)
    let side = Float(size)
    for _ in 0..<3 {
      let (x, y) = (rng.uniform() * side, rng.uniform() * side)
      let width = side * (0.1 + 0.1 * rng.uniform())
      for place in values.indices {
        let (dx, dy) = (Float(place % size) - x, Float(place / size) - y)
        values[place] += 0.6 * expf(-(dx * dx + dy * dy) / (2 * width * width))
      }
    }
    return values.map { min(1, $0) }
  }
}

/// Filled outlines.
enum Shapes {
  static let names = ["disc", "square", "triangle", "cross", "ring", "star"]

  static func draw(
    _ label: Int, size: Int, channels: Int, difficulty d: Double, using rng: inout Random
  ) -> [Double] {
    func number() -> Double { Double(rng.uniform()) }
    let side = Double(size)
    let radius = side * (0.38 - 0.2 * d * number())
    let room = max(0, side / 2 - radius)
    let (x, y) = (
      side / 2 + d * room * (2 * number() - 1), side / 2 + d * room * (2 * number() - 1)
    )
    let angle = d * .pi * (2 * number() - 1)
    let contrast = 0.8 - 0.55 * d * number()
    let ground = 0.1 + 0.8 * d * number() * (1 - contrast)
    let colours = (0..<channels).map { _ in channels == 1 ? 1 : 0.4 + 0.6 * number() }
    var values = [Double](repeating: 0, count: channels * size * size)
    for place in 0..<size * size {
      // Four points to a pixel soften the edge.
      var cover = 0.0
      for (ox, oy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
        let (dx, dy) = (Double(place % size) + ox - x, Double(place / size) + oy - y)
        let (u, v) = (
          (dx * cos(angle) + dy * sin(angle)) / radius, (dy * cos(angle) - dx * sin(angle)) / radius
        )
        if holds(label, u, v) { cover += 0.25 }
      }
      for channel in 0..<channels {
        values[channel * size * size + place] =
          ground + contrast * cover * colours[channel] + 0.15 * d * Double(rng.normal())
      }
    }
    return values
  }

  /// Whether a point of the unit disc is inside a shape.
  private static func holds(_ label: Int, _ u: Double, _ v: Double) -> Bool {
    let r = (u * u + v * v).squareRoot()
    switch label {
    case 0: return r < 0.9
    case 1: return max(abs(u), abs(v)) < 0.75
    case 2: return v < 0.6 && v > -0.95 + 1.7 * abs(u)
    case 3: return min(abs(u), abs(v)) < 0.25 && max(abs(u), abs(v)) < 0.95
    case 4: return r < 0.95 && r > 0.55
    default: return r < 0.6 + 0.35 * cos(5 * atan2(u, -v))
    }
  }
}

/// Waves in one direction.
enum Textures {
  static func draw(
    _ label: Int, of classes: Int, size: Int, difficulty d: Double, using rng: inout Random
  ) -> [Double] {
    func number() -> Double { Double(rng.uniform()) }
    let step = Double.pi / Double(classes)
    // Half of the way to the next direction would be a coin's toss.
    let angle = step * (Double(label) + 0.5 * d * (2 * number() - 1))
    let frequency = 2 * Double.pi * (3 + 2 * number()) / Double(size)
    let phase = 2 * Double.pi * number()
    let contrast = 0.4 * (1 - 0.6 * d * number())
    return (0..<size * size).map { place in
      let (x, y) = (Double(place % size), Double(place / size))
      return 0.5 + contrast * sin(frequency * (x * cos(angle) + y * sin(angle)) + phase)
        + 0.25 * d * Double(rng.normal())
    }
  }
}
