import Tensors
import TestSupport
import Testing

@Test func probe() throws {
  for shape in [[2, 32, 5, 7], [1, 16, 4, 4], [2, 32, 8, 8], [2, 64, 6, 6]] {
    let x = try grid(shape)
    let half = try blocked(x, precision: .bfloat16).values()
    let single = try blocked(x).values()
    print(shape, single == x.values(), half == x.values())
    let tape = Tape()
    let v = tape.variable(x)
    let y = try blocked(v, precision: .bfloat16)
    let g = try tape.gradients(of: (y * x).sum(), for: [v])[0].values()
    print("gradient", g == x.values(), g.prefix(4), x.values().prefix(4))
  }
}
