import Glibc
import Networks
import Tensors

/// The scoring network of PAL: a backbone with two heads, one for classes and one for quarter turns.
/// - Source: Bhatnagar et al. 2021 (PAL), §3.1.
public final class PretextScorer: Network {
  public let classifier: any Classifier
  private let turns: Linear

  public init(
    _ design: any ClassifierDesign, inputShape: [Int], classes: Int, using rng: inout Random
  ) throws {
    classifier = try design.makeClassifier(inputShape: inputShape, classes: classes, using: &rng)
    turns = try Linear(classifier.embeddingSize, to: 4, using: &rng)
  }

  public var parameters: [NamedParameter] {
    classifier.parameters + turns.parameters.map { $0.under("turns") }
  }

  /// CE of the turns over all four views; with classes, also that of the upright images.
  /// - Parameters:
  ///   - images: [n × c × side × side].
  ///   - classes: n, or nil for the turns alone.
  public func loss(
    _ images: Tensor, classes: [Int]?, weights: (turns: Float, classes: Float), _ pass: Pass
  ) throws -> (Tensor, [LossTerm]) {
    let n = images.shape[0]
    let z = try classifier.embed(QuarterTurns.all(images), pass)
    let targets = (0..<4).flatMap { [Int](repeating: $0, count: n) }
    let turning = try turns(z, pass).crossEntropy(targets: targets)
    var terms = [LossTerm("turns", Double(try turning.item()))]
    guard let classes else { return (turning, terms) }
    let task = try classifier.classify(z.rows(0..<n), pass).crossEntropy(targets: classes)
    terms.append(LossTerm("classes", Double(try task.item())))
    return (try turning * weights.turns + task * weights.classes, terms)
  }

  /// How badly the network knows images: −Σ_r p(r | rot_r x) for the turns, and
  /// −KL₂(uniform ‖ p(class | x)) for the classes, both highest where it is lost.
  public func scores(_ images: Tensor) throws -> (turns: [Float], classes: [Float]) {
    let (n, pass) = (images.shape[0], Pass.inference())
    let z = try classifier.embed(QuarterTurns.all(images), pass)
    let turned = try turns(z, pass).softmax().values()
    let logs = try classifier.classify(z.rows(0..<n), pass).logSoftmax().values()
    let count = max(classifier.classes, 1)
    let ln2 = logf(2)
    var (first, second) = ([Float](), [Float]())
    for row in 0..<n {
      first.append(-(0..<4).reduce(0) { $0 + turned[($1 * n + row) * 4 + $1] })
      // KL(u ‖ p) = −log C − mean log p.
      let mean = (0..<count).reduce(Float(0)) { $0 + logs[row * count + $1] } / Float(count)
      second.append((logf(Float(count)) + mean) / ln2)
    }
    return (first, second)
  }

  public func summaryRows() throws -> [[String]] {
    try classifier.summaryRows()
      + turns.summary(for: [classifier.embeddingSize], under: "turns")
  }
}
