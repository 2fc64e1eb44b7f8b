/// What a terminal can show, by what its environment says.
public enum Terminal: String, CaseIterable, Sendable {
  /// Any of 16 million colours, and characters of Unicode.
  case trueColour
  /// 256 colours, and characters of Unicode.
  case palette
  /// Plain characters.
  case plain

  /// By COLORTERM, TERM, NO_COLOR and the locale; plain where the output is no terminal.
  public init(environment: [String: String], isTerminal: Bool) {
    func value(_ name: String) -> String { (environment[name] ?? "").lowercased() }
    let locale = [value("LC_ALL"), value("LC_CTYPE"), value("LANG")].first { !$0.isEmpty } ?? ""
    let hasUnicode = locale.contains("utf-8") || locale.contains("utf8")
    if !isTerminal || !hasUnicode || !value("NO_COLOR").isEmpty || value("TERM") == "dumb" {
      self = .plain
    } else if ["truecolor", "24bit"].contains(value("COLORTERM")) {
      self = .trueColour
    } else {
      self = value("TERM").contains("256") ? .palette : .plain
    }
  }

  /// The escape sequence that chooses a colour for what follows; none for plain terminals.
  func escape(_ colour: SIMD3<UInt8>, background: Bool = false) -> String {
    let kind = background ? 48 : 38
    switch self {
    case .trueColour: return "\u{1B}[\(kind);2;\(colour.x);\(colour.y);\(colour.z)m"
    case .palette: return "\u{1B}[\(kind);5;\(Self.paletteIndex(colour))m"
    case .plain: return ""
    }
  }

  /// Text in a colour.
  func coloured(_ text: String, _ colour: Colour) -> String {
    self == .plain ? text : escape(colour.bytes) + text + "\u{1B}[0m"
  }

  /// The nearest of xterm's 256 colours: 16 to 231 are a cube of 6×6×6, 232 to 255 are greys.
  package static func paletteIndex(_ colour: SIMD3<UInt8>) -> Int {
    let wanted = SIMD3<Int>(truncatingIfNeeded: colour)
    func distance(_ other: SIMD3<Int>) -> Int {
      ((wanted &- other) &* (wanted &- other)).wrappedSum()
    }
    let levels = [0, 95, 135, 175, 215, 255]
    func nearest(_ value: Int) -> Int {
      levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
    }
    let cube = SIMD3(nearest(wanted.x), nearest(wanted.y), nearest(wanted.z))
    let grey = max(0, min(23, (wanted.wrappedSum() / 3 - 3) / 10))
    let cubeColour = SIMD3(levels[cube.x], levels[cube.y], levels[cube.z])
    return distance(SIMD3(repeating: 8 + 10 * grey)) < distance(cubeColour)
      ? 232 + grey : 16 + 36 * cube.x + 6 * cube.y + cube.z
  }
}
