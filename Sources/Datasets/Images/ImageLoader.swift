import Formats
import Tensors

/// Decodes many image files on all threads, a chunk at a time, in their order.
struct ImageLoader {
  /// A file: where it is, and what it is called in reports.
  struct Entry: Sendable {
    let path: String
    let name: String
  }

  /// What came of it.
  struct Outcome {
    /// The entries that gave an image, by their place.
    let kept: [Int]
    let shape: [Int]
    let report: ReadingReport
  }

  let options: ReadingOptions
  let monitor: Monitor
  /// Size and channels where the options leave them open; nil: as the files are.
  var standard: (height: Int, width: Int, channels: Int)?

  /// Side of the images where files differ and nobody chose a size.
  static let mixedSide = 64

  /// Decodes all entries into the sink.
  /// - Throws: `Failure` of the first file that is no usable image, unless those are skipped.
  func load(_ entries: [Entry], into sink: ImageSink) throws -> Outcome {
    try options.check()
    guard !entries.isEmpty else { throw Failure("images", "there are none") }
    var report = ReadingReport()
    let (shape, usable) = try survey(entries, &report)
    tell("reading images", 0, of: usable.count)
    var kept: [Int] = []
    var remarks = ImageRemarks()
    let stride = shape.reduce(1, *)
    let chunk = max(16, min(512, (32 << 20) / stride))
    for start in Swift.stride(from: 0, to: usable.count, by: chunk) {
      try monitor.checkpoint()
      let places = Array(usable[start..<min(start + chunk, usable.count)])
      var images: [UInt8] = []
      images.reserveCapacity(places.count * stride)
      for (place, result) in try zip(places, decode(places.map { entries[$0] }, shape: shape)) {
        switch result {
        case .success(let image):
          images += image.planes
          remarks.add(image)
          kept.append(place)
        case .failure(let failure): try skip(failure, entries[place], &report)
        }
      }
      try sink.append(images, shape: shape)
      tell("reading images", start + places.count, of: usable.count)
    }
    guard !kept.isEmpty else {
      throw Failure(
        "images", "none of \(entries.count) files could be read",
        got: report.skipped.first.map { "\($0.file): \($0.reason)" })
    }
    report.notes += remarks.notes(of: kept.count)
    report.skipped.sort { Array($0.file.utf8).lexicographicallyPrecedes($1.file.utf8) }
    return Outcome(kept: kept, shape: shape, report: report)
  }

  /// The shape that all images get, and the entries that may be images. Heads are looked at only
  /// where the options leave something open.
  private func survey(
    _ entries: [Entry], _ report: inout ReadingReport
  ) throws -> (shape: [Int], usable: [Int]) {
    let size = options.size ?? standard.map { [$0.height, $0.width] }
    if let size, let channels = options.channels ?? standard?.channels {
      return ([channels] + size, Array(entries.indices))
    }
    var (usable, sizes, isColour): ([Int], Set<[Int]>, Bool) = ([], [], false)
    tell("looking at images", 0, of: entries.count)
    for start in stride(from: 0, to: entries.count, by: 512) {
      try monitor.checkpoint()
      let part = entries[start..<min(start + 512, entries.count)]
      let limit = options.maximumPixels
      let heads = Parallel.map(part.count) { place in
        let path = part[part.startIndex + place].path
        return Result { try ImageFile.header(path, maximumPixels: limit) }
          .mapError { Self.asFailure($0, of: path) }
      }
      for (place, head) in zip(part.indices, heads) {
        switch head {
        case .success(let header):
          usable.append(place)
          sizes.insert([header.upright.height, header.upright.width])
          isColour = isColour || header.isColour
        case .failure(let failure): try skip(failure, entries[place], &report)
        }
      }
      tell("looking at images", part.endIndex, of: entries.count)
    }
    var chosen = size ?? [Self.mixedSide, Self.mixedSide]
    if size == nil, sizes.count == 1, let common = sizes.first, common.allSatisfy({ $0 <= 512 }) {
      chosen = common
    } else if size == nil, !sizes.isEmpty {
      let sides = sizes.map { $0.map(String.init).joined(separator: "×") }.sorted()
      report.notes.append(
        (sizes.count == 1
          ? "images of \(sides[0])" : "images of \(sizes.count) sizes (\(sides[0]), …)")
          + " were made 64×64 (fit \(options.fit.rawValue)); the option size chooses another")
    }
    return ([options.channels ?? (isColour ? 3 : 1)] + chosen, usable)
  }

  private func decode(_ entries: [Entry], shape: [Int]) throws -> [Result<
    ImageFile.Loaded, Failure
  >] {
    // A decoder serves a run of images, since making one costs as much as a small image.
    let run = 8
    let options = options
    var results: [Result<ImageFile.Loaded, Failure>] = []
    // A run for each of 16 threads between checkpoints: large images take tenths of a second each.
    let piece = 16 * run
    for start in stride(from: 0, to: entries.count, by: piece) {
      try monitor.checkpoint()
      let some = Array(entries[start..<min(start + piece, entries.count)])
      results += Parallel.map((some.count + run - 1) / run) { part in
        Self.decode(some[part * run..<min((part + 1) * run, some.count)], shape: shape, options)
      }.flatMap(\.self)
    }
    return results
  }

  private static func decode(
    _ entries: ArraySlice<Entry>, shape: [Int], _ options: ReadingOptions
  ) -> [Result<ImageFile.Loaded, Failure>] {
    var results: [Result<ImageFile.Loaded, Failure>] = []
    do {
      let decoder = try ImageDecoder()
      for entry in entries {
        do {
          results.append(
            .success(
              try ImageFile.load(
                entry.path, height: shape[1], width: shape[2], channels: shape[0],
                options: options, decoder: decoder)))
        } catch {
          results.append(.failure(asFailure(error, of: entry.path)))
        }
      }
    } catch {
      results = entries.map { .failure(asFailure(error, of: $0.path)) }
    }
    return results
  }

  private func skip(_ failure: Failure, _ entry: Entry, _ report: inout ReadingReport) throws {
    let failure = MissingFile.explained(failure, entry)
    guard options.onError == .skip else {
      throw Failure(
        failure.who, failure.what, expected: failure.expected, got: failure.got,
        code: .unusableImage)
    }
    report.skipped.append(
      ReadingReport.Skipped(file: entry.name, reason: failure.reason.description))
  }

  private func tell(_ stage: String, _ step: Int, of steps: Int) {
    monitor.report(
      Progress(stage: stage, epoch: 1, epochs: 1, step: step, steps: steps, loss: nil))
  }

  /// Each refusal names its file, also where what refused knows of no file.
  private static func asFailure(_ error: any Error, of path: String) -> Failure {
    guard let failure = error as? Failure else { return Failure(path, "\(error)") }
    guard failure.who == "image" else { return failure }
    return Failure(
      path, failure.what, expected: failure.expected, got: failure.got, code: failure.code)
  }
}
