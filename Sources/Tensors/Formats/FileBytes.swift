import FoundationEssentials

/// Whole files as bytes.
package enum FileBytes {
  /// - Throws: `Failure` that names the file.
  package static func read(_ path: String) throws -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw Failure(path, "cannot be read (\(reason(error)))")
    }
  }

  /// Writes a file; one that is there is replaced whole or not at all.
  /// - Throws: `Failure` that names the file.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure(path, "cannot be written (\(reason(error)))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile?, .fileReadNoSuchFile?: "no such file or folder"
    case .fileWriteNoPermission?, .fileReadNoPermission?: "not permitted"
    case .fileWriteOutOfSpace?: "no space left"
    default: "\(error)"
    }
  }
}
