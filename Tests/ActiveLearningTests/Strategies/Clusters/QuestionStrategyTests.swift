import ActiveLearning
import Tensors
import Testing

/// Four groups of ten images each around far corners; image i is of group i mod 4, and the farther
/// from its corner the higher its number.
private func groups(round: Int = 1, labelled: [Int: Int] = [:]) -> Query {
  Query(
    candidates: (0..<40).filter { labelled[$0] == nil }, labelled: labelled, classes: 4,
    round: round,
    evidence: Evidence(
      probabilities: { ids in
        var p: [Float] = []
        for id in ids { for c in 0..<4 { p.append(c == id % 4 ? 0.9 - 0.01 * Float(id) : 0) } }
        for row in ids.indices {
          for c in 0..<4 where c != ids[row] % 4 {
            p[4 * row + c] = (1 - p[4 * row + ids[row] % 4]) / 3
          }
        }
        return try Tensor(p, shape: [ids.count, 4])
      },
      embeddings: { ids in
        var z: [Float] = []
        for id in ids { for c in 0..<4 { z.append(c == id % 4 ? 100 + Float(id / 4) : 0) } }
        return try Tensor(z, shape: [ids.count, 4])
      }))
}

private func choose(
  _ name: String, _ options: [String: OptionValue], _ query: Query, _ count: Int
) throws -> Selection {
  var rng = Random(seed: 1, stream: "strategy")
  return try Catalogue.strategies.configuration(NamedOptions(name, options)).product
    .choose(query, count: count, using: &rng)
}

@Test func dsacAsksEachClusterForARepresentativeAndADifficultImage() throws {
  // 8 labels, 4 clusters: one of each. Followers: 16 of all clusters, 4 each.
  let selection = try choose("dsac", ["k2": .integer(16)], groups(), 8)
  let questions = selection.questions
  #expect(Set(selection.ids.prefix(4).map { $0 % 4 }) == [0, 1, 2, 3])
  #expect(Set(selection.ids.suffix(4).map { $0 % 4 }) == [0, 1, 2, 3])
  for (id, question) in zip(selection.ids.prefix(4), questions) {
    guard case .representative(let followers, _) = question else {
      Issue.record("\(question)")
      continue
    }
    #expect(followers.count == 4 && followers.allSatisfy { $0 % 4 == id % 4 })
    // The mean of 0 … 9 is between 4 and 5: representatives lie around, difficult ones outside.
    #expect((2...7).contains(id / 4), "\(id)")
  }
  #expect(questions.suffix(4).allSatisfy { $0 == .label })
}

@Test func dsacsFollowersGrowFromRoundToRound() throws {
  let options: [String: OptionValue] = ["k2": .integer(4), "growth": .integer(8)]
  for (round, share) in [(1, 1), (2, 3), (3, 5)] {
    let selection = try choose("dsac", options, groups(round: round, labelled: [0: 0, 1: 1]), 4)
    #expect(selection.questions.allSatisfy { $0.others.count == share })
  }
}

@Test func aClusterIsAskedAboutWhole() throws {
  let selection = try choose(
    "cluster_annotation", ["share": .number(0), "purity": .number(0.9)], groups(), 4)
  for (id, question) in zip(selection.ids, selection.questions) {
    #expect(question == .cluster(members: (0..<10).map { id % 4 + 4 * $0 }, purity: 0.9))
  }
}

@Test func imagesLeaveThePoolBeforeItIsClustered() throws {
  let query = groups(labelled: [0: 0])
  let selection = try choose("cluster_annotation", ["share": .number(0.5)], query, 6)
  // The least sure images are the last ones.
  #expect(selection.ids.prefix(3).sorted() == [37, 38, 39])
  #expect(selection.questions.prefix(3).allSatisfy { $0 == .label })
  let members = selection.questions.suffix(3).flatMap(\.others)
  #expect(Set(members) == Set(1..<37))
  let turned = try choose(
    "cluster_annotation", ["share": .number(0.5), "first": .text("clusters")], query, 6)
  #expect(turned.questions.suffix(3).allSatisfy { $0 == .label })
  #expect(Set(turned.questions.flatMap(\.others)) == Set(1..<40), "of the whole pool")
}

@Test func pairsAreOfTheSurestAndTheLeastSureOfACluster() throws {
  let selection = try choose("adc_pairs", ["parts": .integer(1)], groups(round: 2), 4)
  for (id, question) in zip(selection.ids, selection.questions) {
    #expect(question == .pair(with: id % 4), "the surest of each is its first")
    #expect(id >= 36, "the least sure its last")
  }
}

@Test func partsOfThePoolAreTheSameInEveryRoundAndDisjoint() throws {
  var seen: Set<Int> = []
  for round in 2...6 {
    // 5 parts of some 8 images: so few that none of another part is asked for.
    let ids = try choose("adc_pairs", [:], groups(round: round), 1).ids
    #expect(seen.isDisjoint(with: ids))
    seen.formUnion(ids)
    #expect(try choose("adc_pairs", [:], groups(round: round + 5), 1).ids == ids)
  }
}

@Test func inTheFirstRoundPairsAreRandom() throws {
  let selection = try choose("adc_pairs", [:], groups(), 20)
  #expect(selection.scoreName == "random")
  #expect(zip(selection.ids, selection.questions).allSatisfy { $1.others != [$0] })
}
