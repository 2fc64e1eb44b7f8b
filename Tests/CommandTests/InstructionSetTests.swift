import Foundation
import Testing

/// The program under each instruction set that the processor has.
@Suite struct InstructionSetTests {
  let crescent: Crescent

  init() throws { crescent = try Crescent() }

  /// What the sets are called, and what the processor has of them: the program's own word for what is
  /// in force without a choice is the widest.
  static let names = ["sse2", "avx2", "avx512"]

  /// Lines: the set in force, the libraries; a sum of products that is exact, some probabilities of
  /// rows, some of a small network.
  private static let script = """
    print(options{}.isa)
    print(options{}.engine)
    local rows = {}
    for i = 1, 40 do
      rows[i] = {}
      for j = 1, 70 do rows[i][j] = ((i * 7 + j * 5) % 17 - 8) / 8 end
    end
    local x = tensor.new(rows)
    local products = x:matmul(x:transpose())
    local sum = 0
    for i = 1, 40 do
      for j = 1, 40 do sum = sum + products:at(i, j) * (i + 3 * j) end
    end
    print(sum)
    local p = products:softmax()
    for i = 1, 5 do print(p:at(i, i)) end
    local net = network.cnn{ shape = { 3, 16, 16 }, classes = 4, seed = 3 }
    local seen = net:predict(tensor.random{ shape = { 8, 3, 16, 16 }, seed = 5 })
    for i = 1, 8 do print(seen:at(i, 1)) end
    """

  private func run(_ isa: String?) throws -> Crescent.Outcome {
    try crescent.run(
      ["--no-init", "-e", Self.script], setting: isa.map { ["CRESCENT_ISA": $0] } ?? [:])
  }

  private func lines(_ outcome: Crescent.Outcome) -> [String] {
    outcome.output.split(separator: "\n").map(String.init)
  }

  @Test func everySetGivesTheSameToRounding() throws {
    let usual = lines(try run(nil))
    let widest = try #require(Self.names.firstIndex(of: usual[0]))
    let libraries = [("SSE4.1", "Prescott"), ("AVX2", "Haswell"), ("", "SkylakeX")]
    for (place, isa) in Self.names.prefix(widest + 1).enumerated() {
      let outcome = try run(isa)
      #expect(outcome.error == "" && outcome.status == 0)
      let found = lines(outcome)
      try #require(found.count == usual.count)
      #expect(found[0] == isa)
      // oneDNN is held to what is narrower than the widest; that may be more than AVX-512.
      if place < widest { #expect(found[1].contains(libraries[place].0)) }
      #expect(found[1].contains(libraries[place].1))
      // Sums of multiples of 1/64 below 2¹⁴ are exact in any order.
      #expect(found[2] == usual[2])
      for (mine, theirs) in zip(found[3...], usual[3...]) {
        // An exponential is right to 2⁻²², and a logit of the network is the sum of some 10³ products
        // of single precision, seven layers deep: 7 · √10³ · 2⁻²⁴ of logits of about 1 at the most.
        let (a, b) = try (#require(Double(mine)), #require(Double(theirs)))
        #expect(abs(a - b) <= 2e-5 * abs(b), "\(isa)")
      }
    }
  }

  @Test(arguments: ["sse9", "AVX2", "avx512 "])
  func aSetThatThereIsNotIsOneLine(_ isa: String) throws {
    let outcome = try run(isa)
    #expect(outcome.output == "")
    #expect(outcome.error.split(separator: "\n").count == 1)
    #expect(outcome.error.contains("CRESCENT_ISA: no instruction set of this processor"))
    #expect(outcome.error.contains("\"\(isa)\""))
    #expect(outcome.status == 2)
  }

  @Test func aChosenSetIsAlsoThatOfOpenBLAS() throws {
    let outcome = try crescent.run(
      ["--no-init", "-e", "print(options{}.engine)"],
      setting: ["CRESCENT_ISA": "sse2", "OPENBLAS_CORETYPE": "Haswell"])
    #expect(outcome.output.contains("Prescott"))
  }

  @Test func anEmptyChoiceIsNone() throws {
    #expect(try lines(run(""))[0] == lines(run(nil))[0])
  }
}
