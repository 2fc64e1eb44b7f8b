import Tensors

/// What became of the tensors of a file.
public struct Loading: Equatable, Sendable {
  /// How many were taken.
  public let count: Int
  /// Tensors of the network that kept the values they had.
  public let fresh: [String]
  /// Tensors of the file that found no place.
  public let unused: [String]
  /// The tensor that was made for red, green and blue while the images are grey: its three are added up, which
  /// is the same as repeating each image to three channels.
  public var repeated: String?
}

extension Network {
  /// Takes weights under this network's names, torchvision's or timm's; on an error nothing has
  /// changed.
  ///
  /// PyTorch's counters of batches are passed over. A tensor fits where its shape is the same but
  /// for axes of size 1.
  /// - Parameter exceptTask: what belongs to the task (`taskNames`) may be missing or of another
  ///   shape, and then stays as it is.
  /// - Throws: a `Failure` that names a tensor which is missing, misshaped or of another network.
  @discardableResult
  public func load(_ tensors: [String: Tensor], exceptTask: Bool = false) throws -> Loading {
    var offered = try renamed(tensors)
    var (found, fresh): ([(Parameter, Tensor)], [String]) = ([], [])
    var unused: [String] = []
    var repeated: String?
    for named in parameters {
      let value = offered.removeValue(forKey: named.name)
      if let value, let fitting = try value.squeezed(to: named.parameter.value.shape) {
        found.append((named.parameter, fitting))
      } else if let value, repeated == nil,
        let summed = try value.summedColours(to: named.parameter.value.shape)
      {
        found.append((named.parameter, summed))
        repeated = named.name
      } else if exceptTask, taskNames.contains(where: named.name.hasPrefix) {
        fresh.append(named.name)
        if value != nil { unused.append(named.name) }
      } else if let value {
        throw Failure(
          "weights", "'\(named.name)' does not fit", expected: "\(named.parameter.value.shape)",
          got: "\(value.shape)")
      } else {
        throw Failure("weights", "no tensor '\(named.name)'")
      }
    }
    // A head of other layers has other names, but stands at the same place.
    let places = Set(taskNames.map { $0.prefix { $0 != "." } })
    let unknown = offered.keys.sorted()
    if let name = unknown.first(where: { name in
      !exceptTask || !places.contains(name.prefix { $0 != "." })
    }) {
      throw Failure("weights", "'\(name)' is not a tensor of this network")
    }
    for (parameter, value) in found { parameter.value = value }
    return Loading(
      count: found.count, fresh: fresh, unused: (unused + unknown).sorted(), repeated: repeated)
  }

  /// The tensors under this network's own names, without PyTorch's counters.
  private func renamed(_ tensors: [String: Tensor]) throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (name, value) in tensors where name.split(separator: ".").last != "num_batches_tracked" {
      let own = otherNames[name] ?? name
      guard result.updateValue(value, forKey: own) == nil else {
        throw Failure("weights", "'\(own)' is there under two names")
      }
    }
    return result
  }
}

extension Tensor {
  /// The weights of a convolution of three channels for one that takes their place; nil where these are none
  /// such.
  /// - Shape: [out × 3 × height × width] → [out × 1 × height × width].
  fileprivate func summedColours(to wanted: [Int]) throws -> Tensor? {
    guard wanted.count == 4, wanted[1] == 1, shape == [wanted[0], 3, wanted[2], wanted[3]] else {
      return nil
    }
    let (all, plane) = (values(), wanted[2] * wanted[3])
    let sums = (0..<wanted[0] * plane).map { place in
      let start = place / plane * 3 * plane + place % plane
      return all[start] + all[start + plane] + all[start + 2 * plane]
    }
    return try Tensor(sums, shape: wanted)
  }

  /// The same numbers in `shape`; nil where more than axes of size 1 differ.
  fileprivate func squeezed(to shape: [Int]) throws -> Tensor? {
    guard self.shape.filter({ $0 != 1 }) == shape.filter({ $0 != 1 }) else { return nil }
    return self.shape == shape ? self : try reshaped(shape)
  }
}
