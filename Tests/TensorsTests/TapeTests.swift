import Tensors
import Testing

@Suite struct TapeTests {
  @Test func gradientOfAProductIsTheOtherFactor() throws {
    let tape = Tape()
    let x = tape.variable(try Tensor([2, 3], shape: [2]))
    let y = tape.variable(try Tensor([5, 7], shape: [2]))
    let gradients = try tape.gradients(of: (x * y).sum(), for: [x, y])
    #expect(gradients.map { $0.values() } == [[5, 7], [2, 3]])
  }

  @Test func onlyTrackedInputsAreRecorded() throws {
    let x = try Tensor(2)
    #expect(try !(x * x).isTracked)
    let tape = Tape()
    let v = tape.variable(x)
    #expect(try (v * x).isTracked)
    #expect(try !(v.detached() * x).isTracked)
  }

  @Test func aLeafTheLossIgnoresGetsZeros() throws {
    let tape = Tape()
    let (x, y) = try (tape.variable(Tensor(2)), tape.variable(.zeros([2, 2])))
    let gradients = try tape.gradients(of: x.squared(), for: [y, x])
    #expect(gradients[0].shape == [2, 2])
    #expect(gradients.map { $0.values() } == [[0, 0, 0, 0], [4]])
  }

  @Test func aTapeIsUsedOnce() throws {
    let tape = Tape()
    let x = try tape.variable(Tensor(2))
    let loss = try x.squared()
    _ = try tape.gradients(of: loss, for: [x])
    #expect(throws: Failure("gradients", "the loss is not tracked")) {
      try tape.gradients(of: Tensor(1), for: [x])
    }
    #expect(throws: Failure.self) { try tape.gradients(of: loss, for: [x]) }
    #expect(throws: Failure.self) { try x.squared() }
  }

  @Test func anObserverSeesEachOperationWithItsLeaves() throws {
    let tape = Tape()
    var seen: [String] = []
    tape.observer = { operation, leaves, result in
      seen.append("\(operation) \(leaves) \(result.values()) \(result.isTracked)")
    }
    let x = tape.variable(try Tensor(2))
    let y = tape.variable(try Tensor(3))
    _ = try (x + 1) * y
    #expect(seen == ["+ [0] [3.0] false", "* [1] [9.0] false"])
  }

  @Test func tapesDoNotMix() throws {
    let (one, two) = (Tape(), Tape())
    let (x, y) = try (one.variable(Tensor(2)), two.variable(Tensor(3)))
    #expect(throws: Failure("+", "the inputs come from different tapes")) { try x + y }
    #expect(throws: Failure("gradients", "a leaf comes from another tape")) {
      try one.gradients(of: x.squared(), for: [y])
    }
  }

  @Test func lossIsOneElement() throws {
    let tape = Tape()
    let x = try tape.variable(.zeros([2]))
    #expect(
      throws: Failure("gradients", "the loss is no scalar", expected: "1 element", got: "[2]")
    ) {
      try tape.gradients(of: x.squared(), for: [x])
    }
  }

  @Test func backwardLeavesForwardValuesAlone() throws {
    // Gradients are written over memory nobody else holds; these are held here.
    let tape = Tape()
    let x = tape.variable(try Tensor([-1, 2], shape: [2]))
    let y = try x.relu()
    let z = try y + y
    let gradient = try tape.gradients(of: z.sum(), for: [x])[0]
    #expect(gradient.values() == [0, 2])
    #expect(y.values() == [0, 2])
    #expect(z.values() == [0, 4])
    #expect(x.values() == [-1, 2])
  }

  @Test func gradientsOfIntermediateValuesCanBeAskedFor() throws {
    let tape = Tape()
    let x = try tape.variable(Tensor(3))
    let y = try x.squared()
    let gradients = try tape.gradients(of: y.squared(), for: [x, y])
    #expect(gradients.map { $0.values() } == [[108], [18]])
  }

  @Test func gradientsAreHandedOverOneByOne() throws {
    let tape = Tape()
    let values: [Float] = [2, 3, 5]
    let leaves = try values.map { tape.variable(try Tensor($0)) }
    let loss = try leaves[0] * leaves[1]
    let later = tape.variable(try .zeros([2]))
    // A leaf that the loss ignores, one beyond it, and one that is asked for twice.
    let places = try [0, 2, 1, 0].map { try tape.place(of: leaves[$0]) } + [tape.place(of: later)]
    var found: [(Int, [Float])] = []
    try tape.gradients(of: loss, at: places) { found.append(($0, $1.values())) }
    #expect(found.map(\.0) == [4, 1, 2, 0, 3])
    #expect(found.map(\.1) == [[0, 0], [0], [2], [3], [3]])
    #expect(throws: Failure("gradients", "the tape was used up by an earlier call")) {
      try tape.place(of: leaves[0])
    }
  }

  @Test func whatTheReceiverThrowsEndsIt() throws {
    let tape = Tape()
    let x = tape.variable(try Tensor(3))
    let loss = try x.squared()
    let places = try [tape.place(of: x)]
    #expect(throws: Failure("test", "enough")) {
      try tape.gradients(of: loss, at: places) { _, _ in throw Failure("test", "enough") }
    }
  }
}
