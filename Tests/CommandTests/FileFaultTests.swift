import Foundation
import Glibc
import Testing

/// Files that are none, folders that cannot be made, devices, closed streams: each is said or harmless.
@Suite struct FileFaultTests {
  let crescent: Crescent

  init() throws { crescent = try Crescent() }

  private func link(_ name: String, to target: String) throws -> String {
    let path = crescent.home.path + "/" + name
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    return path
  }

  private func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  static let labelling = """
    local s = session.new{ dataset = dataset.load "digits", method = method.ccl{}, initial = 10 }
    """

  @Test func whyAFolderCannotBeMadeIsSaid() throws {
    let file = try crescent.home.write("", to: "file")
    let under = try crescent.run("-e", "\(Self.labelling) s:save '\(file)/below'")
    #expect(under.error.contains("\(file) is no folder"), "\(under.error)")
    let nowhere = try crescent.run("-e", "\(Self.labelling) s:save '/proc/none'")
    #expect(nowhere.error.contains("the directory cannot be made ("), "\(nowhere.error)")
    #expect(nowhere.error.contains("No such file or directory"), "\(nowhere.error)")
    #expect(nowhere.status == 1)
  }

  @Test func aDeviceIsWrittenToAndStays() throws {
    let null = try link("null.npy", to: "/dev/null")
    let full = try link("full.npy", to: "/dev/full")
    #expect(try crescent.run("-e", "tensor.zeros{ 3 }:save '\(null)'").status == 0)
    let outcome = try crescent.run("-e", "tensor.zeros{ 3 }:save '\(full)'")
    #expect(outcome.error.contains("No space left on device"), "\(outcome.error)")
    #expect(isLink(null) && isLink(full))
    let saved = try crescent.run("-e", "\(Self.labelling) s:save '\(null)'")
    #expect(saved.status == 1)
    #expect(isLink(null))
  }

  /// Of people: what an oracle said is asked again.
  @Test func anAnswerThatIsNotOnTheDiskIsNotTaken() throws {
    let script = """
      \(Self.labelling)
      s:save 'kept'
      os.execute 'rm -f kept/answers.tsv; ln -s /dev/full kept/answers.tsv'
      local before = #s.labelled
      print(pcall(s.label, s, { s.unlabelled[1] }, { 1 }))
      print(#s.labelled == before)
      """
    let outcome = try crescent.run("-e", script)
    #expect(outcome.output.hasPrefix("false\tkept/answers.tsv: "), "\(outcome)")
    #expect(outcome.output.hasSuffix("\ntrue\n"), "\(outcome)")
  }

  @Test func progressNeverLandsInAFileOfTheUsers() throws {
    let script = """
      \(Self.labelling)
      local f = io.open('mine', 'w') f:write 'mine' s:train{ epochs = 1 } f:close()
      """
    try crescent.home.write(script, to: "train.lua")
    let outcome = try crescent.shell("$CRESCENT train.lua 2>&- </dev/null")
    #expect(outcome.status == 0)
    #expect(try crescent.home.read("mine") == "mine")
    _ = try crescent.shell(
      "$CRESCENT -e \"io.open('own', 'w'):write 'x' print 'out'\" >&- 2>&- <&-")
    #expect(try crescent.home.read("own") == "x")
  }

  @Test(arguments: ["pipe", "folder", "huge", "null"])
  func aHistoryThatIsNoFileDoesNoHarm(_ kind: String) throws {
    let folder = crescent.home.path + "/state/crescent"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/history"
    switch kind {
    case "pipe":
      let made = unsafe mkfifo(path, 0o600)
      try #require(made == 0)
    case "folder":
      let made = unsafe mkdir(path, 0o700)
      try #require(made == 0)
    case "null": _ = try link("state/crescent/history", to: "/dev/null")
    default:
      try #require(FileManager.default.createFile(atPath: path, contents: nil))
      let cut = unsafe truncate(path, 8 << 30)
      try #require(cut == 0)
    }
    let session = try crescent.start()
    try session.waitFor("In [1]: ")
    try session.cell("1", then: 2)
    #expect(session.terminal.residentBytes < 1 << 30)
    session.type("\u{4}")
    #expect(try session.waitForExit() == 0)
    #expect(session.screen.text.contains("history: ") == (kind == "pipe" || kind == "folder"))
    if kind == "null" { #expect(isLink(path)) }
  }

  @Test func strategiesWithinStrategiesHaveALimit() throws {
    let deep = "local s = strategy.random{} for i = 1, 5000 do s = strategy.mix{ s } end"
    #expect(try crescent.run("-e", deep).error.contains("too many within each other"))
    let wide = "local s = strategy.random{} for i = 1, 30 do s = strategy.mix{ s, s } end"
    #expect(try crescent.run("-e", wide).error.contains("too many within each other"))
  }

  @Test func scoresThatAreNotFiniteAreRefused() throws {
    for score in ["0/0", "1/0", "1e300"] {
      let script = """
        local odd = strategy.define{ name = "odd", select = function(query, count)
          local ids, scores = {}, {}
          for i = 1, count do ids[i], scores[i] = query.ids[i], \(score) end
          return ids, scores
        end }
        \(Self.labelling)
        s.strategy = odd{}
        s:query(3)
        """
      let outcome = try crescent.run("-e", script)
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("not finite"), "\(outcome.error)")
    }
  }
}
