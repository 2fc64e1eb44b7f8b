import ActiveLearning
import Foundation
import LuaHost
import Tensors

extension Workspace {
  /// A data set from what it was made of: at first, and again when a session is opened.
  func makeDataset(_ origin: DatasetOrigin, caching: Bool = true) throws -> Dataset {
    let cache = caching ? ImageCache(environment: environment) : nil
    var dataset: Dataset
    switch origin.base {
    case .known(let name, let root, let options):
      dataset = try datasets(root: root).load(
        name, options: options, cache: cache, monitor: monitor)
      dataset.root = root
    case .opened(let path, let options):
      dataset = try DatasetOpener(options, cache: cache, monitor: monitor).open(path)
    case .synthetic(let name, let values):
      dataset = try Configuration(
        Catalogue<Dataset>.synthetic.recipe(named: name), values
      ).product
    }
    dataset.origin = DatasetOrigin(origin.base)
    for step in origin.steps {
      switch step {
      case .subset(let rule): dataset = try dataset.subset(rule)
      case .split(let rule): dataset = try dataset.split(rule)
      case .selection(let ids): dataset = try dataset.selecting(ids)
      }
    }
    return dataset
  }

  /// A path from the root on, so that a session finds it wherever it is opened.
  func absolute(_ text: String) -> String {
    let path = path(text)
    guard !path.hasPrefix("/") else { return path }
    return FileManager.default.currentDirectoryPath + "/" + path
  }
}
