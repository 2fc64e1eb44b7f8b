import Tensors

/// Rows by their distance to the nearest pick, the farthest first, ties by row.
///
/// The order goes by distances as they were when a row was last looked at. Since they only fall, the
/// first row is the farthest as soon as its own distance is up to date.
struct FarthestQueue {
  private struct Entry {
    var distance: Float
    var row: Int32

    func comes(before other: Entry) -> Bool {
      distance != other.distance ? distance > other.distance : row < other.row
    }
  }

  private var distances: PickDistances
  /// A binary heap.
  private var heap: [Entry]

  init(_ points: Tensor, nearest: [Float]) throws {
    distances = try PickDistances(points, nearest: nearest)
    heap = nearest.enumerated().map { Entry(distance: $1, row: Int32($0)) }
    for place in heap.indices.prefix(heap.count / 2).reversed() { sink(place) }
  }

  /// Makes a row a pick, which takes it out of the queue.
  mutating func pick(_ row: Int) {
    distances.pick(row)
    if heap.first?.row == Int32(row) {
      _ = pop()
    } else if let place = heap.firstIndex(where: { $0.row == Int32(row) }) {
      // Only a given first row is not the farthest.
      heap.remove(at: place)
      for place in heap.indices.prefix(heap.count / 2).reversed() { sink(place) }
    }
  }

  /// The farthest row and its distance.
  /// - Precondition: there is a row left.
  mutating func farthest() -> (row: Int, distance: Float) {
    var batch = 16
    while let first = heap.first, !distances.isCurrent(Int(first.row)) {
      // Several at once, more and more of them: they keep the threads busy.
      var rows: [Int32] = []
      while rows.count < batch, let first = heap.first, !distances.isCurrent(Int(first.row)) {
        rows.append(pop().row)
      }
      distances.refresh(rows)
      for row in rows { push(Entry(distance: distances.nearest[Int(row)], row: row)) }
      batch = min(4096, 2 * batch)
    }
    return heap.first.map { (Int($0.row), $0.distance) } ?? (0, 0)
  }

  private mutating func pop() -> Entry {
    let first = heap[0]
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    return first
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var place = heap.count - 1
    while place > 0, entry.comes(before: heap[(place - 1) / 2]) {
      heap[place] = heap[(place - 1) / 2]
      place = (place - 1) / 2
    }
    heap[place] = entry
  }

  private mutating func sink(_ start: Int) {
    let entry = heap[start]
    var place = start
    while 2 * place + 1 < heap.count {
      var child = 2 * place + 1
      if child + 1 < heap.count, heap[child + 1].comes(before: heap[child]) { child += 1 }
      guard heap[child].comes(before: entry) else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = entry
  }
}
