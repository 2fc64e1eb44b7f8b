import CEditBridge
import FoundationEssentials
import Glibc

/// Lua that runs as a whole: code of the command line, a script, standard input.
struct Source {
  /// What errors call it, in Lua's notation: `@script.lua`, `=stdin`.
  let chunk: String
  /// What `arg[0]` is.
  let name: String
  let text: String
  /// The folder where `require` looks first.
  let folder: String?
  let arguments: [String]

  /// A script that is not there, or is not text.
  struct Unreadable: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "script '\(path)': \(reason)" }
  }

  /// What runs before the prompt, or instead of it, in order.
  static func all(of options: Options, inputIsTerminal: Bool) throws -> [Source] {
    var sources = options.code.map {
      Source(chunk: "=-e", name: "-e", text: $0, folder: nil, arguments: [])
    }
    if let script = options.script {
      sources.append(
        script.path == "-"
          ? try .standardInput(arguments: script.arguments)
          : try Source(path: script.path, arguments: script.arguments))
    } else if sources.isEmpty, !inputIsTerminal {
      sources.append(try .standardInput(arguments: []))
    }
    return sources
  }

  init(chunk: String, name: String, text: String, folder: String?, arguments: [String]) {
    self.chunk = chunk
    self.name = name
    self.text = text
    self.folder = folder
    self.arguments = arguments
  }

  /// A script in a file.
  init(path: String, arguments: [String] = []) throws {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      let place = FileManager.default.currentDirectoryPath
      throw Unreadable(
        path: path, reason: "no such file" + (path.hasPrefix("/") ? "" : " (looked in \(place))"))
    }
    guard !isFolder else { throw Unreadable(path: path, reason: "is a folder") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Unreadable(path: path, reason: "cannot be read")
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let folder = parts.isEmpty ? "." : parts.joined(separator: "/")
    self.init(
      chunk: "@" + path, name: path, text: try Source.text(of: data, path: path), folder: folder,
      arguments: arguments)
  }

  /// All of standard input, read before anything runs, so that errors have their lines.
  static func standardInput(arguments: [String]) throws -> Source {
    var count = 0
    guard let bytes = unsafe input_read_all(&count) else {
      throw Unreadable(path: "stdin", reason: "cannot be read")
    }
    defer { unsafe free(bytes) }
    let data = unsafe Data(bytes: bytes, count: count)
    return Source(
      chunk: "=stdin", name: "-", text: try text(of: data, path: "stdin"), folder: nil,
      arguments: arguments)
  }

  private static func text(of data: Data, path: String) throws -> String {
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Unreadable(path: path, reason: "is not UTF-8 text")
    }
    return text
  }
}
