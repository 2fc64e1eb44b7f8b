import Tensors
import Testing

/// What scripts/lib gives to scripts.
@Suite struct LibraryScriptTests {
  let crescent: Crescent

  init() throws { crescent = try Crescent() }

  @Test func aWidthIsChosenInCopiesOfTheSession() throws {
    let outcome = try crescent.run(
      "-e",
      """
      local adaptive = require "adaptive"
      local s = session.new{ dataset = dataset.load "digits", images = 300, initial = 20, seed = 1,
        method = method.classifier{ network = "mlp", epochs = 2 },
        strategy = strategy.cdd{ features = "embeddings", rounds = 3 } }
      s:train{}
      s:save "bal"
      local beta, tried = adaptive.beta("bal", 10, { 0.5, 1, 2 })
      local best = 0
      for _, one in ipairs(tried) do best = math.max(best, one.accuracy) end
      for _, one in ipairs(tried) do
        if one.accuracy == best then print(#tried, beta == one.beta) break end
      end
      print(#session.open("bal").labelled, s.strategy.beta)
      """)
    // Progress may be told there; a complaint would end the program.
    #expect(outcome.error.split(separator: "\n").allSatisfy { $0.hasPrefix("training: ") })
    #expect(outcome.output == "3\ttrue\n20\t1.0\n")
  }
}
