import Recipes
import Tensors

extension Catalogue where Product == Dataset {
  /// Data sets that are computed, so that the right answer is known; one more costs one line here.
  public static var synthetic: Catalogue { Catalogue("data set", [.blobs, .shapes, .textures]) }
}

extension Recipe where Product == Dataset {
  static var blobs: Recipe {
    Recipe(
      "blobs",
      "Images around one pattern for each class, with noise: the nearest pattern is right.",
      source: "", Option("images", 1000, in: 2...1_000_000, "How many images."),
      Option("classes", 4, in: 2...100, "How many patterns."),
      Option("size", 16, in: 4...256, "Height and width."),
      Option("noise", 0.2, in: 0...2, "Deviation of a pixel, full intensity being 1."),
      Option("seed", 0, in: 0...Int.max, "Of all that is drawn.")
    ) { images, classes, size, noise, seed in
      let patterns = (0..<classes).map { Blobs.pattern($0, size: size, seed: UInt64(seed)) }
      return try Synthetic.make(
        "blobs", images: images, classes: (1...classes).map { "pattern \($0)" }, channels: 1,
        size: size, seed: UInt64(seed)
      ) { label, rng in
        patterns[label].map { Double($0) + noise * Double(rng.normal()) }
      }
    }
  }

  static var shapes: Recipe {
    Recipe(
      "shapes", "Discs, squares, triangles, crosses, rings and stars on a plain ground.",
      source: "",
      Option("images", 1000, in: 2...1_000_000, "How many images."),
      Option("classes", 4, in: 2...Shapes.names.count, "How many of the shapes, in this order."),
      Option("size", 24, in: 8...256, "Height and width."),
      Option("channels", 1, in: 1...3, "1 for grey, 3 for colour."),
      Option(
        "difficulty", 0.3, in: 0...1,
        "0: large, upright, in the middle, clear; 1: small, turned, anywhere, faint and noisy."),
      Option("seed", 0, in: 0...Int.max, "Of all that is drawn.")
    ) { images, classes, size, channels, difficulty, seed in
      guard channels != 2 else {
        throw Failure("channels", "value out of range", expected: "1 or 3", got: "2")
      }
      return try Synthetic.make(
        "shapes", images: images, classes: Array(Shapes.names.prefix(classes)), channels: channels,
        size: size, seed: UInt64(seed)
      ) { label, rng in
        Shapes.draw(label, size: size, channels: channels, difficulty: difficulty, using: &rng)
      }
    }
  }

  static var textures: Recipe {
    Recipe(
      "textures", "Stripes whose direction is the class.", source: "",
      Option("images", 1000, in: 2...1_000_000, "How many images."),
      Option("classes", 4, in: 2...16, "How many directions, over half a turn."),
      Option("size", 24, in: 8...256, "Height and width."),
      Option(
        "difficulty", 0.3, in: 0...1,
        "How far directions stray (1: to the middle between two) and how much noise there is."),
      Option("seed", 0, in: 0...Int.max, "Of all that is drawn.")
    ) { images, classes, size, difficulty, seed in
      try Synthetic.make(
        "textures", images: images,
        classes: (0..<classes).map { "\(180 * $0 / classes)°" }, channels: 1, size: size,
        seed: UInt64(seed)
      ) { label, rng in
        Textures.draw(label, of: classes, size: size, difficulty: difficulty, using: &rng)
      }
    }
  }
}
