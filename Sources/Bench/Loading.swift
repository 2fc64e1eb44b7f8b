import ActiveLearning
import Foundation
import Tensors

/// How long a data set takes from its name, or a folder's path, to its use, in a process that has done
/// nothing else. The cache is where CRESCENT_CACHE says.
struct Loading: Encodable {
  let kind = "loading"
  let name: String
  let images: Int
  /// Until the data set is there.
  let opened_ms: Double
  /// Until each of its bytes has been added up, too.
  let read_ms: Double
  /// The most that was resident until it was there.
  let peak_mb: Double

  /// - Parameter root: the folder that has the data set; nil: `name` is a folder of images.
  init(_ name: String, root: String?) throws {
    let environment = ProcessInfo.processInfo.environment
    let cache = ImageCache(environment: environment)
    let clock = ContinuousClock()
    let start = clock.now
    let dataset =
      if let root {
        try DatasetCatalogue(DatasetLocator(root: root, environment: environment))
          .load(name, cache: cache)
      } else {
        try DatasetOpener(cache: cache).open(name)
      }
    opened_ms = (clock.now - start) / .milliseconds(1)
    peak_mb = 1e-6 * Double(try MemoryUse.now().peak)
    _ = try dataset.statistics()
    read_ms = (clock.now - start) / .milliseconds(1)
    (self.name, images) = (dataset.name, dataset.images.count)
  }
}
