import Formats
import Tensors

/// Images and classes by split in an `.npz` file, role "table": `train_images`, `train_labels`, `val_…`,
/// `test_…`.
/// - Source: J. Yang et al. 2023, "MedMNIST v2", data format: uint8, [n × h × w] or [n × h × w × 3].
struct MedMNISTReader: DatasetReader {
  func read(_ request: ReadingRequest, into sink: ImageSink) throws -> DatasetPart {
    let split = try request.split()
    let archive = try ZipArchive(request.path("table"))
    let prefix = split == "validation" ? "val" : split
    let name = "\(archive.path): \(prefix)_images"
    let images = try ImageArray(
      npy: InputBytes(archive.read("\(prefix)_images.npy"), name: name), name: name)
    guard images.shape == request.manifest.shape else {
      throw Failure(
        archive.path, "images have another size", expected: "\(request.manifest.shape)",
        got: "\(images.shape)")
    }
    let labels = try ImageArray.labels(
      archive.read("\(prefix)_labels.npy"), name: "\(archive.path): \(prefix)_labels")
    try request.check(labels, count: images.count, in: archive.path)
    try images.append(to: sink)
    return DatasetPart(count: images.count, labels: labels)
  }
}
