import ActiveLearning
import LuaHost
import Tensors

extension DatasetType {
  /// How bytes become numbers.
  static var scaling: [Member<Dataset>] {
    [
      .property(
        "scaling",
        "What is taken off a pixel from 0 to 1, and what it is divided by: { mean = , deviation = }."
      ) { (d: Dataset) -> Value in constants(of: d.scaling, channels: d.images.channels) },
      .method(
        "scaled", "The same images, scaled in another way; they become (pixel - mean) / deviation.",
        options: Argument(
          "mean", .optional(.perChannel),
          "for all channels, or a list; left out: that of the training split"),
        Argument(
          "deviation", .optional(.perChannel), "the same; it goes with mean"),
        returns: "a data set",
        notes: "A network that others have trained wants the constants that it was trained with.",
        examples: ["d:scaled{ mean = 0.5, deviation = 0.5 }", "d:scaled{}"]
      ) { (d: Dataset, mean: [Float]?, deviation: [Float]?) in
        if mean == nil, deviation == nil { return try d.standardised() }
        guard let mean, let deviation else {
          throw Failure("scaled", "half of a scaling", expected: "mean and deviation, or neither")
        }
        return try d.scaled(mean: mean, deviation: deviation)
      },
    ]
  }

  /// Constants as Lua sees them.
  static func constants(of scaling: Scaling, channels: Int) -> Value {
    let (mean, deviation) = scaling.constants(channels: channels)
    return .record([
      ("mean", .list(mean.map { .number(Double($0)) })),
      ("deviation", .list(deviation.map { .number(Double($0)) })),
    ])
  }
}

extension Kind where T == [Float] {
  /// A number for all channels, or a list of one for each.
  static var perChannel: Kind {
    Kind<Float>.float.map { [$0] }.or(.list(of: .float))
  }
}
