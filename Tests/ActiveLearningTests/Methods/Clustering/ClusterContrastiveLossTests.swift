import ActiveLearning
import Glibc
import Tensors
import Testing

/// Four embeddings of two classes, and two centres, in the plane.
private let z: [[Double]] = [[1, 0.2], [0.9, -0.1], [0.1, 1], [-0.3, 0.8]]
private let classes = [0, 0, 1, 1]
private let centres: [[Double]] = [[1, 0], [0, 1]]

private func tensor(_ rows: [[Double]]) throws -> Tensor {
  try Tensor(rows.flatMap { $0.map(Float.init) }, shape: [rows.count, rows[0].count])
}

private func cosine(_ a: [Double], _ b: [Double]) -> Double {
  let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  return dot / (norm(a) * norm(b))
}

private func euclidean(_ a: [Double], _ b: [Double]) -> Double {
  -zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}

/// Reading A, term by term as the formula stands.
private func readingA(_ s: ([Double], [Double]) -> Double, tau: Double) -> Double {
  var loss = 0.0
  for c in 0..<2 {
    let own = classes.indices.filter { classes[$0] == c }
    let others = classes.indices.filter { classes[$0] != c }
    let negatives = others.reduce(0.0) { $0 + exp(s(z[$1], centres[c]) / tau) }
    for i in own {
      let positive = exp(s(z[i], centres[c]) / tau)
      loss -= log(positive / (positive + negatives)) / Double(own.count)
    }
  }
  return loss
}

/// Reading B, term by term as the formula stands.
private func readingB(_ s: ([Double], [Double]) -> Double, tau: Double) -> Double {
  var loss = 0.0
  for i in z.indices {
    let all = centres.reduce(0.0) { $0 + exp(s(z[i], $1) / tau) }
    loss -= log(exp(s(z[i], centres[classes[i]]) / tau) / all) / Double(z.count)
  }
  return loss
}

@Test(arguments: ClusterContrastiveLoss.Reading.allCases, [0.1, 0.5, 1])
func contrastEqualsItsFormula(reading: ClusterContrastiveLoss.Reading, tau: Double) throws {
  for similarity in ClusterContrastiveLoss.Similarity.allCases {
    let s = similarity == .cosine ? cosine : euclidean
    let expected = reading == .a ? readingA(s, tau: tau) : readingB(s, tau: tau)
    let loss = try ClusterContrastiveLoss(
      reading: reading, similarity: similarity, tau: Float(tau))(
        try tensor(z), classes: classes, centres: try tensor(centres)
      ).item()
    // Similarities are of the order of 1, divided by tau, each known to half an ulp.
    #expect(abs(Double(loss) - expected) < 2e-6 / tau, "\(similarity)")
  }
}

@Test(arguments: ClusterContrastiveLoss.Reading.allCases)
func contrastPullsSamplesToTheirCentre(reading: ClusterContrastiveLoss.Reading) throws {
  let tape = Tape()
  let samples = tape.variable(try tensor(z))
  let loss = try ClusterContrastiveLoss(reading: reading, similarity: .euclidean, tau: 1)(
    samples, classes: classes, centres: try tensor(centres))
  let gradient = try tape.gradients(of: loss, for: [samples])[0]
  let moved = try tensor(z) - gradient * 0.01
  let after = try ClusterContrastiveLoss(reading: reading, similarity: .euclidean, tau: 1)(
    moved, classes: classes, centres: try tensor(centres))
  #expect(try after.item() < loss.item())
}
