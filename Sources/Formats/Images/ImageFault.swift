import CImageFiles
import Tensors

/// What is said of an image that a library did not decode.
enum ImageFault {
  /// - Parameter kind: What the file is, such as `JPEG`.
  static func failure(
    _ status: ci_status, _ head: ci_head, kind: String, path: String
  ) -> Failure {
    var head = head
    let message = unsafe String(cString: ci_message(&head))
    let reason = message.isEmpty ? "its head is not readable" : message
    switch status {
    case CI_ENDS_EARLY: return Failure(path, "ends early, the image is not whole")
    case CI_NOT_READ: return Failure(path, "is a \(kind) of a kind that is not read (\(reason))")
    default: return Failure(path, "is damaged (\(reason))")
    }
  }

  /// What is said where the library finds another size than the head of the file said.
  static func otherSize(_ head: ci_head, path: String) -> Failure {
    Failure(path, "is damaged (it says that it has two sizes)", got: "\(head.width)×\(head.height)")
  }
}
