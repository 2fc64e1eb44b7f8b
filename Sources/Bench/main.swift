import Glibc
import Tensors

// Usage: crescent-bench [NAME…]; a line of JSON for each case.

let wanted = Array(CommandLine.arguments.dropFirst())
let known = Cases.all.map(\.name)
if let stranger = wanted.first(where: { !known.contains($0) }) {
  print(
    "\(Failure("crescent-bench", "no case '\(stranger)'", expected: known.joined(separator: ", ")))"
  )
  exit(2)
}
do {
  for work in Cases.all where wanted.isEmpty || wanted.contains(work.name) {
    let timing = try Timing(work, runs: 15)
    print(
      """
      {"case": "\(work.name)", "work": "\(work.summary)", "median_ms": \(timing.median), \
      "best_ms": \(timing.milliseconds[0]), "threads": \(Engine.threads)}
      """)
  }
} catch {
  print("\(error)")
  exit(1)
}
