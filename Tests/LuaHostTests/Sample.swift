import LuaHost

/// The host program of the tests: a shop of counters, declared as an embedder would.
final class Counter: LuaObject {
  var value: Int
  var step = 1
  var settings: [String: Double] = ["tau": 0.1, "beta": 2]
  let bytes: Int
  let onDeinit: () -> Void

  init(_ value: Int, bytes: Int = 0, onDeinit: @escaping () -> Void = {}) {
    self.value = value
    self.bytes = bytes
    self.onDeinit = onDeinit
  }

  deinit { onDeinit() }
}

/// A value type.
struct Point: LuaObject, Equatable {
  var x: Double
  var y: Double
}

struct Refusal: Error, CustomStringConvertible {
  let description = "counter: refused"
}

extension Kind where T == Counter { static var counter: Kind { .object("counter") } }
extension Kind where T == Point { static var point: Kind { .object("point") } }

/// Output, state and module of one test.
final class Sample {
  let state: State
  var output = ""
  var alive = 0
  var peak = 0

  init(random: RandomSource? = nil) throws {
    var sink: (String) -> Void = { _ in }
    state = try State(random: random) { sink($0) }
    sink = { [unowned self] in output += $0 }
    try state.install([module])
  }

  func run(_ source: String) throws -> [Value] { try state.evaluate(cell: source, chunk: "=In[1]") }

  /// The first result, as Lua's tostring shows it.
  func text(_ source: String) throws -> String { try state.text(of: try run(source).first ?? .nil) }

  /// The message of the error that running gives.
  func message(_ source: String) -> String {
    do {
      _ = try run(source)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private var module: Module {
    Module(
      "shop", "Things to count with.",
      functions: [add, load, counter, refuse, pick, apply, mode, point, giveUp, sum],
      types: [Self.counterType, Self.pointType],
      constants: [Constant("limit", "The most one may count.", 100)])
  }

  private var add: Function {
    Function(
      "add", "The sum.", Argument("a", .number, "left"),
      Argument("b", .number, "right", default: 1)
    ) { a, b in a + b }
  }

  private var load: Function {
    Function(
      "load", "A counter by name.",
      options: Argument(
        "name", .string(suggesting: ["digits", "mnist"]), "its name", leading: true),
      Argument("root", .optional(.string), "where to look"),
      Argument("start", .integer(atLeast: 0), "first value", default: 0),
      examples: ["shop.load \"digits\""]
    ) { [unowned self] name, root, start in
      made(start &+ name.count &+ (root?.count ?? 0))
    }
  }

  private var counter: Function {
    Function(
      "counter", "A counter that keeps bytes alive.",
      options: Argument("bytes", .integer, "how many", default: 0)
    ) { [unowned self] bytes in made(0, bytes: bytes) }
  }

  private var refuse: Function {
    Function("refuse", "Always throws.") { [unowned self] () throws -> Void in
      // Something that a jump over this frame would leak.
      let held = made(1)
      if held.value == 1 { throw Refusal() }
    }
  }

  private var pick: Function {
    Function("pick", "The ids.", Argument("ids", .indices, "ids")) { ids in ids }
  }

  private var apply: Function {
    Function(
      "apply", "Calls back.", Argument("body", .function, "what to call"),
      Argument("x", .any, "its argument")
    ) { body, x in Value.several(try body.call(x)) }
  }

  private var mode: Function {
    Function(
      "mode", "A choice.",
      options: Argument("mode", .choice(["fast", "slow"]), "which", leading: true)
    ) {
      mode in mode
    }
  }

  private var point: Function {
    Function("point", "A point.", Argument("x", .number, "x"), Argument("y", .number, "y")) {
      x, y in
      Point(x: x, y: y)
    }
  }

  private var giveUp: Function {
    Function("give_up", "As a poll of the engine does.") { [unowned self] () throws -> Void in
      try state.interrupt.check()
    }
  }

  private var sum: Function {
    let parameters = [
      Argument("numbers", .numbers, "what to add", leading: true).parameter,
      Argument("scale", .number, "factor", default: 1).parameter,
    ]
    return Function("sum", "A sum, declared at run time.", parameters: parameters) { arguments in
      let numbers = try arguments.read("numbers", .numbers)
      return numbers.reduce(0, +) * (try arguments.read("scale", .number))
    }
  }

  private func made(_ value: Int, bytes: Int = 0) -> Counter {
    alive += 1
    peak = max(peak, alive)
    return Counter(value, bytes: bytes) { [weak self] in self?.alive -= 1 }
  }

  private static var counterType: UserType<Counter> {
    UserType(
      "counter", "Counts.",
      members: [
        .property("value", "How far it is.") { $0.value },
        .property(
          "step", .integer(atLeast: 1), "How far it goes.", get: { $0.step }, set: { $0.step = $1 }),
        .properties { counter in
          counter.settings.keys.sorted().map { name in
            Property(
              name, .number, "A setting.", get: { counter.settings[name] ?? 0 },
              set: { counter.settings[name] = $0 })
          }
        },
        .method(
          "advance", "Counts on.",
          options: Argument("by", .integer, "how far", default: 1, leading: true)
        ) {
          counter, by in
          counter.value &+= by &* counter.step
          return counter
        },
        .method(
          "plus", "The sum.", Argument("n", .integer, "a number"),
          Argument("m", .optional(.integer), "another")
        ) {
          counter, n, m in counter.value &+ n &+ (m ?? 0)
        },
        .length("The value.") { $0.value },
        .elements(
          "The value times the index.", count: { _ in 100 },
          named: { counter, name in name == "last" ? counter.value &* 100 : nil }
        ) { counter, place in counter.value &* (place + 1) },
      ],
      cost: { $0.bytes }, text: { "counter at \($0.value)" },
      display: { "counter\n" + String(repeating: "▀", count: max(0, min(80, $0.value))) })
  }

  private static var pointType: UserType<Point> {
    UserType(
      "point", "A place.",
      members: [
        .property("x", .number, "Abscissa.", get: { $0.x }, set: { $0.x = $1 }),
        .equality(==),
        .operation(.add, "The sum, by coordinate.") { left, right in
          guard let a = left.object(as: Point.self), let b = right.object(as: Point.self) else {
            throw HostError(
              "point + point", "wrong operand", expected: "point", got: left.kindDescription)
          }
          return Point(x: a.x + b.x, y: a.y + b.y)
        },
      ], text: { "(\($0.x), \($0.y))" })
  }
}
