import CKernels
import Tensors
import Testing

/// Sizes at the edge of what BLAS and LAPACK count in their integers, of 32 bits in Debian's build.
@Suite struct LibraryLimitTests {
  private func workspace(_ n: Int64) -> (status: ck_status, numbers: Int64, integers: Int64) {
    var (numbers, integers) = (Int64(0), Int64(0))
    let status = unsafe ck_eigen_workspace(n, &numbers, &integers)
    return (status, numbers, integers)
  }

  @Test func eigenvectorsTakeTwoMatricesAndALittle() {
    // Reckoned by hand from LAPACK's page of dsyevd: 1 + 6n + 2n² and 3 + 5n.
    let small = workspace(3)
    #expect((small.status, small.numbers, small.integers) == (CK_OK, 37, 18))
    let last = workspace(32766)
    #expect((last.status, last.numbers) == (CK_OK, 2_147_418_109))
  }

  @Test(arguments: [32767, 32768, 46341, 65536, 1 << 31, 1 << 32, .max])
  func eigenvectorsOfMoreRowsAreRefused(_ n: Int) throws {
    // From 32767 rows on, 1 + 6n + 2n² is above 2³¹ − 1, and LAPACK's own reckoning is no longer it.
    #expect(workspace(Int64(n)).status == CK_TOO_LARGE)
    let failure = #expect(throws: Failure.self) { try SymmetricEigen.check(order: n) }
    #expect(failure?.expected == "at most 32766 rows")
    #expect(failure?.got == "\(n)")
  }

  @Test func nothingIsTouchedBeforeTheSizeIsKnownToFit() {
    var (a, values) = ([0.5], [0.25])
    #expect(unsafe ck_eigen(&a, 32767, &values) == CK_TOO_LARGE)
    #expect((a, values) == ([0.5], [0.25]))
  }

  @Test(arguments: [Int64(1) << 31, 1 << 32, 1 << 32 + 2, .max])
  func productsOfSizesThatAreCutAreRefused(_ size: Int64) {
    // Cut to 32 bits, these are −2³¹, 0, 2 and −1; nothing is read or written before that is seen.
    let (a, b): ([Float], [Float]) = ([1, 2, 3, 4], [5, 6, 7, 8])
    var c: [Float] = [9, 9, 9, 9]
    #expect(unsafe ck_gemm(false, false, size, 2, 2, 1, a, b, 0, &c) == CK_TOO_LARGE)
    #expect(unsafe ck_gemm(false, false, 2, size, 2, 1, a, b, 0, &c) == CK_TOO_LARGE)
    #expect(unsafe ck_gemm(false, false, 2, 2, size, 1, a, b, 0, &c) == CK_TOO_LARGE)
    #expect(c == [9, 9, 9, 9])
    #expect(unsafe ck_gemm(false, false, 2, 2, 2, 1, a, b, 0, &c) == CK_OK)
    #expect(c == [19, 22, 43, 50])
  }

  @Test func everyStatusSaysWhoseFaultItIs() {
    let texts = (CK_OK.rawValue...CK_LAPACK_FAILED.rawValue).map {
      unsafe String(cString: ck_status_text(ck_status($0)))
    }
    #expect(Set(texts).count == texts.count)
    #expect(!texts.contains("an unknown error"))
    func names(_ status: ck_status, _ word: String) -> Bool {
      texts[Int(status.rawValue)].contains(word)
    }
    #expect(names(CK_OUT_OF_MEMORY, "memory"))
    #expect(names(CK_TOO_LARGE, "BLAS"))
    #expect(names(CK_NO_INSTRUCTIONS, "instructions"))
    #expect(names(CK_ONEDNN_LACKS, "oneDNN") && names(CK_ONEDNN_FAILED, "oneDNN"))
    #expect(names(CK_LAPACK_FAILED, "LAPACK"))
  }

  @Test func productsThatTheProcessorLacksAreNoFaultOfOneDNN() throws {
    let x = try Tensor.zeros([40, 64])
    for products in NearestRows.Products.allCases {
      do {
        _ = try NearestRows(x, products: products)
      } catch let failure as Failure {
        #expect(failure.what.description.contains("instructions"))
      }
    }
  }
}
