import Formats

/// What is worth saying of files that were read, said once for all of them.
struct ImageRemarks {
  private var pages = 0
  private var frames = 0
  private var repeated = 0

  mutating func add(_ image: ImageFile.Loaded) {
    if let format = image.format {
      if format == .tiff { pages += 1 } else { frames += 1 }
    }
    if image.isRepeated { repeated += 1 }
  }

  /// A line each.
  func notes(of count: Int) -> [String] {
    func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }
    var notes: [String] = []
    if pages > 0 { notes.append("\(files(pages)) of several pages: the first of each was read") }
    if frames > 0 { notes.append("\(files(frames)) of several frames: the first of each was read") }
    if repeated > 0 {
      notes.append("\(repeated) of \(count) images are grey, and were repeated to three channels")
    }
    return notes
  }
}
