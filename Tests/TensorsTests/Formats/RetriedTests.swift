import Glibc
import Tensors
import Testing

@Suite struct RetriedTests {
  @Test func whatASignalBrokeOffIsCalledAgain() {
    var calls = 0
    let result = Retried.call { () -> Int32 in
      calls += 1
      errno = EINTR
      return calls < 3 ? -1 : 7
    }
    #expect(result == 7 && calls == 3)
  }

  @Test func otherErrorsEndIt() {
    var calls = 0
    let result = Retried.call { () -> Int in
      calls += 1
      errno = ENOSPC
      return -1
    }
    #expect(result == -1 && calls == 1)
  }
}
