import Tensors

/// The readers by the name that a manifest calls them.
enum DatasetReaders {
  static let all: [String: any DatasetReader] = [
    "cifar10": CIFARReader(labels: 1, used: 0),
    "cifar100-coarse": CIFARReader(labels: 2, used: 0),
    "cifar100-fine": CIFARReader(labels: 2, used: 1), "csv": CSVReader(), "folders": FolderReader(),
    "idx": IDXReader(), "libsvm": LIBSVMReader(), "medmnist": MedMNISTReader(),
    "stl10": STLReader(), "svhn": SVHNReader(), "tiny-imagenet": TinyImageNetReader(),
    "usps": USPSReader(),
  ]

  /// - Throws: `Failure` that lists the known readers.
  static func reader(_ manifest: DatasetManifest) throws -> any DatasetReader {
    guard let reader = all[manifest.reader] else {
      throw UnknownName.failure(
        "data set \(manifest.name)", "reader", manifest.reader, known: all.keys.sorted())
    }
    return reader
  }
}
