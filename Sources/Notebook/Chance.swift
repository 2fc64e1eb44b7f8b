import LuaHost
import Tensors

/// The stream that `math.random` draws from: the same seed gives the same script the same numbers.
final class Chance {
  private var rng: Random

  init(seed: Int) { rng = Random(seed: UInt64(seed), stream: "lua") }

  var source: RandomSource {
    RandomSource(
      next: { self.rng.next() },
      reset: { self.rng = Random(seed: UInt64(bitPattern: Int64($0 ?? 0)), stream: "lua") })
  }
}
