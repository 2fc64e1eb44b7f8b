import Recipes
import Tensors

extension Catalogue where Product == Augmentation {
  /// All ways of augmenting; one more costs one line here.
  public static var augmentations: Catalogue {
    Catalogue("augmentation", [.none, .cropFlip, .simCLR, .custom])
  }
}

extension Recipe where Product == Augmentation {
  static var none: Recipe {
    Recipe(
      "none", "Images as they are.", source: "", options: [], make: { _ in Augmentation() })
  }

  static var cropFlip: Recipe {
    Recipe(
      "crop_flip", "A random part of the image in a black border, and its mirror image.",
      source: "He et al. 2016, Deep Residual Learning, §4.2",
      Option("padding", 4, in: 0...64, "Width of the border in pixels."),
      Option("flip", 0.5, in: 0...1, "Probability of a mirror image."),
      Option("cutout", 0, in: 0...512, "Side of a square that is blotted out; 0: none."),
      Option("mixup", 0.0, in: 0...10, "Alpha of the Beta distribution of mixing; 0: none.")
    ) { padding, flip, cutout, mixup in
      var result = Augmentation()
      (result.padding, result.flip, result.cutout) = (padding, flip, cutout)
      result.mixup = mixup
      return result
    }
  }

  static var simCLR: Recipe {
    Recipe(
      "simclr",
      "Resized crops, mirror images, changed colours, grey, and a blur for large images.",
      source: "Chen et al. 2020, A Simple Framework for Contrastive Learning, appendix A",
      Option("area", 0.08, in: 0.01...1, "Least share of the area that a crop has."),
      Option(
        "strength", 0.5, in: 0...1.25, "Of the changes of colour: 0.8 times this, hue 0.2 times."),
      Option("jitter", 0.8, in: 0...1, "Probability of changing colours."),
      Option("grey", 0.2, in: 0...1, "Probability of losing all colour."),
      Option(
        "blur", 0.0, in: 0...1, "Probability of a blur; the paper has 0 for CIFAR-10, else 0.5.")
    ) { area, strength, jitter, grey, blur in
      var result = Augmentation()
      (result.area, result.flip, result.jitter) = (area, 0.5, jitter)
      (result.brightness, result.contrast) = (0.8 * strength, 0.8 * strength)
      (result.saturation, result.hue) = (0.8 * strength, 0.2 * strength)
      (result.grey, result.blur) = (grey, blur)
      return result
    }
  }

  static var custom: Recipe {
    Recipe(
      "custom", "Any of the changes, each off unless it is asked for.", source: "",
      Option("padding", 0, in: 0...64, "Width of a black border that a crop may reach into."),
      Option("flip", 0.0, in: 0...1, "Probability of a mirror image."),
      Option("vertical_flip", 0.0, in: 0...1, "Probability of turning it upside down."),
      Option("area", 1.0, in: 0.01...1, "Least share of the area that a resized crop has."),
      Option("jitter", 0.0, in: 0...1, "Probability of changing colours."),
      Option("brightness", 0.4, in: 0...1, "Factor 1 ± this."),
      Option("contrast", 0.4, in: 0...1, "Factor 1 ± this."),
      Option("saturation", 0.4, in: 0...1, "Factor 1 ± this."),
      Option("hue", 0.1, in: 0...0.5, "Whole turns, ± this."),
      Option("grey", 0.0, in: 0...1, "Probability of losing all colour."),
      Option("blur", 0.0, in: 0...1, "Probability of a blur."),
      Option("rotation", 0.0, in: 0...180, "Largest angle in degrees, either way."),
      Option("quarter_turns", false, "Whether it is turned by 0, 90, 180 or 270 degrees."),
      Option("cutout", 0, in: 0...512, "Side of a square that is blotted out; 0: none."),
      Option("mixup", 0.0, in: 0...10, "Alpha of the Beta distribution of mixing; 0: none.")
    ) {
      padding, flip, vertical, area, jitter, brightness, contrast, saturation, hue, grey, blur,
      rotation, turns, cutout, mixup in
      var result = Augmentation()
      (result.padding, result.flip, result.verticalFlip) = (padding, flip, vertical)
      (result.area, result.jitter, result.brightness) = (area, jitter, brightness)
      (result.contrast, result.saturation, result.hue) = (contrast, saturation, hue)
      (result.grey, result.blur, result.rotation) = (grey, blur, rotation)
      (result.quarterTurns, result.cutout, result.mixup) = (turns, cutout, mixup)
      return result
    }
  }
}

extension Augmentation {
  /// An augmentation by name, for a loss of single images; nil where it changes nothing.
  /// - Throws: a `Failure` for options that do not fit, and for mixup.
  package static func make(_ name: String, _ options: [String: OptionValue]) throws -> Augmentation?
  {
    let made = try Configuration(
      try Catalogue<Augmentation>.augmentations.recipe(named: name), options
    ).product
    guard made.mixup == 0 else {
      throw Failure(
        "augmentation_options", "mixup has no place in this loss", expected: "mixup = 0")
    }
    return made == Augmentation() ? nil : made
  }
}
