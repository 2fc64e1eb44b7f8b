import ActiveLearning
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct CSVTableTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func failure(_ text: String) throws -> String? {
    let path = try folder.write("t.csv", text)
    return #expect(throws: Failure.self) { try CSVTable(path: path, columns: 3) }
      .map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") }
  }

  @Test(arguments: ["1,2,3\n4,5,60", "1,2,3\n4,5,60\n", "1,2,3\r\n4,5,60\r\n\r\n"])
  func rowsAreReadWhateverTheLineEnds(text: String) throws {
    #expect(
      try CSVTable(path: folder.write("t.csv", text), columns: 3).rows == [[1, 2, 3], [4, 5, 60]])
  }

  @Test func anEmptyFileHasNoRows() throws {
    #expect(try CSVTable(path: folder.write("t.csv", ""), columns: 3).rows.isEmpty)
  }

  @Test func errorsNameTheLine() throws {
    #expect(
      try failure("1,2,3\n1,2\n")
        == "t.csv:2: row has another length (expected 3 values, got 2)")
    #expect(
      try failure("1,2,x\n") == "t.csv:1: not a whole number (expected 0 to 999999, got \"x\")")
    #expect(
      try failure("1,2,3\n\n1,2,3\n")
        == "t.csv:2: row has another length (expected 3 values, got an empty line)")
    #expect(
      try failure("1,-2,3\n") == "t.csv:1: not a whole number (expected 0 to 999999, got \"-2\")")
  }
}
