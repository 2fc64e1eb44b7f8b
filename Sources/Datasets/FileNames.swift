import Tensors

/// The files that images came from, by id; names are made only when one is asked for.
public struct FileNames: Sendable {
  /// The folder that all names are relative to.
  public let folder: String
  /// How many there are.
  public let count: Int
  private let name: @Sendable (Int) -> String

  /// The names as they are.
  public init(folder: String, _ names: [String]) {
    self.folder = folder
    count = names.count
    name = { names[$0] }
  }

  /// Names that somebody else keeps.
  init(folder: String, count: Int, name: @escaping @Sendable (Int) -> String) {
    self.folder = folder
    self.count = count
    self.name = name
  }

  /// The file of an image, below `folder`; nil where there is no such image.
  public subscript(id: Int) -> String? {
    0..<count ~= id ? name(id) : nil
  }

  /// The names of some of the images.
  func selecting(_ ids: [Int]) -> FileNames {
    FileNames(folder: folder, count: ids.count) { [name] in name(ids[$0]) }
  }
}
