import ActiveLearning
import Tensors
import Testing

@Suite struct MontageTests {
  private func tile(_ bytes: [UInt8], _ shape: [Int], _ caption: String = "", _ detail: String = "")
    throws -> Montage.Tile
  {
    Montage.Tile(try Image(bytes, shape: shape), caption: caption, detail: detail)
  }

  @Test func plainTextShowsBrightness() throws {
    // 2×2 pixels, enlarged four times: upper left black, upper right white, lower left grey.
    let montage = Montage(
      title: "asked", tiles: [try tile([0, 255, 128, 0], [1, 2, 2], "cat", "0.5")])
    let lines = montage.lines(on: .plain, width: 40)
    #expect(lines.count == 1 + 4 + 2)
    #expect(lines[0] == "asked")
    #expect(lines[1] == String(repeating: " ", count: 4) + String(repeating: "@", count: 4))
    #expect(lines[4] == String(repeating: "+", count: 4) + String(repeating: " ", count: 4))
    #expect(lines[5] == "  cat")
    #expect(lines[6] == "  0.5")
  }

  @Test func coloursAreSetOnlyWhereTheyChange() throws {
    let montage = Montage(
      tiles: [try tile(Array(repeating: 255, count: 3 * 256), [3, 16, 16])])
    #expect(
      montage.lines(on: .trueColour, width: 40)[0]
        == "\u{1B}[38;2;255;255;255m\u{1B}[48;2;255;255;255m"
        + String(repeating: "▀", count: 16) + "\u{1B}[0m")
    #expect(
      montage.lines(on: .palette, width: 40)[0]
        == "\u{1B}[38;5;231m\u{1B}[48;5;231m" + String(repeating: "▀", count: 16) + "\u{1B}[0m")
  }

  @Test func imagesStandSideBySideAsFarAsTheyFit() throws {
    let tiles = try (0..<7).map { try tile(Array(repeating: 9, count: 784), [1, 28, 28], "\($0)") }
    for width in [20, 28, 60, 90, 200] {
      let lines = Montage(tiles: tiles, columns: 5).lines(on: .plain, width: width)
      #expect(lines.allSatisfy { $0.count <= width }, "\(width)")
    }
    // Four of 21×21 pixels in a row: three of 28×28 would take more than a screen.
    #expect(Montage(tiles: tiles, columns: 5).lines(on: .plain, width: 90).count == 2 * 12 + 1)
  }

  @Test func groupsStayInOneRow() throws {
    let tiles = try (0..<6).map { try tile(Array(repeating: 9, count: 64), [1, 8, 8], "\($0)") }
    var montage = Montage(tiles: tiles, columns: 12)
    montage.group = 3
    // Fifty columns hold five images, but only one group of three.
    let captions = montage.lines(on: .plain, width: 50).filter {
      $0.contains("0") || $0.contains("3")
    }
    #expect(captions.count == 2)
  }

  @Test func longCaptionsAreCut() throws {
    let montage = Montage(tiles: [try tile([1], [1, 1, 1], "a caption much longer than that")])
    #expect(montage.lines(on: .plain, width: 80).last == "a capti…")
  }

  @Test func defaultColumnsMakeItALittleWiderThanHigh() throws {
    let one = try tile([1], [1, 1, 1])
    let columns = [0, 1, 2, 10, 25, 50, 400].map {
      Montage(tiles: Array(repeating: one, count: $0)).columns
    }
    #expect(columns == [1, 1, 2, 5, 7, 10, 10])
  }

  @Test func imagesOfAnySizeCanBeDrawn() throws {
    for shape in [[1, 1, 1], [1, 300, 7], [3, 64, 64], [2, 5, 5], [4, 3, 9]] {
      let tile = try tile(
        Array(repeating: 77, count: shape.reduce(1, *)), shape, "ein Bär 🐻", "99 %")
      let montage = Montage(title: "t", tiles: [tile, tile])
      #expect(try montage.png().count > 100)
      #expect(try !montage.svg().isEmpty)
      #expect(!montage.lines(on: .palette, width: 30).isEmpty)
    }
    #expect(try Montage(tiles: []).png().count > 60)
    #expect(Montage(tiles: []).lines(on: .plain, width: 30).isEmpty)
  }

  @Test func theSameFigureGivesTheSameFile() throws {
    let montage = Montage(
      title: "t",
      tiles: try (0..<3).map { try tile([$0, 255], [1, 1, 2], "image12", "#image1\"") })
    let svg = try montage.svg()
    #expect(try montage.svg() == svg)
    let text = String(decoding: svg, as: UTF8.self)
    // Each image has a name of its own, and is shown by it.
    let names = text.matches(of: /id="(image\d+)"/).map(\.1)
    #expect(Set(names).count == 3)
    #expect(names.allSatisfy { text.contains("xlink:href=\"#\($0)\"") })
    #expect(try montage.png() == montage.png())
  }

  @Test func tooLargeAnImageIsRefused() throws {
    let tiles = Array(repeating: try tile([1], [1, 1, 1]), count: 2000)
    #expect(throws: Failure.self) { try Montage(tiles: tiles, columns: 1).png() }
  }

  @Test func imagesScaleToFullIntensity() throws {
    let digit = try Image([0, 8, 16, 4], shape: [1, 2, 2], maximum: 16)
    let bright = try Image([0, 128, 255, 64], shape: [1, 2, 2])
    #expect(digit == bright)
    #expect(throws: Failure.self) { try Image([1, 2, 3], shape: [1, 2, 2]) }
  }
}
