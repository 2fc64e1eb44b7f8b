/// What large operations (convolutions, fully connected layers) compute in.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// Single precision throughout.
  case float32 = "f32"
  /// Products of bfloat16 numbers, summed in single precision; activations are kept as bfloat16.
  /// Weights, statistics, losses and what an optimizer keeps stay in single precision.
  case bfloat16 = "bf16"
}
