import Formats
import Tensors

/// A folder of images, as its sub-folders tell what is in it: classes, splits, or neither.
struct ImageFolder {
  /// One file, and where it belongs.
  struct Item {
    /// Below the folder.
    let name: String
    /// The class, by its place among `classes`.
    let label: Int?
    let split: String?
  }

  private(set) var items: [Item] = []
  private(set) var classes: [String] = []
  private(set) var notes: [String] = []
  /// Every folder that was looked into.
  private(set) var visited: [String] = []

  /// What folders and tables call splits.
  static let splits = [
    "train": "train", "training": "train", "val": "validation", "valid": "validation",
    "validation": "validation", "test": "test", "testing": "test",
  ]

  /// Finds out what is in a folder.
  /// - Parameters:
  ///   - classes: The classes in the order wanted; nil: the names of the sub-folders, sorted.
  ///   - isLabelled: false: sub-folders are no classes.
  /// - Throws: `Failure` where there is no image, or images lie beside the folders of classes.
  init(_ path: String, classes: [String]? = nil, isLabelled: Bool = true) throws {
    var listing = FolderListing()
    defer { visited = listing.visited }
    guard isLabelled else {
      items = try listing.images(below: path).map { Item(name: $0, label: nil, split: nil) }
      self.classes = classes ?? []
      try check(path, listing)
      return
    }
    let top = try listing.level(path)
    let loose = top.images
    let parts = top.folders.map { ($0, Self.splits[$0.lowercased()]) }
    // Beside train and another split, any folder is one.
    if loose.isEmpty, parts.contains(where: { $0.1 == "train" }),
      parts.allSatisfy({ $0.1 != nil }) || Set(parts.compactMap(\.1)).count > 1
    {
      for (folder, split) in parts.map({ ($0.0, $0.1 ?? $0.0) }) {
        try add(
          listing.level("\(path)/\(folder)"), of: path, below: "\(folder)/", split: split,
          classes, &listing)
      }
    } else {
      try add(top, of: path, below: "", split: nil, classes, &listing)
    }
    try finish(classes)
    try check(path, listing)
  }

  /// Labels by name until all names are known.
  private var found: [(name: String, label: String?, split: String?)] = []

  private mutating func add(
    _ level: FolderListing.Level, of path: String, below prefix: String, split: String?,
    _ known: [String]?, _ listing: inout FolderListing
  ) throws {
    let loose = level.images
    let folders =
      known.map { known in level.folders.filter { known.contains($0) } } ?? level.folders
    if folders.count < level.folders.count {
      let left = level.folders.filter { !folders.contains($0) }
      notes.append(
        "folders that are not among the classes were left out: "
          + left.prefix(5).map { prefix + $0 }.joined(separator: ", ")
          + (left.count > 5 ? " and \(left.count - 5) more" : ""))
    }
    let inside = try folders.map { folder in
      (folder, try listing.images(below: "\(path)/\(prefix)\(folder)"))
    }
    let filled = inside.filter { !$0.1.isEmpty }
    guard loose.isEmpty || filled.isEmpty else {
      throw Failure(
        "\(path)/\(prefix)", "has images beside folders of images",
        expected: "a folder per class", got: "\(prefix)\(loose[0])", code: .looseFiles)
    }
    found += loose.map { (prefix + $0, nil, split) }
    for (folder, images) in inside {
      if images.isEmpty { notes.append("folder \(prefix)\(folder) has no images") }
      found += images.map { ("\(prefix)\(folder)/\($0)", folder, split) }
    }
  }

  /// Gives each class its number.
  private mutating func finish(_ known: [String]?) throws {
    var numbers: [[UInt8]: Int] = [:]
    for name in known ?? [] { numbers[Array(name.utf8)] = numbers.count }
    classes = known ?? []
    if known == nil {
      for name in found.compactMap(\.label).sorted(by: FolderListing.inOrder)
      where numbers[Array(name.utf8)] == nil {
        numbers[Array(name.utf8)] = classes.count
        classes.append(name)
      }
      if classes.count == 1 {
        notes.append("one folder of images only, \(classes[0]): taken as unlabelled")
        (classes, numbers) = ([], [:])
      }
    }
    items = found.map { item in
      Item(
        name: item.name,
        label: item.label.flatMap { label in
          // A name that was typed may spell its letters in another way than the disk does.
          numbers[Array(label.utf8)] ?? known?.firstIndex(of: label)
        }, split: item.split)
    }
    found = []
  }

  private mutating func check(_ path: String, _ listing: FolderListing) throws {
    guard !items.isEmpty else {
      throw Failure(
        path, "has no images that can be read, nor has a folder in it",
        expected: ImageFormat.names, got: listing.foreignImages)
    }
    if let foreign = listing.foreignImages {
      notes.append("images of other formats were left out: \(foreign)")
    }
    let labelled = items.count { $0.label != nil }
    guard labelled == 0 || labelled == items.count else {
      throw Failure(
        path, "has images with and without a class", expected: "a folder per class in each split",
        got: "\(labelled) of \(items.count) with one")
    }
  }
}
