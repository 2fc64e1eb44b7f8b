import ActiveLearning
import Glibc
import Tensors
import TestSupport
import Testing

@Suite struct HDF5InterruptTests {
  /// A named pipe that nobody writes to keeps its reader waiting for ever.
  @Test func aReadingThatDoesNotEndCanBeStopped() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/never.h5"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    var asked = 0
    let file = HDF5File(path) {
      asked += 1
      if asked == 2 { throw Cancelled() }
    }
    #expect(throws: Cancelled.self) { try file.floats("data") }
    #expect(asked == 2)
  }
}
