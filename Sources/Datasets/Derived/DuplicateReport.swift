import Tensors

/// Images that are there more than once, nearly so, or show nothing.
public struct DuplicateReport: Sendable {
  /// Images that are the same or nearly so, the lowest id first; groups by their lowest id.
  public struct Group: Equatable, Sendable {
    /// Ascending.
    public let ids: [Int]
    /// Whether all bytes are the same.
    public let isExact: Bool
    /// Whether they have different classes.
    public let disagrees: Bool
    /// Whether they are in different splits, so that a test sees what was trained on.
    public let crossesSplits: Bool
  }

  /// The groups.
  public let groups: [Group]
  /// Ids of images in which all pixels are nearly alike.
  public let blank: [Int]
}

extension Dataset {
  /// Looks for images that are there twice, and for blank ones.
  ///
  /// Candidates share one of four 16-bit quarters of a 64-bit hash of differences and differ in at most
  /// three of its bits; they count as alike where their bytes differ by at most `tolerance` on average.
  /// - Parameters:
  ///   - tolerance: Mean absolute difference of pixels, as a share of full intensity.
  ///   - blankness: An image is blank where its deviation is below this share of full intensity.
  /// - Source: N. Krawetz 2013, "Kind of Like That" (difference hash). Differs: candidates are compared
  ///   pixel by pixel, so that a coarse hash leads to no wrong pair.
  public func duplicates(
    tolerance: Double = 0.02, blankness: Double = 0.01, monitor: Monitor = Monitor()
  ) throws -> DuplicateReport {
    var hashes: [UInt64] = []
    var blank: [Int] = []
    for id in 0..<images.count {
      if id % 4096 == 0 { try monitor.checkpoint() }
      let (hash, deviation) = try look(at: id)
      hashes.append(hash)
      if deviation < blankness * Double(pixelMaximum) { blank.append(id) }
    }
    let isBlank = Set(blank)
    // Between an image of zeros and one of full intensity.
    let fullDifference = images.stride * pixelMaximum
    var parent = Array(0..<images.count)
    func root(_ id: Int) -> Int {
      var id = id
      while parent[id] != id {
        parent[id] = parent[parent[id]]
        id = parent[id]
      }
      return id
    }
    for quarter in 0..<4 {
      try monitor.checkpoint()
      var buckets: [UInt16: [Int]] = [:]
      for (id, hash) in hashes.enumerated() where !isBlank.contains(id) {
        if id % 1024 == 0 { try monitor.checkpoint() }
        let key = UInt16(truncatingIfNeeded: hash >> UInt64(16 * quarter))
        // A bucket holds one of each group that is known so far, so that copies cost no squares.
        var isNew = true
        // Beyond 256 neighbours a bucket says nothing: images without structure.
        for other in buckets[key, default: []].suffix(256)
        where (hashes[other] ^ hash).nonzeroBitCount <= 3 {
          if root(other) == root(id) {
            isNew = false
          } else if try CountShare(tolerance).isKept(by: difference(other, id), of: fullDifference)
          {
            let (a, b) = (root(other), root(id))
            parent[max(a, b)] = min(a, b)
            isNew = false
          }
        }
        if isNew { buckets[key, default: []].append(id) }
      }
    }
    let members = Dictionary(grouping: 0..<images.count, by: root).filter { $0.value.count > 1 }
    var home = [String?](repeating: nil, count: images.count)
    for (split, ids) in splits { for id in ids { home[id] = split } }
    return DuplicateReport(
      groups: try members.sorted { $0.key < $1.key }.map { _, ids in
        DuplicateReport.Group(
          ids: ids, isExact: try ids.dropFirst().allSatisfy { try difference(ids[0], $0) == 0 },
          disagrees: labels.map { labels in Set(ids.map { labels[$0] }).count > 1 } ?? false,
          crossesSplits: Set(ids.map { home[$0] }).count > 1)
      }, blank: blank)
  }

  /// Whether each of 8 × 8 areas is darker than its right neighbour, in bits; and the deviation of bytes.
  private func look(at id: Int) throws -> (hash: UInt64, deviation: Double) {
    let (height, width, channels) = (images.height, images.width, images.channels)
    let image = Array(try images.image(id))
    var (sum, squares) = (0, 0)
    for byte in image {
      sum += Int(byte)
      squares += Int(byte) * Int(byte)
    }
    let mean = Double(sum) / Double(image.count)
    let deviation = max(0, Double(squares) / Double(image.count) - mean * mean).squareRoot()
    // Means over 9 × 8 areas, all channels together.
    func area(_ row: Int, _ column: Int) -> Int {
      let rows = row * height / 8..<max(row * height / 8 + 1, (row + 1) * height / 8)
      let columns = column * width / 9..<max(column * width / 9 + 1, (column + 1) * width / 9)
      var sum = 0
      for channel in 0..<channels {
        for y in rows {
          for x in columns { sum += Int(image[(channel * height + y) * width + x]) }
        }
      }
      return sum * 4096 / (rows.count * columns.count)
    }
    var hash: UInt64 = 0
    for row in 0..<8 {
      var left = area(row, 0)
      for column in 1...8 {
        let right = area(row, column)
        hash = hash << 1 | (left < right ? 1 : 0)
        left = right
      }
    }
    return (hash, deviation)
  }

  /// Absolute differences of two images' bytes, summed.
  private func difference(_ a: Int, _ b: Int) throws -> Int {
    let (a, b) = (try images.image(a), try images.image(b))
    var sum = 0
    for (x, y) in zip(a, b) { sum += abs(Int(x) - Int(y)) }
    return sum
  }
}
