import Formats
import FoundationEssentials
import Tensors

extension Dataset {
  /// How a data set is written out.
  public enum ExportFormat: String, CaseIterable, Sendable {
    /// PNG files: split/class/id.png.
    case folder
    /// One `.npz` file in MedMNIST's layout.
    case npz
    /// Four or more idx files, grey images only.
    case idx
  }

  /// Writes images and classes for other programs; nothing that is there is overwritten.
  /// - Parameter path: The new folder, or for `npz` the new file.
  /// - Throws: `Failure` where it is there already, cannot be written, or does not fit the format.
  public func export(
    to path: String, as format: ExportFormat, monitor: Monitor = Monitor()
  ) throws {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure(path, "is there already", expected: "a new name")
    }
    var parts = try splitNames.map { ($0, try split($0)) }
    let placed = Set(parts.flatMap(\.1))
    let rest = (0..<images.count).filter { !placed.contains($0) }
    if !rest.isEmpty { parts.append((parts.isEmpty ? "train" : "rest", rest)) }
    switch format {
    case .folder: try exportFolder(path, parts, monitor)
    case .npz: try exportArchive(path, parts)
    case .idx: try exportIDX(path, parts)
    }
  }

  private func exportFolder(
    _ path: String, _ parts: [(String, [Int])], _ monitor: Monitor
  ) throws {
    let digits = "\(images.count)".count
    let classes = Self.fileNames(classNames)
    for (split, ids) in parts {
      for id in ids {
        if id % 256 == 0 { try monitor.checkpoint() }
        let folder = labels.map { "/" + classes[$0[id]] } ?? ""
        let number = "\(id + 1)"
        let name = String(repeating: "0", count: digits - number.count) + number
        try Self.make("\(path)/\(split)\(folder)")
        try FileBytes.write(
          PNGEncoder.encode(images.image(id), shape: images.shape, maximum: pixelMaximum),
          to: "\(path)/\(split)\(folder)/\(name).png")
      }
    }
  }

  /// An image with 255 as full intensity, as other programs take it.
  private func scaled(_ id: Int) throws -> [UInt8] {
    try images.image(id).map { ByteScale.full($0, maximum: pixelMaximum) }
  }

  private func exportArchive(_ path: String, _ parts: [(String, [Int])]) throws {
    var members: [(String, [UInt8])] = []
    // The arrays, and the archive that is made of them and grows.
    let count = parts.reduce(0) { $0 + $1.1.count }
    try Memory.require(4 * Double(count) * Double(images.stride), for: path, "\(count) images")
    for (split, ids) in parts {
      let prefix = split == "validation" ? "val" : split
      let (channels, height, width) = (images.channels, images.height, images.width)
      var pixels: [UInt8] = []
      pixels.reserveCapacity(ids.count * images.stride)
      for id in ids {
        let image = try scaled(id)
        for place in 0..<height * width {
          for channel in 0..<channels { pixels.append(image[channel * height * width + place]) }
        }
      }
      let shape = [ids.count, height, width] + (channels == 1 ? [] : [channels])
      members.append(("\(prefix)_images.npy", NPYBytes.encode(pixels, shape: shape, type: "|u1")))
      if let labels {
        let bytes = ids.flatMap { id in
          (0..<4).map { UInt8(truncatingIfNeeded: labels[id] >> (8 * $0)) }
        }
        members.append(
          ("\(prefix)_labels.npy", NPYBytes.encode(bytes, shape: [ids.count, 1], type: "<i4")))
      }
    }
    try FileBytes.write(ZipWriter.archive(members), to: path)
  }

  private func exportIDX(_ path: String, _ parts: [(String, [Int])]) throws {
    guard images.channels == 1, classNames.count <= 256 else {
      throw Failure(
        name, "does not fit into idx files", expected: "grey images of at most 256 classes",
        got: "\(images.channels) channels and \(classNames.count) classes")
    }
    try Self.make(path)
    func sizes(_ values: [Int]) -> [UInt8] {
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    }
    for (split, ids) in parts {
      try Memory.require(2 * Double(ids.count) * Double(images.stride), for: path)
      var bytes = [0, 0, 8, 3] + sizes([ids.count, images.height, images.width])
      for id in ids { bytes += try scaled(id) }
      let prefix = split == "test" ? "t10k" : split
      try FileBytes.write(bytes, to: "\(path)/\(prefix)-images-idx3-ubyte")
      if let labels {
        try FileBytes.write(
          [0, 0, 8, 1] + sizes([ids.count]) + ids.map { UInt8(labels[$0]) },
          to: "\(path)/\(prefix)-labels-idx1-ubyte")
      }
    }
  }

  /// Classes as names of folders, all different.
  private static func fileNames(_ classes: [String]) -> [String] {
    var taken: Set<String> = []
    return classes.map { name in
      let base = fileName(name)
      var (folder, number) = (base, 1)
      while !taken.insert(folder).inserted {
        number += 1
        folder = "\(base) (\(number))"
      }
      return folder
    }
  }

  /// A class as the name of a folder: what a path cannot hold becomes an underscore.
  private static func fileName(_ name: String) -> String {
    let safe = String(name.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    return safe.isEmpty || safe.hasPrefix(".") ? "_" + safe : safe
  }

  private static func make(_ folder: String) throws {
    try FolderMaking.make(folder)
  }
}
