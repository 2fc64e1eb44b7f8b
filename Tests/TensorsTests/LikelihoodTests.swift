import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct LikelihoodTests {
  @Test func noLogarithmIsBelowMinusHundred() throws {
    let tape = Tape()
    let x = try tape.variable(Tensor([0, 1, 0, 1], shape: [4]))
    let loss = try x.binaryCrossEntropy(targets: Tensor([1, 0, 0, 1], shape: [4]))
    // Two certain errors of 100 each, two certain hits.
    #expect(try loss.item() == 50)
    let gradient = try tape.gradients(of: loss, for: [x])[0].values()
    // (x − t) / max(x·(1 − x), 1e-12) / 4.
    #expect(gradient.map(\.isFinite) == [true, true, true, true])
    #expect(gradient[2] == 0 && gradient[3] == 0)
    #expect(abs(gradient[0] / -0.25e12 - 1) < 1e-6 && abs(gradient[1] / 0.25e12 - 1) < 1e-6)
  }

  @Test func logitsAndProbabilitiesAgree() throws {
    let (x, t) = try (
      grid([6, 5], scale: 4), Tensor((0..<30).map { Float($0 % 2) }, shape: [6, 5])
    )
    let direct = try x.binaryCrossEntropyWithLogits(targets: t).item()
    // p is rounded to 2⁻²⁴ where 1 − p may be e⁻⁴: ln is off by 2⁻²⁴·e⁴ ≈ 3·10⁻⁶.
    #expect(try abs(x.sigmoid().binaryCrossEntropy(targets: t).item() - direct) < 1e-5)
  }

  @Test func logitsFarOutGiveFiniteLosses() throws {
    let x = try Tensor([1000, -1000], shape: [2])
    let wrong = try x.binaryCrossEntropyWithLogits(targets: Tensor([0, 1], shape: [2]))
    let right = try x.binaryCrossEntropyWithLogits(targets: Tensor([1, 0], shape: [2]))
    #expect(try wrong.item() == 1000)
    #expect(try right.item() == 0)
  }

  @Test func notANumberIsNotHidden() throws {
    let x = try Tensor([.nan, 0.5], shape: [2])
    #expect(try x.binaryCrossEntropy(targets: .zeros([2])).item().isNaN)
    #expect(try x.binaryCrossEntropyWithLogits(targets: .zeros([2])).item().isNaN)
    #expect(try Tensor(repeating: .nan, shape: [4, 2]).ntXent(temperature: 1).item().isNaN)
  }

  @Test func pairsApartFromAllOthersGiveTheLossByHand() throws {
    // Two images, both views of each alike, orthogonal to the other's: each row has one similarity
    // of 1 and two of 0.
    let z = try Tensor([3, 0, 0, 2, 5, 0, 0, 1], shape: [4, 2])
    for temperature in [Float(0.1), 0.5, 2] {
      let scale = 1 / Double(temperature)
      let expected = log(exp(scale) + 2) - scale
      #expect(try abs(Double(z.ntXent(temperature: temperature).item()) - expected) < 1e-5)
    }
  }

  @Test func onePairHasNothingToTellApart() throws {
    #expect(try grid([2, 5], offset: 1).ntXent(temperature: 0.1).item() == 0)
  }

  @Test func geluIsTheNormalDistributionTimesItsArgument() throws {
    let x = try Tensor((-800...800).map { Float($0) / 100 }, shape: [1601])
    let y = try x.gelu().values()
    for (x, y) in zip(x.values(), y) {
      let exact = Double(x) * 0.5 * erfc(-Double(x) * 0.5.squareRoot())
      // The error function is within 4.4e-7 (scripts/dev/fit-erf.py); half of it, and roundings.
      #expect(abs(Double(y) - exact) <= 4e-7 * max(1, abs(Double(x))), "\(x)")
    }
    #expect(try Tensor([-20, 20, .infinity], shape: [3]).gelu().values() == [0, 20, .infinity])
    #expect(try Tensor(.nan).gelu().item().isNaN)
  }

  @Test func samplesHaveTheMeanAndVarianceAskedFor() throws {
    let count = 200_000
    var random = Random(seed: 5, stream: "sample")
    let mean = try Tensor(repeating: 3, shape: [count])
    let spread = try Tensor(repeating: log(4), shape: [count])
    let values = try mean.sampledGaussian(logVariance: spread, using: &random).values()
    let average = values.reduce(0.0) { $0 + Double($1) } / Double(count)
    let variance = values.reduce(0.0) { $0 + pow(Double($1) - 3, 2) } / Double(count)
    // Five deviations of the mean, 2/√n, and of the variance, 4·√(2/n).
    #expect(abs(average - 3) < 5 * 2 / Double(count).squareRoot())
    #expect(abs(variance - 4) < 5 * 4 * (2 / Double(count)).squareRoot())
  }

  @Test func samplesTakeOneWordAnElement() throws {
    var (random, expected) = (Random(seed: 5, stream: "s"), Random(seed: 5, stream: "s"))
    let mean = try grid([3, 4])
    let sample = try mean.sampledGaussian(logVariance: .zeros([3, 4]), using: &random)
    let noise = try expected.normal(shape: [3, 4])
    #expect(try sample.values() == (mean + noise).values())
    #expect(random == expected)
  }
}
