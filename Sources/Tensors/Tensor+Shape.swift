extension Tensor {
  /// The same elements, in row-major order, under another shape. One size may be −1 and is inferred.
  public func reshaped(_ sizes: [Int]) throws -> Tensor {
    var sizes = sizes
    if let open = sizes.firstIndex(of: -1), let known = SizeProduct.of(sizes.filter { $0 >= 0 }),
      known > 0, count % known == 0
    {
      sizes[open] = count / known
    }
    guard SizeProduct.of(sizes) == count else {
      throw Failure(
        "reshaped", "the elements do not fill the shape \(sizes)", expected: "\(count) elements",
        got: "shape \(shape)")
    }
    let source = try detached().plain()
    let before = shape
    return try Tape.record(
      Tensor(shape: sizes, storage: source.storage), of: "reshaped", from: [self]
    ) { gradient in
      [Tensor(shape: before, storage: try gradient.plain().storage)]
    }
  }
}
