import CKernels

/// How two operands cover their result: one has its shape, the other may be repeated.
private struct Cover {
  let shape: [Int]
  let left: ck_extent
  let right: ck_extent

  var columns: Int { shape.last ?? 1 }
  var rows: Int { columns == 0 ? 0 : shape.dropLast().reduce(1, *) }

  init(_ operation: String, _ a: [Int], _ b: [Int]) throws {
    if a.count >= b.count, let extent = Cover.extent(of: b, in: a) {
      (shape, left, right) = (a, CK_FULL, extent)
    } else if let extent = Cover.extent(of: a, in: b) {
      (shape, left, right) = (b, extent, CK_FULL)
    } else if let extent = Cover.extent(of: b, in: a) {
      (shape, left, right) = (a, CK_FULL, extent)
    } else {
      throw Failure(
        operation, "the shapes do not fit each other",
        expected: "equal shapes, a scalar, a row or a column", got: "\(a) and \(b)")
    }
  }

  static func extent(of operand: [Int], in shape: [Int]) -> ck_extent? {
    if operand == shape { return CK_FULL }
    if operand.allSatisfy({ $0 == 1 }) && operand.count <= shape.count { return CK_SCALAR }
    guard let columns = shape.last else { return nil }
    if operand == [columns] || (shape.count == 2 && operand == [1, columns]) { return CK_ROW }
    if shape.count == 2 && operand == [shape[0], 1] { return CK_COLUMN }
    return nil
  }

  /// Sums a gradient of the result over what an operand was repeated along.
  func reduce(_ gradient: Tensor, _ extent: ck_extent, to operand: [Int]) throws -> Tensor {
    if extent == CK_FULL { return gradient }
    let source = try gradient.plain()
    let result = try Tensor(unset: operand)
    let (outer, axis, inner) =
      extent == CK_ROW ? (1, rows, columns) : extent == CK_COLUMN ? (rows, columns, 1) : (0, 0, 0)
    if extent == CK_SCALAR {
      unsafe result.storage.pointer.pointee = Float(try source.plainSum("sum"))
    } else {
      unsafe ck_sum_axis(
        source.storage.pointer, 1, result.storage.pointer, Int64(outer), Int64(axis), Int64(inner))
    }
    return result
  }

  func apply(_ operation: ck_binary_operation, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    // In equal layouts elements meet each other wherever they lie.
    let even = left == CK_FULL && right == CK_FULL
    if even && operation != CK_DIVIDE && !(a.isPlain && b.isPlain) {
      let a = try a.floats()
      let b = try b.laidOut(like: a)
      let result = try Storage(like: a.storage)
      unsafe ck_binary(
        operation, a.storage.pointer, left, b.storage.pointer, right, result.pointer, 1,
        Int64(result.capacity))
      return Tensor(shape: shape, storage: result)
    }
    let (a, b) = try (a.plain(), b.plain())
    let result = try Tensor(unset: shape)
    unsafe ck_binary(
      operation, a.storage.pointer, left, b.storage.pointer, right, result.storage.pointer,
      Int64(rows), Int64(columns))
    return result
  }
}

extension Tensor {
  private static func combine(
    _ operation: ck_binary_operation, _ name: String, _ a: Tensor, _ b: Tensor
  ) throws -> Tensor {
    let cover = try Cover(name, a.shape, b.shape)
    let (x, y) = (a.detached(), b.detached())
    let result = try cover.apply(operation, x, y)
    let (leftTracked, rightTracked) = (a.isTracked, b.isTracked)
    // Only what the derivatives of this operation need is kept.
    let keepsLeft = operation == CK_MULTIPLY && rightTracked
    let keepsRight = (operation == CK_MULTIPLY && leftTracked) || operation == CK_DIVIDE
    let left = keepsLeft ? x : nil
    let right = keepsRight ? y : nil
    let quotient = operation == CK_DIVIDE && rightTracked ? result : nil
    let (leftShape, rightShape) = (a.shape, b.shape)
    return try Tape.record(result, of: name, from: [a, b]) { gradient in
      let toLeft: Tensor?
      let toRight: Tensor?
      switch operation {
      case CK_ADD:
        (toLeft, toRight) = (gradient, gradient)
      case CK_SUBTRACT:
        (toLeft, toRight) = (gradient, rightTracked ? try Float(0) - gradient : nil)
      case CK_MULTIPLY:
        toLeft = try right.map { try gradient * $0 }
        toRight = try left.map { try gradient * $0 }
      default:
        let scaled = try right.map { try gradient / $0 }
        toLeft = scaled
        toRight = try quotient.flatMap { q in try scaled.map { try Float(0) - $0 * q } }
      }
      return [
        try leftTracked ? toLeft.map { try cover.reduce($0, cover.left, to: leftShape) } : nil,
        try rightTracked ? toRight.map { try cover.reduce($0, cover.right, to: rightShape) } : nil,
      ]
    }
  }

  /// Element by element. Shapes are equal, or one side is a scalar, a row [d] or [1 × d] or, of an
  /// [n × d] result, a column [n × 1], and is repeated.
  public static func + (a: Tensor, b: Tensor) throws -> Tensor { try combine(CK_ADD, "+", a, b) }
  /// Element by element; shapes as for `+`.
  public static func - (a: Tensor, b: Tensor) throws -> Tensor {
    try combine(CK_SUBTRACT, "-", a, b)
  }
  /// Element by element; shapes as for `+`.
  public static func * (a: Tensor, b: Tensor) throws -> Tensor {
    try combine(CK_MULTIPLY, "*", a, b)
  }
  /// Element by element; shapes as for `+`.
  public static func / (a: Tensor, b: Tensor) throws -> Tensor {
    try combine(CK_DIVIDE, "/", a, b)
  }

  /// The number is added to each element.
  public static func + (a: Tensor, b: Float) throws -> Tensor { try a + Tensor(b) }
  /// The number is subtracted from each element.
  public static func - (a: Tensor, b: Float) throws -> Tensor { try a - Tensor(b) }
  /// Each element times the number.
  public static func * (a: Tensor, b: Float) throws -> Tensor { try a * Tensor(b) }
  /// Each element divided by the number.
  public static func / (a: Tensor, b: Float) throws -> Tensor { try a / Tensor(b) }
  /// The number is added to each element.
  public static func + (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) + b }
  /// The number less each element.
  public static func - (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) - b }
  /// Each element times the number.
  public static func * (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) * b }
  /// The number divided by each element.
  public static func / (a: Float, b: Tensor) throws -> Tensor { try Tensor(a) / b }
}
