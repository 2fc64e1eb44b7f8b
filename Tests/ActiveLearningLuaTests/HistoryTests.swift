import ActiveLearning
import ActiveLearningLua
import Foundation
import LuaHost
import TestSupport
import Testing

/// What Lua has of the history: every quantity of a round, curves over them, and a table.
@Suite struct HistoryTests {
  private let lua: LuaFixture

  /// Two rounds of questions about whole clusters, none about an image.
  init() throws {
    lua = try LuaFixture()
    try lua.state.evaluate(
      cell: """
        d = dataset.load "digits"
        s = session.new{ dataset = d, images = 200, initial = 0, seed = 1,
          method = method.sdec{ width = 8, embedding = 4, restarts = 1 },
          strategy = strategy.cluster_annotation{ share = 0, purity = 0.3 } }
        for round = 1, 2 do
          s:label(s:query(8))
          s:train{ epochs = 1 }
          s:evaluate()
          -- Alone in its cluster, an image is asked for its own class.
          print(#s.labelled)
        end
        r = s.history[#s.history]
        """)
  }

  @Test func aRoundSaysWhatItLearnedFrom() throws {
    #expect(try lua.show("r.round") == "3" && lua.show("r.interactions") == "16")
    #expect(try lua.show("r.cluster_labels > 0 and r.labels == #s.labelled") == "true")
    #expect(try lua.show("r.images == r.labels + r.cluster_labels + r.pseudo_labels") == "true")
    #expect(try lua.show("r.cluster_accuracy >= 0.3 and r.cluster_accuracy <= 1") == "true")
    #expect(try lua.show("r.pseudo_accuracy") == "nil" && lua.show("r.pairs") == "0")
    let text = try lua.show("r")
    #expect(text.contains("labels of clusters (") && text.contains("% right), 16 interactions"))
  }

  @Test func curvesAreDrawnOverWhatIsAskedFor() throws {
    let folder = try TemporaryFolder()
    for (x, label) in [
      ("interactions", "interactions"), ("cluster_labels", "labels of clusters"),
      ("round", "round"),
    ] {
      let path = folder.path + "/\(x).svg"
      try lua.state.evaluate(cell: "plot.curve{ s, x = \"\(x)\" }:save \"\(path)\"")
      #expect(try lua.show("plot.curve{ s, x = \"\(x)\" }").contains(label), "\(x)")
      #expect(FileManager.default.fileExists(atPath: path))
    }
    #expect(
      try lua.show("plot.curve{ s, x = \"interactions\" }")
        != lua.show("plot.curve{ s, x = \"round\" }"))
    let message = lua.complaint("plot.curve{ s, x = \"interaction\" }")
    #expect(
      message?.contains(
        "plot.curve: no history can be drawn over that (expected labels, pseudo_labels, "
          + "cluster_labels, images, pairs, interactions, round, got 'interaction')") == true,
      "\(message ?? "")")
    // Of series of one's own it is a label, whatever it is.
    #expect(
      try lua.show("plot.curve{ series = { { x = { 1, 2 }, y = { 0, 1 } } }, x = \"years\" }")
        .contains("years"))
  }

  @Test func theHistoryIsWrittenAsATable() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.csv"
    try lua.state.evaluate(cell: "s:save_history \"\(path)\"")
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(
      rows.count == 4 && rows[0].hasPrefix("round,labels,pseudo_labels,cluster_labels,images"))
    #expect(rows[3].hasPrefix("3,"))
    #expect(lua.complaint("s:save_history \"/nowhere/history.csv\"")?.contains("/nowhere") == true)
  }

  @Test func pseudoLabelsReachStrategiesWithoutASession() throws {
    try lua.state.evaluate(
      cell: """
        z = tensor.new{ { 0 }, { 10 }, { 1 }, { 11 }, { 2 }, { 12 } }
        ids = strategy.dsac{ k2 = 0 }:select{ embeddings = z, count = 2, classes = 2,
          labelled = { { id = 1, class = 1 }, { id = 2, class = 2 } },
          pseudo_labelled = { { id = 3, class = 1 }, { id = 4, class = 2 } } }
        table.sort(ids)
        """)
    #expect(try lua.show("ids[1] == 5 and ids[2] == 6") == "true")
    #expect(
      lua.complaint(
        "strategy.dsac{}:select{ embeddings = z, count = 1, classes = 2, "
          + "pseudo_labelled = { { id = 7, class = 1 } } }") != nil)
    try lua.state.evaluate(
      cell: """
        seen = {}
        strategy.define{ name = "watching", summary = "Looks.",
          select = function(query, count)
            for _, label in ipairs(query.pseudo_labelled) do seen[#seen + 1] = label.id end
            local chosen = {}
            for i = 1, count do chosen[i] = query.ids[i] end
            return chosen
          end }
        strategy.watching{}:select{ embeddings = z, count = 1, classes = 2,
          pseudo_labelled = { { id = 3, class = 1 } } }
        """)
    #expect(try lua.show("seen[1] == 3 and #seen == 1") == "true")
  }
}
