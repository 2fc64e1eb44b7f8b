import Foundation
import Tensors

/// A process that stays alive and runs one case on request, so that two programs can be timed in
/// turn while both stay warm: a line of JSON in, a line of JSON out.
struct Conversation {
  /// `{"work": "cae-step", "precision": "f32", "times": 3}`
  private struct Request: Decodable {
    let work: String
    let precision: Precision
    let times: Int
  }

  private struct Answer: Encodable {
    /// Of each run.
    let ms: [Double]
    /// What each run computed.
    let values: [[Double]]
    /// Multiplications and additions of a run, in convolutions and matrix products.
    let flops: Int
    /// What the engine multiplied with.
    let products: String
  }

  private struct Complaint: Encodable {
    let error: String
  }

  private var ready: [String: (work: Case.Work, flops: Int)] = [:]

  /// Answers until the other side closes the pipe.
  mutating func run() throws {
    while let line = readLine() {
      do {
        try JSONLine.write(answer(JSONDecoder().decode(Request.self, from: Data(line.utf8))))
      } catch {
        try JSONLine.write(Complaint(error: "\(error)"))
      }
    }
  }

  private mutating func answer(_ request: Request) throws -> Answer {
    let key = "\(request.work) \(request.precision.rawValue)"
    var (times, values) = ([Double](), [[Double]]())
    if ready[key] == nil {
      let work = try Cases.named(request.work).start(request.precision)
      let profile = Profile()
      let first = try profile.measure { try work.run() }
      times.append(first.milliseconds)
      values.append(first.values)
      ready[key] = (work, profile.rows.reduce(0) { $0 + $1.flops })
    }
    guard let (work, flops) = ready[key] else {
      return Answer(ms: [], values: [], flops: 0, products: "")
    }
    while times.count < request.times {
      let run = try work.run()
      times.append(run.milliseconds)
      values.append(run.values)
    }
    return Answer(ms: times, values: values, flops: flops, products: work.settings.products)
  }
}

/// A value as one line of JSON on standard output, at once.
enum JSONLine {
  static func write(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try FileHandle.standardOutput.write(contentsOf: encoder.encode(value) + Data("\n".utf8))
  }
}
