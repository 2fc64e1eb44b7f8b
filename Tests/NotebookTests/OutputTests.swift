import LuaHost
import Notebook
import Testing

@Suite struct OutputTests {
  let notebook = NotebookFixture()
  let cells: Cells

  init() throws {
    cells = try notebook.cells()
    cells.run("d = dataset.shapes{ images = 12, size = 8 };")
  }

  /// The eight bytes that every PNG file begins with, and the four at the end of its last chunk's name.
  private func isPNG(_ bytes: [UInt8]?) -> Bool {
    guard let bytes else { return false }
    return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      && Array(bytes.suffix(8).prefix(4)) == Array("IEND".utf8)
  }

  @Test(arguments: [
    "plot.montage(d, { 1, 2 })",
    "plot.curve{ series = { { name = 'a', x = { 1, 2 }, y = { 0.5, 0.7 } } } }",
  ])
  func figuresAreTextAndImages(_ figure: String) throws {
    let result = try #require(cells.run(figure).result)
    #expect(result.types == [.text, .png])
    #expect(result.text.split(separator: "\n").count > 3)
    #expect(try result.bytes(as: .text) == Array(result.text.utf8))
    #expect(isPNG(try result.bytes(as: .png)))
    #expect(try result.bytes(as: MIMEType(rawValue: "image/gif")) == nil)
  }

  @Test func textFitsTheScreen() throws {
    notebook.screen = Screen(width: 40)
    let curve = "plot.curve{ series = { { name = 'a', x = { 1, 2 }, y = { 0.5, 0.7 } } } }"
    let narrow = try #require(cells.run(curve).result).text
    notebook.screen = Screen(width: 70)
    let wide = try #require(cells.run(curve).result).text
    #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 40 })
    #expect(wide.split(separator: "\n").contains { $0.count > 40 })
  }

  @Test func whatCallsShowComesInOrder() throws {
    let cell = cells.run("print 'before' d:show{ 1, 2 } print 'after'")
    guard cell.outputs.count == 3, case .text("before\n", .output) = cell.outputs[0],
      case .display(let figure) = cell.outputs[1], case .text("after\n", .output) = cell.outputs[2]
    else {
      Issue.record("\(cell.outputs)")
      return
    }
    #expect(isPNG(try figure.bytes(as: .png)))
    #expect(notebook.shown.map(\.text) == [figure.text])
  }

  @Test func valuesWithImagesHaveThem() throws {
    cells.run(
      """
      s = session.new{ dataset = d, method = method.classifier{}, initial = 4, validation = 0,
          strategy = strategy.random{} };
      """)
    let query = try #require(cells.run("s:query(2)").result)
    #expect(query.text.hasPrefix("query of 2 images"))
    #expect(isPNG(try query.bytes(as: .png)))
    #expect(cells.run("d").result?.types == [.text])
    // Side by side there is no image of two.
    #expect(cells.run("1, plot.montage(d, { 1 })").result?.types == [.text])
    // A name that is given to something is shown on one line.
    #expect(cells.run("q = s:query(2)").result?.types == [.text])
  }
}
