import Tensors
import Testing

/// What a profile says of operations and their gradients.
@Suite struct ProfileTests {
  let images = try? Tensor(repeating: 0.5, shape: [2, 3, 8, 8])
  let kernels = try? Tensor(repeating: 0.1, shape: [4, 3, 3, 3])

  /// Products of a 3×3 convolution 3→4 over two images with padding 1, twice: to multiply, to add.
  let flops = 2 * 2 * (4 * 8 * 8) * (3 * 3 * 3)

  private func rows(trackingInput: Bool) throws -> [Profile.Row] {
    let (images, kernels) = (try #require(images), try #require(kernels))
    let profile = Profile()
    try profile.measure {
      let tape = Tape()
      let x = trackingInput ? tape.variable(images) : images
      let w = tape.variable(kernels)
      let loss = try x.convolution(weight: w, padding: 1).sum()
      _ = try tape.gradients(of: loss, for: [w])
    }
    return profile.rows
  }

  @Test func everyOperationHasARowInEachDirection() throws {
    let rows = try rows(trackingInput: true)
    #expect(
      rows.map { "\($0.work.operation) \($0.direction.rawValue)" } == [
        "convolution 3→4 3×3 forward", "sum forward", "sum backward",
        "convolution 3→4 3×3 backward",
      ])
    #expect(rows.allSatisfy { $0.calls == 1 && $0.seconds > 0 && $0.bytes > 0 })
    #expect(rows[0].work.inputs == [[2, 3, 8, 8], [4, 3, 3, 3]])
    #expect(rows[0].work.result == [2, 4, 8, 8])
  }

  @Test func bothGradientsOfAConvolutionCostAsMuchAsItselfEach() throws {
    let rows = try rows(trackingInput: true)
    #expect(rows[0].flops == flops)
    #expect(rows[3].flops == 2 * flops)
  }

  @Test func theGradientOfAnImageIsNotCounted() throws {
    #expect(try rows(trackingInput: false)[3].flops == flops)
  }

  @Test func productsOfMatricesCountTheInnerAxis() throws {
    let (a, b) = try (Tensor.zeros([5, 7]), Tensor.zeros([7, 3]))
    let weight = try Tensor.zeros([3, 7])
    let profile = Profile()
    try profile.measure {
      _ = try a.matmul(b)
      _ = try b.matmul(a, transposeSelf: true, transposeOther: true)
      _ = try a.linear(weight: weight)
    }
    #expect(profile.rows.map(\.flops) == [2 * 5 * 7 * 3, 2 * 5 * 7 * 3, 2 * 5 * 7 * 3])
  }

  @Test func aTransposedConvolutionCostsAsMuchAsTheOneThatItMirrors() throws {
    let (images, kernels) = (try #require(images), try #require(kernels))
    let profile = Profile()
    try profile.measure {
      let y = try images.convolution(weight: kernels, padding: 1)
      _ = try y.transposedConvolution(weight: kernels, padding: 1)
    }
    #expect(profile.rows.map(\.flops) == [flops, flops])
  }

  @Test func aGradientThatTwoOperationsGiveIsSummed() throws {
    let profile = Profile()
    try profile.measure {
      let tape = Tape()
      let x = tape.variable(try Tensor([1, 2], shape: [2]))
      _ = try tape.gradients(of: (x * x).sum(), for: [x])
    }
    #expect(profile.rows.contains { $0.work.operation == "sum of gradients" && $0.calls == 1 })
  }

  @Test func nothingIsMeasuredOutsideOfIt() throws {
    let images = try #require(images)
    let profile = Profile()
    profile.measure { profile.lap("nothing") }
    _ = try images.relu()
    #expect(profile.rows.map(\.work.operation) == ["nothing"])
    #expect(Profile.current == nil)
  }

  @Test func thePeakSaysWhoHoldsMemory() throws {
    let images = try Tensor(repeating: 0.5, shape: [8, 16, 64, 64])
    let kernels = try Tensor(repeating: 0.1, shape: [16, 16, 1, 1])
    let bytes = 4 * images.count
    let profile = Profile(memory: true)
    try profile.measure {
      let y = try images.convolution(weight: kernels)
      let z = try y.squared()
      let w = try z.squared()
      #expect(w.shape == y.shape && z.shape == y.shape)
    }
    let peak = try #require(profile.peak)
    #expect(peak.operation == "squared → 8×16×64×64")
    let origins = ["squared → 8×16×64×64", "convolution 16→16 1×1 → 8×16×64×64"]
    #expect(peak.holders.map(\.origin) == origins)
    #expect(peak.holders.map(\.count) == [2, 1])
    #expect(peak.holders.allSatisfy { $0.bytes == $0.count * bytes })
    #expect(peak.before >= bytes)
    // Squares take no workspace; the plan of a convolution, which is made once, is a few KiB.
    #expect(0..<64 << 10 ~= peak.within)
    #expect(peak.bytes == peak.before + 3 * bytes + peak.within)
  }

  @Test func memoryIsLookedAtOnRequestOnly() throws {
    let images = try #require(images)
    let profile = Profile()
    try profile.measure { _ = try images.squared() }
    #expect(profile.peak == nil)
  }
}
