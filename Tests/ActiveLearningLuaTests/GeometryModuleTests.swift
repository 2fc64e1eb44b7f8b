import Tensors
import Testing

@Test(
  arguments: [
    ("#geometry.kmeans{ points = tensor.new{ { 0 }, { 1 }, { 9 } }, clusters = 2 }", "2"),
    ("geometry.kmeans{ points = tensor.new{ { 0 }, { 1 }, { 9 } }, clusters = 3 }.inertia", "0.0"),
    (
      """
      local c = geometry.kmeans{ points = tensor.new{ { 0 }, { 1 }, { 9 } }, clusters = 2,
        labels = { [1] = 2, [3] = 1 } }
      return table.concat(c.assignments, " ") .. ", " .. table.concat(c:members(2), " ")
      """, "\"2 2 1, 1 2\""
    ),
    (
      """
      local n = geometry.knn{ points = tensor.new{ { 0 }, { 1 }, { 9 } }, k = 2 }
      return n.indices[3][1] .. " " .. n.distances:at(3, 1)
      """, "\"2 64.0\""
    ),
    (
      """
      local k = geometry.k_center{ points = tensor.new{ { 0 }, { 1 }, { 9 } }, count = 2,
        covered = tensor.new{ { 0 } } }
      return table.concat(k.indices, " ") .. ", " .. table.concat(k.distances, " ")
      """, "\"3 2, 81.0 1.0\""
    ),
    (
      """
      local k = geometry.farthest_first{ points = tensor.new{ { 0 }, { 1 }, { 9 } }, count = 3,
        first = 2 }
      return table.concat(k.indices, " ")
      """, "\"2 3 1\""
    ),
    ("#geometry.plus_plus{ points = tensor.random{ shape = { 9, 2 } }, count = 9 }", "9"),
    (
      "#geometry.pca{ points = tensor.random{ shape = { 9, 3 } } }"
        + ":transform(tensor.random{ shape = { 4, 3 } })", "4"
    ),
    ("geometry.assignment(tensor.new{ { 1, 2 }, { 0, 3 }, { 9, 9 } })[3]", "false"),
    ("geometry.assignment{ costs = tensor.new{ { 1, 2 } }, maximize = true }[1]", "2"),
    ("metric.ari({ 1, 1, 2 }, { 5, 5, -3 })", "1.0"),
    ("metric.nmi({ 1, 1, 2 }, { 5, 5, -3 })", "1.0"),
    ("metric.clustering_accuracy({ 1, 1, 2, 2 }, { 2, 2, 1, 3 })", "0.75"),
    ("metric.purity({ 1, 1, 2, 2 }, { 2, 2, 1, 3 })", "0.75"),
    (
      "metric.silhouette{ points = tensor.new{ { 0 }, { 0 }, { 9 }, { 9 } }, "
        + "labels = { 4, 4, 7, 7 } }", "1.0"
    ),
  ])
func geometryAnswers(cell: String, shown: String) throws {
  #expect(try LuaFixture().show(cell) == shown)
}

@Test(
  arguments: [
    ("geometry.kmeans{ points = tensor.zeros{ 3, 2 }, clusters = 4 }", "clusters"),
    ("geometry.kmeans{ points = tensor.zeros{ 3 }, clusters = 1 }", "matrix"),
    (
      "geometry.kmeans{ points = tensor.zeros{ 3, 2 }, clusters = 2, labels = { [9] = 1 } }",
      "label"
    ),
    ("geometry.kmeans{ points = tensor.zeros{ 3, 2 }, clusters = 2, labels = { a = 1 } }", "row"),
    ("geometry.knn{ points = tensor.zeros{ 3, 2 }, k = 3 }", "neighbours"),
    ("geometry.knn{ points = tensor.zeros{ 3, 2 } / 0, k = 1 }", "finite"),
    ("geometry.k_center{ points = tensor.zeros{ 3, 2 }, count = 4 }", "picks"),
    ("geometry.pca{ points = tensor.zeros{ 3, 2 }, components = 3 }", "components"),
    ("geometry.tsne(tensor.zeros{ 2, 2 })", "points"),
    ("geometry.tsne{ points = tensor.zeros{ 9, 2 }, perplexity = 9 }", "perplexity"),
    ("geometry.assignment(tensor.zeros{ 2, 2 } / 0)", "cost"),
    ("metric.ari({ 1 }, { 1, 2 })", "lengths"),
    ("metric.silhouette{ points = tensor.zeros{ 3, 2 }, labels = { 1, 1, 1 } }", "groups"),
  ])
func geometryRefusesInOneLine(cell: String, word: String) throws {
  let message = try #require(LuaFixture().complaint(cell))
  #expect(message.contains(word) && !message.contains("\n"), "\(message)")
}

@Test func longGeometryStopsAtACheckpoint() throws {
  let lua = try LuaFixture()
  lua.checkpoint = { throw Cancelled() }
  for cell in [
    "geometry.kmeans{ points = tensor.random{ shape = { 50, 2 } }, clusters = 3 }",
    "geometry.knn{ points = tensor.random{ shape = { 50, 2 } }, k = 3 }",
    "geometry.k_center{ points = tensor.random{ shape = { 50, 2 } }, count = 3 }",
    "geometry.tsne{ points = tensor.random{ shape = { 50, 2 } }, perplexity = 5 }",
    "metric.silhouette{ points = tensor.random{ shape = { 2, 2 } }, labels = { 1, 2 } }",
  ] {
    #expect(lua.complaint(cell)?.hasSuffix("interrupted") == true, "\(cell)")
  }
}

@Test func embeddingsReportTheirProgress() throws {
  let lua = try LuaFixture()
  _ = try lua.show(
    "geometry.tsne{ points = tensor.random{ shape = { 30, 4 } }, perplexity = 5, iterations = 100 }"
  )
  #expect(lua.progress.map(\.step) == [50, 100])
}
