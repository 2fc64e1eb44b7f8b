import ActiveLearning
import LuaHost

/// A strategy or a method as Lua holds it: on its own, or the one that a session uses.
///
/// `s.method.tau = 0.5` changes the session; `m = method.ccl{}; m.tau = 0.5` changes `m` alone.
final class ConfigurationHandle<Product> {
  private let read: () -> Configuration<Product>
  private let write: (String, OptionValue) throws -> Void

  /// One of its own.
  init(_ configuration: Configuration<Product>) {
    let box = Box(configuration)
    read = { box.configuration }
    write = { try box.configuration.set($0, to: $1) }
  }

  /// The one that somebody else holds.
  init(
    read: @escaping () -> Configuration<Product>,
    write: @escaping (String, OptionValue) throws -> Void
  ) {
    self.read = read
    self.write = write
  }

  var configuration: Configuration<Product> { read() }

  func set(_ name: String, to value: OptionValue) throws { try write(name, value) }

  private final class Box {
    var configuration: Configuration<Product>
    init(_ configuration: Configuration<Product>) { self.configuration = configuration }
  }
}

extension ConfigurationHandle: LuaObject {}

/// What an option of another recipe can hold.
protocol Configured {
  var named: NamedOptions { get }
}

extension ConfigurationHandle: Configured {
  var named: NamedOptions { configuration.named }
}
