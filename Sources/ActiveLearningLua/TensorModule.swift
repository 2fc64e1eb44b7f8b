import ActiveLearning
import LuaHost
import Tensors

/// `tensor`: arrays of 32-bit floats, and their files.
enum TensorModule {
  static func module(_ workspace: Workspace) -> Module {
    Module(
      "tensor", "Row-major arrays of 32-bit floats.",
      functions: [new, zeros, random(workspace), load(workspace), save(workspace)],
      types: [TensorType.type(workspace)])
  }

  private static let newExamples = ["tensor.new{ { 1, 2 }, { 3, 4 } }"]

  private static var new: Function {
    Function(
      "new", "A tensor of numbers in nested lists.",
      Argument("values", .table, "numbers, or lists of them, all of one length"),
      returns: "a tensor", examples: newExamples
    ) { (table: LuaTable) in
      var values: [Float] = []
      let shape = try flatten(.table(table), into: &values, depth: 1)
      try Memory.require(4 * Double(values.count), for: "tensor.new")
      return try Tensor(values, shape: shape)
    }
  }

  private static func flatten(
    _ value: Value, into values: inout [Float], depth: Int
  ) throws -> [Int] {
    switch value {
    case .integer(let integer): values.append(Float(integer))
    case .number(let number): values.append(Float(number))
    case .table(let table) where depth <= 8:
      try reserve(table.count, in: &values)
      var inner: [Int]?
      let shapes: [Void] = try table.list { _, element in
        let shape = try flatten(element, into: &values, depth: depth + 1)
        guard inner == nil || inner == shape else {
          throw Failure(
            "tensor.new", "lists of different lengths", expected: "\(inner ?? [])", got: "\(shape)")
        }
        inner = shape
      }
      return [shapes.count] + (inner ?? [])
    default:
      throw Failure(
        "tensor.new", "not a number", expected: "numbers in at most 8 nested lists",
        got: value.kindDescription)
    }
    return []
  }

  /// Makes room for more numbers, at least as many as there are.
  /// - Throws: a `Failure` where there is no memory for them.
  private static func reserve(_ count: Int, in values: inout [Float]) throws {
    let needed = values.count + count
    guard needed > values.capacity else { return }
    let room = max(needed, 2 * values.capacity)
    try Memory.require(4 * Double(room), for: "tensor.new")
    values.reserveCapacity(room)
  }

  private static var zeros: Function {
    Function(
      "zeros", "A tensor of zeros.", Argument("shape", .shape, "sizes, outermost first"),
      returns: "a tensor", examples: ["tensor.zeros{ 2, 3 }"]
    ) { (shape: [Int]) in try Tensor.zeros(shape) }
  }

  private static func random(_ workspace: Workspace) -> Function {
    Function(
      "random", "Numbers drawn uniformly from [0, 1).",
      options: Argument("shape", .shape, "sizes, outermost first", leading: true),
      Argument("seed", .optional(.integer(atLeast: 0)), "seed() if left out"),
      returns: "a tensor", examples: ["tensor.random{ shape = { 2, 3 }, seed = 1 }"]
    ) { (shape: [Int], seed: Int?) in
      var rng = Random(seed: seed.map(UInt64.init) ?? workspace.seed, stream: "tensor")
      return try rng.uniform(shape: shape, in: 0..<1)
    }
  }

  private static func load(_ workspace: Workspace) -> Function {
    Function(
      "load", "Reads a .npy file, or every tensor of a .safetensors file.",
      Argument("path", .string, "a file"), returns: "a tensor, or a table of tensors by name"
    ) { (path: String) -> Value in
      let path = workspace.path(path)
      if path.hasSuffix(".safetensors") { return try SafeTensors.read(path).tensors.luaValue }
      guard path.hasSuffix(".npy") else {
        throw Failure(
          "tensor.load", "unknown kind of file", expected: ".npy or .safetensors", got: path)
      }
      return try Tensor.readNPY(path).luaValue
    }
  }

  private static func save(_ workspace: Workspace) -> Function {
    Function(
      "save", "Writes a table of tensors into a .safetensors file.",
      Argument("path", .string, "a file"),
      Argument("tensors", .record(of: .tensor), "names and tensors"),
      examples: ["tensor.save(\"/tmp/two.safetensors\", { a = tensor.zeros{ 2 } })"]
    ) { (path: String, tensors: [String: Tensor]) in
      guard tensors["__metadata__"] == nil else {
        throw Failure("tensor.save", "the name '__metadata__' belongs to the format")
      }
      try SafeTensors.write(tensors, to: workspace.path(path))
    }
  }
}

extension Tensor: LuaObject {}

extension Kind where T == Tensor {
  static var tensor: Kind { .object("tensor") }
}

extension Kind where T == [Int] {
  /// Sizes of axes, for as many numbers as fit into half of the memory.
  static var shape: Kind {
    .list(of: .integer).where("list of sizes from 0 on, that fit into memory") { shape in
      shape.allSatisfy { $0 >= 0 } && Tensor.fits(shape)
    }
  }
}
