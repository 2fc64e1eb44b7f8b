import Foundation
import LuaHost
import Testing

// The declarations of docs/lua-host.md, as they stand there.

final class Garden: LuaObject {
  let name: String
  var size = 0
  var tending: [String: Double] = ["water": 1, "light": 0.5]
  init(name: String) { self.name = name }
}

enum Season: String, CaseIterable { case spring, autumn }

/// Several Swift types behind one Lua type.
protocol Tool { var label: String { get } }
struct Rake: Tool { let label = "rake" }
struct Spade: Tool { let label = "spade" }

extension Kind where T == Garden { static var garden: Kind { .object("garden") } }
extension Kind where T == any Tool { static var tool: Kind { .object("tool") } }

struct GardenModule {
  var module: Module {
    Module(
      "garden", "Plots and what grows on them.",
      functions: [load, distance, rake, visit] + recipes,
      types: [gardenType, toolType])
  }

  /// One options table; the first option may come bare: garden.load "north", garden.load{ name = "north" }.
  private var load: Function {
    Function(
      "load", "A known garden.",
      options: Argument("name", .string(suggesting: ["north", "south"]), "which", leading: true),
      Argument("season", .choice(of: Season.self), "when", default: .spring),
      Argument("root", .optional(.string), "where to look first"),
      returns: "a garden", examples: ["g = garden.load \"north\""]
    ) { name, season, root in
      Garden(name: [root, name, season.rawValue].compactMap(\.self).joined(separator: "/"))
    }
  }

  /// Arguments in order.
  private var distance: Function {
    Function(
      "distance", "Steps between two.", Argument("from", .garden, "start"),
      Argument("to", .garden, "end"), Argument("detour", .number(atLeast: 1), "factor", default: 1)
    ) { from, to, detour in Double(abs(from.size - to.size)) * detour }
  }

  /// A Lua function called back. Ids come from 0 in Swift, from 1 in Lua.
  private var visit: Function {
    Function(
      "visit", "The plots that a function picks.",
      options: Argument("pick", .function, "size -> list of ids"),
      Argument("size", .integer(in: 1...100), "plots", default: 3)
    ) { pick, size in
      let answer = try pick.call(size).first ?? .nil
      let ids = try Kind.indices.read(answer, what: "the list from 'pick'", who: "garden.visit")
      return Kind.indices.lua(ids)
    }
  }

  private var rake: Function {
    Function("rake", "A tool.") { HostObject(Rake() as any Tool) }
  }

  /// Functions made from descriptions at run time.
  private var recipes: [Function] {
    [("hedge", ["height": 1.5, "width": 0.5]), ("pond", ["depth": 2.0])].map { name, defaults in
      let parameters = defaults.sorted { $0.key < $1.key }
        .map { Argument($0.key, .number, "in metres", default: $0.value).parameter }
      return Function(name, "A \(name).", parameters: parameters) { options in
        let garden = Garden(name: name)
        for parameter in parameters {
          garden.tending[parameter.name] = try options.read(parameter.name, .number)
        }
        return garden
      }
    }
  }

  private var gardenType: UserType<Garden> {
    UserType(
      "garden", "A garden.",
      members: [
        .property("name", "What it is called.") { $0.name },
        .property("size", .integer(in: 0...999), "Plots.", get: { $0.size }, set: { $0.size = $1 }),
        // Decided at run time: garden.water = 2
        .properties { garden in
          garden.tending.keys.sorted().map { name in
            Property(
              name, .number, "How much \(name).", get: { garden.tending[name] ?? 0 },
              set: { garden.tending[name] = $0 })
          }
        },
        .method(
          "grow", "Adds plots.",
          options: Argument("by", .integer(in: 0...999), "how many", default: 1, leading: true)
        ) {
          garden, by in
          garden.size = min(garden.size + by, 999)
          return garden
        },
        .length("The plots.") { $0.size },
        .elements("A plot by its number.", count: { $0.size }) { _, plot in "plot \(plot)" },
        .operation(.add, "Both together.") { left, right in
          let who = "garden + garden"
          let sum = Garden(name: "both")
          sum.size =
            try Kind.garden.read(left, what: "left", who: who).size
            + Kind.garden.read(right, what: "right", who: who).size
          return sum
        },
      ], cost: { $0.size * 1000 }, text: { "garden \($0.name)" },
      display: { "garden \($0.name)\n" + String(repeating: "🌱", count: $0.size) })
  }

  private var toolType: UserType<any Tool> {
    UserType(
      "tool", "A tool.", members: [.property("label", "Its name.") { $0.label }], text: { $0.label }
    )
  }
}

@Suite struct ExampleTests {
  @Test func theManualShowsThisCode() throws {
    let here = URL(filePath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/lua-host.md"), encoding: .utf8)
    func lines(_ text: String) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let blocks = page.components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    let code = Set(lines(try String(contentsOf: here, encoding: .utf8)))
    #expect(blocks.count == 6)
    for line in blocks.flatMap(lines) { #expect(code.contains(line), "\(line)") }
  }

  private func state() throws -> State {
    let state = try State { _ in }
    try state.install([GardenModule().module])
    return state
  }

  private func text(_ source: String) throws -> String {
    let state = try state()
    return try state.text(of: try state.evaluate(cell: source).first ?? .nil)
  }

  @Test func theManualsDeclarationsWork() throws {
    #expect(try text("garden.load 'north'") == "garden north/spring")
    #expect(
      try text("garden.load{ name = 'north', season = 'autumn', root = '/r' }")
        == "garden /r/north/autumn")
    #expect(try text("garden.distance(garden.load 'a', (garden.load 'b'):grow(4), 2)") == "8.0")
    #expect(try text("garden.hedge{ height = 2 }.height") == "2.0")
    #expect(try text("garden.hedge().width") == "0.5")
    #expect(try text("garden.pond{}.depth") == "2.0")
    #expect(
      try text("table.concat(garden.visit{ pick = function(n) return { 1, n } end }, ' ')") == "1 3"
    )
    #expect(try text("#(garden.load{ 'a' }:grow(2) + garden.load 'b')") == "2")
    #expect(try text("(garden.load{ 'a' }:grow(2))[2]") == "plot 1")
    #expect(try text("garden.rake().label") == "rake")
    #expect(try text("garden.rake()") == "rake")
  }

  @Test func theirErrorsSayWhatIsWrong() throws {
    func message(_ source: String) -> String {
      do {
        return try text(source)
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message("garden.load{ 'a', season = 'sprng' }")
        == "cell:1: garden.load: unknown season 'sprng', did you mean 'spring'? (expected one of: autumn, spring)"
    )
    #expect(
      message("garden.distance(garden.rake(), 1)")
        == "cell:1: garden.distance: 'from' is of the wrong kind (expected garden, got tool)")
    #expect(
      message("garden.load'a'[1]").hasSuffix(
        "garden: no element 1 (expected none, since it is empty)"))
    #expect(
      message("garden.hedge{ hieght = 2 }")
        == "cell:1: garden.hedge: unknown option 'hieght', did you mean 'height'? (expected one of: height, width)"
    )
    #expect(
      message("garden.visit{ pick = function() return 'x' end }")
        == "cell:1: garden.visit: the list from 'pick' is of the wrong kind (expected list of index, got string \"x\")"
    )
  }
}
