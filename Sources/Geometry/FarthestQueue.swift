import HeapModule
import Tensors

/// Rows by their distance to the nearest pick, the farthest first, ties by row.
///
/// The order goes by distances as they were when a row was last looked at. Since they only fall, the
/// first row is the farthest as soon as its own distance is up to date.
struct FarthestQueue {
  /// The farther a row, the larger; of equal ones the first.
  private struct Entry: Comparable {
    var distance: Float
    var row: Int32

    static func < (left: Entry, right: Entry) -> Bool {
      left.distance != right.distance ? left.distance < right.distance : left.row > right.row
    }
  }

  private var distances: PickDistances
  private var heap: Heap<Entry>

  init(_ points: Tensor, nearest: [Float]) throws {
    distances = try PickDistances(points, nearest: nearest)
    heap = Heap(nearest.enumerated().map { Entry(distance: $1, row: Int32($0)) })
  }

  /// Makes a row a pick, which takes it out of the queue.
  mutating func pick(_ row: Int) {
    distances.pick(row)
    if heap.max?.row == Int32(row) {
      heap.removeMax()
    } else {
      // Only a given first row is not the farthest.
      heap = Heap(heap.unordered.filter { $0.row != Int32(row) })
    }
  }

  /// The farthest row and its distance.
  /// - Precondition: there is a row left.
  mutating func farthest() -> (row: Int, distance: Float) {
    var batch = 16
    while let first = heap.max, !distances.isCurrent(Int(first.row)) {
      // Several at once, more and more of them: they keep the threads busy.
      var rows: [Int32] = []
      while rows.count < batch, let first = heap.max, !distances.isCurrent(Int(first.row)) {
        rows.append(heap.removeMax().row)
      }
      distances.refresh(rows)
      for row in rows { heap.insert(Entry(distance: distances.nearest[Int(row)], row: row)) }
      batch = min(4096, 2 * batch)
    }
    return heap.max.map { (Int($0.row), $0.distance) } ?? (0, 0)
  }
}
