import ActiveLearning
import Foundation
import LuaHost
import Tensors

/// A tensor as Lua sees it.
enum TensorType {
  static func type(_ workspace: Workspace) -> UserType<Tensor> {
    UserType(
      "tensor", "A row-major array of 32-bit floats.",
      members: [
        .property("shape", "Sizes, outermost first.") { $0.shape },
        .length("The size of the first axis.") { $0.shape.first ?? 1 },
        .method("list", "All numbers, row after row.", returns: "a list") { (t: Tensor) in
          numbers(of: t, 0..<t.count)
        },
        .method(
          "row", "One row of a matrix.", Argument("index", .index, "from 1 on"), returns: "a list"
        ) { (t: Tensor, index: Int) in numbers(of: t, try row(t, index)) },
        .elements(
          "A row of a matrix as a list, or a number of a list; from 1 on.", count: elementCount
        ) { t, place in
          t.rank == 2 ? numbers(of: t, try row(t, place)) : t.withValues { $0[place] }.luaValue
        },
        .method(
          "at", "One number of a matrix.", Argument("row", .index, "from 1 on"),
          Argument("column", .index, "from 1 on"), returns: "a number"
        ) { (t: Tensor, row: Int, column: Int) in
          let places = try self.row(t, row)
          guard column < places.count else {
            throw Failure(
              "tensor:at", "no such column", expected: "1 to \(places.count)", got: "\(column + 1)")
          }
          return t.withValues { $0[places.lowerBound + column] }
        },
        .method("sum", "The sum of all numbers.") { (t: Tensor) in try t.sum().item() },
        .method("mean", "The mean of all numbers.") { (t: Tensor) in try t.mean().item() },
        .method("argmax", "The place of the largest number of each row, from 1 on.") {
          (t: Tensor) in try t.argmax().map { $0 + 1 }
        },
        .method("softmax", "The exponentials of each row as shares of their sum: probabilities.") {
          (t: Tensor) in
          try t.softmax()
        },
        .method(
          "reshape", "The same numbers under another shape.", Argument("shape", .shape, "sizes")
        ) { (t: Tensor, shape: [Int]) in try t.reshaped(shape) },
        .method("transpose", "Rows become columns.") { (t: Tensor) in try t.transposed() },
        .method("matmul", "The matrix product.", Argument("other", .tensor, "on the right")) {
          (t: Tensor, other: Tensor) in
          guard let rows = t.shape.first, let columns = other.shape.last,
            let count = SizeProduct.of([rows, columns])
          else {
            throw Failure(
              "tensor:matmul", "the product does not fit into memory",
              got: "\(t.shape) times \(other.shape)")
          }
          try Memory.require(4 * Double(count), for: "tensor:matmul")
          return try t.matmul(other)
        },
        .method(
          "save", "Writes a .npy file, which NumPy reads bit for bit.",
          Argument("path", .string, "a file")
        ) { (t: Tensor, path: String) in try t.writeNPY(workspace.path(path)) },
        .operation(.add, "Element by element.") { try combine($0, $1, "+") { try $0 + $1 } },
        .operation(.subtract, "Element by element.") { try combine($0, $1, "-") { try $0 - $1 } },
        .operation(.multiply, "Element by element.") { try combine($0, $1, "*") { try $0 * $1 } },
        .operation(.divide, "Element by element.") { try combine($0, $1, "/") { try $0 / $1 } },
        .equality { $0.shape == $1.shape && $0.values() == $1.values() },
      ], text: text, display: display)
  }

  private static func elementCount(_ t: Tensor) throws -> Int {
    guard t.rank == 1 || t.rank == 2 else {
      throw Failure("tensor", "has no elements", expected: "one or two axes", got: "\(t.shape)")
    }
    return t.shape[0]
  }

  /// Numbers as a list, made one by one as they go into Lua's table.
  private static func numbers(of t: Tensor, _ places: Range<Int>) -> Value {
    .sequence(count: places.count) { offset in
      .number(Double(t.withValues { $0[places.lowerBound + offset] }))
    }
  }

  /// Where the numbers of a row are.
  private static func row(_ t: Tensor, _ index: Int) throws -> Range<Int> {
    guard t.rank == 2 else {
      throw Failure("tensor:row", "not a matrix", expected: "two axes", got: "\(t.shape)")
    }
    guard 0..<t.shape[0] ~= index else {
      throw Failure(
        "tensor:row", "no such row", expected: "1 to \(t.shape[0])", got: "\(index + 1)")
    }
    return index * t.shape[1]..<(index + 1) * t.shape[1]
  }

  private static func combine(
    _ left: Value, _ right: Value, _ symbol: String, _ operation: (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    func operand(_ value: Value) throws -> Tensor {
      switch value {
      case .integer(let integer): return try Tensor(Float(integer))
      case .number(let number): return try Tensor(Float(number))
      default:
        if let tensor = value.object(as: Tensor.self) { return tensor }
        throw Failure(
          "tensor \(symbol)", "not an operand", expected: "a tensor or a number",
          got: value.kindDescription)
      }
    }
    return try operation(operand(left), operand(right))
  }

  /// `tensor 3×4, −1.2 to 5, mean 0.3`
  private static func text(_ t: Tensor) -> String {
    let shape = t.shape.isEmpty ? "scalar" : t.shape.map(String.init).joined(separator: "×")
    guard t.count > 0 else { return "tensor \(shape)" }
    var (low, high, sum) = (Float.infinity, -Float.infinity, 0.0)
    t.withValues { values in
      for i in 0..<values.count {
        low = min(low, values[i])
        high = max(high, values[i])
        sum += Double(values[i])
      }
    }
    return String(format: "tensor \(shape), %g to %g, mean %g", low, high, sum / Double(t.count))
  }

  /// The summary, and the corner of a matrix or the head of a list.
  private static func display(_ t: Tensor) -> String {
    guard t.rank == 1 || t.rank == 2, t.count > 0 else { return text(t) }
    let width = t.shape[t.rank - 1]
    let height = t.count / width
    let rows = t.withValues { values in
      (0..<min(height, 6)).map { row in
        (0..<min(width, 8)).map { String(format: "%.4g", values[row * width + $0]) }
          + (width > 8 ? ["…"] : [])
      } + (height > 6 ? [["…"]] : [])
    }
    return text(t) + "\n" + TextTable.render(rows, rightAligned: Set(0..<9))
  }
}
