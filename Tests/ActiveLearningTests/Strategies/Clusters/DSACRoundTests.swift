import ActiveLearning
import Foundation
import Tensors
import Testing

/// Rounds of DSAC after the first one, as algorithm 1 has them: what was asked about and what took over
/// an answer are labelled, and only the rest is asked about.
@Suite struct DSACRoundTests {
  /// What algorithm 1 chooses, computed plainly: constrained k-means from the means of what is labelled,
  /// then of each cluster the densest of the k₁ nearest and of the k₁ farthest.
  private struct Reference {
    let points: [[Double]]
    /// Labels and pseudo-labels.
    let held: [Int: Int]
    let classes: Int
    let k1 = 3
    let k = 4

    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }

    private func means(_ clusters: [Int?]) -> [[Double]] {
      (0..<classes).map { cluster in
        let rows = points.indices.filter { clusters[$0] == cluster }
        return points[0].indices.map { j in
          rows.reduce(0) { $0 + points[$1][j] } / Double(rows.count)
        }
      }
    }

    /// Representative → followers, and the difficult images.
    func choose(followers: Int) -> (asked: [Int: Set<Int>], difficult: Set<Int>) {
      var clusters = points.indices.map { held[$0] }
      var centres = means(clusters)
      while true {
        let next = points.indices.map { row in
          held[row]
            ?? centres.indices.min {
              distance(points[row], centres[$0]) < distance(points[row], centres[$1])
            }
        }
        guard next != clusters else { break }
        clusters = next
        centres = means(clusters)
      }
      func density(_ row: Int) -> Double {
        let all = points.indices.map { distance(points[row], points[$0]) }.sorted()
        return -all.dropFirst().prefix(k).reduce(0, +)
      }
      var (asked, difficult) = ([Int: Set<Int>](), Set<Int>())
      for (cluster, centre) in centres.enumerated() {
        let rows = points.indices.filter { clusters[$0] == cluster && held[$0] == nil }
          .sorted { distance(points[$0], centre) < distance(points[$1], centre) }
        guard let first = rows.prefix(k1).max(by: { density($0) < density($1) }),
          let hard = rows.filter({ $0 != first }).suffix(k1)
            .max(by: { density($0) < density($1) })
        else { continue }
        let near = rows.filter { $0 != first && $0 != hard }.prefix(followers)
        asked[first] = Set(near)
        difficult.insert(hard)
      }
      return (asked, difficult)
    }
  }

  private static func method() throws -> Configuration<any Method> {
    try Configuration(
      Catalogue.methods.recipe(named: "sdec"),
      ["width": .integer(8), "embedding": .integer(4), "restarts": .integer(1)])
  }

  private func normal(_ count: Int, seed: UInt64) throws -> [Double] {
    var rng = Random(seed: seed, stream: "points")
    return try rng.normal(shape: [count]).values().map(Double.init)
  }

  private func query(
    _ points: [[Double]], labelled: [Int: Int], pseudo: [Int: Int], classes: Int, round: Int
  ) -> Query {
    Query(
      candidates: points.indices.filter { labelled[$0] == nil }, labelled: labelled,
      pseudoLabelled: pseudo, classes: classes, round: round,
      evidence: Evidence(embeddings: { ids in
        try Tensor(ids.flatMap { points[$0].map(Float.init) }, shape: [ids.count, points[0].count])
      }))
  }

  private func choose(
    _ options: [String: OptionValue], _ query: Query, _ count: Int
  ) throws -> Selection {
    var rng = Random(seed: 1, stream: "strategy")
    return try Catalogue.strategies.configuration(NamedOptions("dsac", options)).product
      .choose(query, count: count, using: &rng)
  }

  /// Representative → followers.
  private func followers(_ selection: Selection) -> [Int: Set<Int>] {
    var found: [Int: Set<Int>] = [:]
    for (id, question) in zip(selection.ids, selection.questions) {
      if case .representative(let followers, areKept: true) = question {
        found[id] = Set(followers)
      }
    }
    return found
  }

  @Test(arguments: UInt64(1)...8)
  func theSecondRoundIsAlgorithmOnes(seed: UInt64) throws {
    // Three overlapping groups of thirty; what the first round would have left, some of it wrong.
    let noise = try normal(90 * 4, seed: seed)
    var points: [[Double]] = []
    for row in 0..<90 {
      var point = Array(noise[4 * row..<4 * row + 4])
      point[row % 3] += 2.5
      points.append(point)
    }
    let labelled = Dictionary(uniqueKeysWithValues: (0..<6).map { ($0, $0 % 3) })
    let pseudo = Dictionary(
      uniqueKeysWithValues: (0..<18).map { (3 * $0 + 9, $0 < 12 ? 0 : $0 % 3) })
    let plain = Reference(
      points: points, held: pseudo.merging(labelled) { $1 }, classes: 3)
    let options: [String: OptionValue] = [
      "k1": .integer(3), "k": .integer(4), "k2": .integer(3), "growth": .integer(6),
    ]
    let selection = try choose(
      options, query(points, labelled: labelled, pseudo: pseudo, classes: 3, round: 2), 6)
    let expected = plain.choose(followers: 3)
    #expect(followers(selection) == expected.asked)
    #expect(Set(selection.ids.suffix(3)) == expected.difficult)
    #expect(selection.questions.suffix(3).allSatisfy { $0 == Question.label })
    // Where pseudo-labels are not held, this pool gives another answer.
    let free = Reference(points: points, held: labelled, classes: 3).choose(followers: 3)
    #expect(free.asked != expected.asked)
  }

  @Test func followersOfEachRoundAreOthersAndAllAreLearnedFrom() throws {
    let s = try Session(
      SessionSetup(
        dataset: SessionFixture.dataset(count: 120),
        method: Self.method(), initial: 0, seed: 3))
    try s.setStrategy(
      Catalogue.strategies.configuration(
        NamedOptions("dsac", ["k2": .integer(4), "growth": .integer(6)])))
    var (asked, taken) = ([Int: Int](), [Int: Int]())
    let truth = try #require(s.dataset.labels)
    for (round, wanted) in [(1, 4), (2, 10), (3, 16)] {
      let query = try s.query(4)
      let questions = try #require(query.questions)
      #expect(query.ids.allSatisfy { asked[$0] == nil && taken[$0] == nil }, "round \(round)")
      for (id, question) in zip(query.ids, questions) {
        asked[id] = truth[id]
        for follower in question.others {
          #expect(asked[follower] == nil && taken[follower] == nil, "round \(round)")
          taken[follower] = truth[id]
        }
      }
      #expect(questions.reduce(0) { $0 + $1.others.count } == wanted)
      try s.label(query)
      #expect(s.knownLabels == asked && s.pseudoLabels == taken && s.provisional.isEmpty)
      #expect(s.trainingData.labels == taken.merging(asked) { $1 })
      #expect(s.pool.unlabelledCount == s.trainingIDs.count - asked.count)
    }
  }

  @Test func anewFollowersStayInThePoolAndReplaceThoseBefore() throws {
    let s = try Session(
      SessionSetup(
        dataset: SessionFixture.dataset(count: 120),
        method: Self.method(), initial: 0, seed: 3))
    try s.setStrategy(
      Catalogue.strategies.configuration(
        NamedOptions(
          "dsac", ["k2": .integer(20), "growth": .integer(0), "followers": .text("anew")])))
    var latest: Set<Int> = []
    var again = 0
    for _ in 1...3 {
      let query = try s.query(4)
      let followers = Set(try #require(query.questions).flatMap(\.others))
      again += followers.intersection(latest).count
      try s.label(query)
      latest = followers
      #expect(Set(s.provisional.keys) == followers && s.pseudoLabels.isEmpty)
    }
    #expect(again > 0, "neighbourhoods of the same centres")
  }

  @Test func whereNothingElseIsLeftDoubtfulPseudoLabelsAreAskedFor() throws {
    // Two groups on a line; all but one image are pseudo-labelled, those at 3 and 13 the farthest.
    let points = [0, 1, 2, 3, 10, 11, 12, 13].map { [Double($0)] }
    let pseudo = [1: 0, 2: 0, 3: 0, 6: 1, 7: 1]
    let selection = try choose(
      ["k2": .integer(2)],
      query(points, labelled: [0: 0, 4: 1], pseudo: pseudo, classes: 2, round: 2), 3)
    #expect(selection.ids.first == 5 && Set(selection.ids.dropFirst()) == [3, 7])
    #expect(selection.questions.dropFirst().allSatisfy { $0 == Question.label })
  }

  @Test func aClassThatIsNotKnownYetStartsAtAnImageThatNothingHolds() throws {
    // Three clusters, of which pseudo-labels of two hold everything.
    let points = (0..<9).map { [Double($0 % 3 * 10 + $0 / 3)] }
    var pseudo: [Int: Int] = [:]
    for row in 2..<9 { pseudo[row] = row % 2 }
    let selection = try choose(
      [:], query(points, labelled: [0: 0, 1: 1], pseudo: pseudo, classes: 3, round: 2), 2)
    #expect(selection.ids.count == 2)
  }

  @Test func eachClusterMayHaveItsOwnNumberOfFollowers() throws {
    let points = (0..<60).map { [Double($0 % 3 * 100 + $0 / 3)] }
    let q = query(points, labelled: [0: 0, 1: 1, 2: 2], pseudo: [:], classes: 3, round: 1)
    for (span, each) in [("all", 2), ("each", 6)] {
      let selection = try choose(["k2": .integer(6), "span": .text(span)], q, 3)
      #expect(followers(selection).values.allSatisfy { $0.count == each }, "\(span)")
    }
  }
}
