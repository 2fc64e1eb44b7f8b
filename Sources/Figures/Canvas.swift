import CCairo
import Glibc
import Tensors

/// A surface to draw on, in points from the upper left corner; the only code that knows Cairo.
@safe public final class Canvas {
  enum Format {
    case svg
    case png(scale: Double)
  }

  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  struct Rectangle: Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
  }

  enum Anchor: Double {
    case start = 0
    case middle = 0.5
    case end = 1
  }

  let width: Double
  let height: Double
  private let format: Format
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let sink = Sink()

  /// A white canvas.
  init(_ format: Format, width: Double, height: Double) throws {
    self.width = width
    self.height = height
    self.format = format
    let closure = unsafe Unmanaged.passUnretained(sink).toOpaque()
    switch format {
    case .svg:
      unsafe surface = unsafe cairo_svg_surface_create_for_stream(
        Sink.write, closure, width, height)
      unsafe cairo_svg_surface_restrict_to_version(surface, CAIRO_SVG_VERSION_1_2)
    case .png(let scale):
      guard scale > 0, width * scale <= 32000, height * scale <= 32000 else {
        throw Failure(
          "figure", "is too large", expected: "at most 32000 pixels a side",
          got: "\(Int(width * scale))×\(Int(height * scale))")
      }
      // The pixels, and the file that is made of them.
      try Memory.require(8 * width * scale * height * scale, for: "figure")
      unsafe surface = unsafe cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32((width * scale).rounded(.up)),
        Int32((height * scale).rounded(.up)))
      unsafe cairo_surface_set_device_scale(surface, scale, scale)
    }
    unsafe context = unsafe cairo_create(surface)
    let options = unsafe cairo_font_options_create()
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    unsafe cairo_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    unsafe cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    fill(Rectangle(x: 0, y: 0, width: width, height: height), .white)
  }

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  /// The finished file.
  /// - Throws: `Failure` where Cairo had any trouble.
  func finish() throws -> [UInt8] {
    var status = unsafe cairo_status(context)
    if status == CAIRO_STATUS_SUCCESS {
      switch format {
      case .svg:
        unsafe cairo_surface_finish(surface)
        status = unsafe cairo_surface_status(surface)
      case .png:
        status = unsafe cairo_surface_write_to_png_stream(
          surface, Sink.write, Unmanaged.passUnretained(sink).toOpaque())
      }
    }
    guard status == CAIRO_STATUS_SUCCESS else {
      let reason = unsafe String(cString: cairo_status_to_string(status))
      throw Failure("figure", "cannot be drawn (\(reason))")
    }
    if case .svg = format { return SVGNames.renumbered(sink.bytes) }
    return sink.bytes
  }

  // MARK: - Shapes

  func line(_ points: [Point], _ colour: Colour, width: Double, dashes: [Double] = []) {
    trace(points)
    use(colour)
    unsafe cairo_set_line_width(context, width)
    unsafe dashes.withUnsafeBufferPointer {
      unsafe cairo_set_dash(context, $0.baseAddress, Int32($0.count), 0)
    }
    unsafe cairo_stroke(context)
  }

  func fill(_ polygon: [Point], _ colour: Colour, opacity: Double = 1) {
    trace(polygon)
    use(colour, opacity: opacity)
    unsafe cairo_fill(context)
  }

  func fill(_ area: Rectangle, _ colour: Colour, opacity: Double = 1) {
    unsafe cairo_rectangle(context, area.x, area.y, area.width, area.height)
    use(colour, opacity: opacity)
    unsafe cairo_fill(context)
  }

  func outline(_ area: Rectangle, _ colour: Colour, width: Double) {
    unsafe cairo_rectangle(context, area.x, area.y, area.width, area.height)
    use(colour)
    unsafe cairo_set_line_width(context, width)
    unsafe cairo_set_dash(context, nil, 0, 0)
    unsafe cairo_stroke(context)
  }

  func disc(_ centre: Point, radius: Double, _ colour: Colour) {
    unsafe cairo_new_sub_path(context)
    unsafe cairo_arc(context, centre.x, centre.y, radius, 0, 2 * .pi)
    use(colour)
    unsafe cairo_fill(context)
  }

  /// Draws only inside `area` while `body` runs.
  func clipped(to area: Rectangle, _ body: () -> Void) {
    unsafe cairo_save(context)
    unsafe cairo_rectangle(context, area.x, area.y, area.width, area.height)
    unsafe cairo_clip(context)
    body()
    unsafe cairo_restore(context)
  }

  /// Draws an image of pixels with sharp edges, each `scale` points wide and high.
  func image(_ image: Image, at corner: Point, scale: Double) {
    // Enlarged here by whole pixels: viewers of SVG smooth what they enlarge themselves.
    let factor = max(1, Int((scale * 2).rounded()))
    let (columns, rows) = (image.width * factor, image.height * factor)
    let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    defer { unsafe cairo_surface_destroy(surface) }
    guard let data = unsafe cairo_image_surface_get_data(surface) else { return }
    let stride = Int(unsafe cairo_image_surface_get_stride(surface))
    unsafe cairo_surface_flush(surface)
    for row in 0..<rows {
      for column in 0..<columns {
        let colour = image.colour(column: column / factor, row: row / factor)
        let place = row * stride + column * 4
        unsafe data[place] = colour.z
        unsafe data[place + 1] = colour.y
        unsafe data[place + 2] = colour.x
      }
    }
    unsafe cairo_surface_mark_dirty(surface)
    if case .svg = format { unsafe Self.attachFile(to: surface) }
    unsafe cairo_save(context)
    unsafe cairo_translate(context, corner.x, corner.y)
    unsafe cairo_scale(context, scale / Double(factor), scale / Double(factor))
    unsafe cairo_set_source_surface(context, surface, 0, 0)
    unsafe cairo_pattern_set_filter(
      cairo_get_source(context), scale >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
    unsafe cairo_paint(context)
    unsafe cairo_restore(context)
  }

  /// Makes the file of an image that SVG embeds now: Cairo would make all of them at the end, where
  /// nobody can stop it. Without memory for it, Cairo does.
  private static func attachFile(to surface: OpaquePointer?) {
    let sink = Sink()
    let status = withExtendedLifetime(sink) {
      unsafe cairo_surface_write_to_png_stream(
        surface, Sink.write, Unmanaged.passUnretained(sink).toOpaque())
    }
    guard status == CAIRO_STATUS_SUCCESS, let copy = unsafe malloc(sink.bytes.count) else { return }
    unsafe sink.bytes.withUnsafeBytes {
      unsafe copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count)
    }
    let isTaken = unsafe cairo_surface_set_mime_data(
      surface, CAIRO_MIME_TYPE_PNG, copy.assumingMemoryBound(to: UInt8.self),
      UInt(sink.bytes.count), { unsafe free($0) }, copy)
    if isTaken != CAIRO_STATUS_SUCCESS { unsafe free(copy) }
  }

  // MARK: - Text

  /// Draws a line of text whose middle height is at `point`; `anchor` says which part of it is there.
  func text(
    _ text: String, at point: Point, _ anchor: Anchor = .start, size: Double, _ colour: Colour,
    bold: Bool = false, upwards: Bool = false
  ) {
    let width = self.width(of: text, size: size, bold: bold)
    unsafe cairo_save(context)
    unsafe cairo_translate(context, point.x, point.y)
    if upwards { unsafe cairo_rotate(context, -.pi / 2) }
    use(colour)
    // The middle of letters without ascenders lies about 0.36 of the size above the base line.
    unsafe cairo_move_to(context, -anchor.rawValue * width, 0.36 * size)
    unsafe cairo_show_text(context, text)
    unsafe cairo_restore(context)
  }

  /// Draws a bold headline, smaller where it would be wider than `width`, and cut where that is not enough.
  func headline(_ text: String, at point: Point, width: Double, size: Double) {
    let natural = self.width(of: text, size: size, bold: true)
    let size = natural > width ? max(10, size * width / natural) : size
    let fitted = self.fitted(text, width: width, size: size, bold: true)
    self.text(fitted, at: point, size: size, .text, bold: true)
  }

  func width(of text: String, size: Double, bold: Bool = false) -> Double {
    unsafe cairo_select_font_face(
      context, "sans", CAIRO_FONT_SLANT_NORMAL,
      bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    unsafe cairo_set_font_size(context, size)
    var extents = cairo_text_extents_t()
    unsafe cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// The text, cut and ended by "…" where it is wider than `width`.
  func fitted(_ text: String, width: Double, size: Double, bold: Bool = false) -> String {
    guard self.width(of: text, size: size, bold: bold) > width else { return text }
    var text = text
    while !text.isEmpty, self.width(of: text + "…", size: size, bold: bold) > width {
      text.removeLast()
    }
    return text + "…"
  }

  // MARK: - Cairo

  private func trace(_ points: [Point]) {
    unsafe cairo_new_path(context)
    for point in points { unsafe cairo_line_to(context, point.x, point.y) }
  }

  private func use(_ colour: Colour, opacity: Double = 1) {
    unsafe cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
  }

  /// Collects the bytes that Cairo writes.
  private final class Sink {
    var bytes: [UInt8] = []

    static let write:
      @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32
      ) -> cairo_status_t = { closure, data, count in
        guard let closure = unsafe closure else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = unsafe Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
        unsafe sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }
  }
}
