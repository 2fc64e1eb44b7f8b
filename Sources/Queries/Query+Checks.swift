import Tensors

extension Query {
  /// The same question with the candidates in ascending order, so that what a strategy does row by
  /// row does not depend on how the pool is listed.
  package func ascending() throws -> Query {
    for place in candidates.indices.dropFirst() where candidates[place - 1] >= candidates[place] {
      return try subpool(candidates.sorted())
    }
    return self
  }

  /// The number of classes, for strategies that form as many groups.
  /// - Throws: a `Failure` where only tensors are known that do not tell it.
  package func knownClasses(_ who: String) throws -> Int {
    guard classes >= 1 else {
      throw Failure(
        who, "does not know how many classes there are", expected: "the number of classes",
        code: .unknownClassCount)
    }
    return classes
  }

  /// The same question without some of the candidates.
  package func without(_ ids: [Int]) throws -> Query {
    let taken = Set(ids)
    return try subpool(candidates.filter { !taken.contains($0) })
  }

  /// - Throws: a `Failure` where a source gave another shape than was asked for, or numbers that are
  ///   not finite: a model that has diverged is reported, not ranked.
  func checked(_ need: Need, _ tensor: Tensor, of ids: [Int], planes: Int) throws -> Tensor {
    let wanted = need.planes == nil ? nil : planes
    guard need.fits(tensor.shape, images: ids.count, planes: wanted) else {
      throw Failure(
        "query", "\(need.phrase) of another shape",
        expected: need.shape(images: "\(ids.count)", planes: wanted), got: "\(tensor.shape)")
    }
    if try !tensor.sumOfSquares().isFinite {
      let width = tensor.shape.dropFirst(need.imageAxis + 1).reduce(1, *)
      let place = tensor.withValues { values in
        (0..<values.count).first { !values[$0].isFinite }
      }
      if let place {
        throw Failure(
          "query",
          "image \(index: ids[place / width % ids.count]) has \(need.phrase) that are not finite",
          expected: "numbers; the model may have diverged", code: .diverged)
      }
    }
    if need.areProbabilities { try checkProbabilities(need, tensor, of: ids) }
    return tensor
  }

  /// - Throws: a `Failure` where a row has a negative number, or does not sum to 1: logits would be
  ///   ranked without a word otherwise.
  private func checkProbabilities(_ need: Need, _ p: Tensor, of ids: [Int]) throws {
    let width = p.shape.last ?? 0
    guard width > 0, !ids.isEmpty else { return }
    let wrong = p.withValues { values -> (row: Int, sum: Float)? in
      for row in 0..<values.count / width {
        var (sum, least) = (Float(0), Float(0))
        for place in row * width..<(row + 1) * width {
          sum += values[place]
          least = min(least, values[place])
        }
        // Rounded to two digits, ten classes may miss 1 by 0.05; rounding in float32 by far less.
        if abs(sum - 1) > 0.05 || least < -1e-6 { return (row, sum) }
      }
      return nil
    }
    guard let (row, sum) = wrong else { return }
    throw Failure(
      "query", "image \(index: ids[row % ids.count]) has \(need.phrase) that are no distribution",
      expected: "numbers from 0 on that sum to 1, such as those of a softmax",
      got: "a sum of \(sum)")
  }
}
