import Foundation
import Testing

/// Under a limit of addresses (`ulimit -v`), what does not fit is an error.
@Suite struct MemoryLimitTests {
  private func run(_ code: String, kilobytes: Int) throws -> (status: Int32, text: String) {
    let crescent = try Crescent()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "ulimit -v \(kilobytes); exec timeout 60 \"$0\" --no-init -e \"$1\"", Crescent.path,
      code,
    ]
    process.environment = crescent.environment
    let path = try crescent.home.write("", to: "output")
    process.standardOutput = FileHandle(forWritingAtPath: path)
    process.standardError = process.standardOutput
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try crescent.home.read("output"))
  }

  /// OpenBLAS wants 128 MB of addresses for each thread, and would ask for them for ever.
  @Test func moreThreadsThanFitAreRefused() throws {
    let code = """
      local points = tensor.random{ shape = { 40, 30 }, seed = 1 }
      print(pcall(options, { threads = 1024 }))
      print(#geometry.pca{ points = points, seed = 1 }, options{}.threads < 1024)
      """
    let (status, text) = try run(code, kilobytes: 3_000_000)
    #expect(status == 0)
    #expect(text.contains("threads: no room for the buffers of 1024 threads"))
    #expect(text.hasSuffix("2\ttrue\n"), "\(text)")
  }
}
