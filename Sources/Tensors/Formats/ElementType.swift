/// How a number is written in a file, and how it becomes a float.
///
/// `float32` keeps every bit; others are converted to the nearest float.
enum ElementType: CaseIterable {
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64
  case bfloat16, float16, float32, float64

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .bfloat16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// NumPy's letter and size, without the order of bytes; nil where NumPy has no such type.
  var numpyName: String? {
    switch self {
    case .bool: "b1"
    case .bfloat16: nil
    case .int8, .int16, .int32, .int64: "i\(size)"
    case .uint8, .uint16, .uint32, .uint64: "u\(size)"
    case .float16, .float32, .float64: "f\(size)"
    }
  }

  /// The name in safetensors.
  var safeTensorsName: String {
    switch self {
    case .bool: "BOOL"
    case .bfloat16: "BF16"
    case .int8, .int16, .int32, .int64: "I\(size * 8)"
    case .uint8, .uint16, .uint32, .uint64: "U\(size * 8)"
    case .float16, .float32, .float64: "F\(size * 8)"
    }
  }

  /// Reads all numbers of `bytes`, which are a whole number of them.
  func floats(_ bytes: ArraySlice<UInt8>, bigEndian: Bool = false) -> [Float] {
    func convert<Word: FixedWidthInteger & UnsignedInteger>(_ float: (Word) -> Float) -> [Float] {
      let size = Word.bitWidth / 8
      let span = bytes.span
      return (0..<span.count / size).map { index in
        var word: Word = 0
        for place in 0..<size {
          let byte = span[index * size + (bigEndian ? place : size - 1 - place)]
          word = (size == 1 ? 0 : word << 8) | Word(byte)
        }
        return float(word)
      }
    }
    switch self {
    case .bool: return convert { (word: UInt8) in word == 0 ? 0 : 1 }
    case .int8: return convert { (word: UInt8) in Float(Int8(bitPattern: word)) }
    case .uint8: return convert { (word: UInt8) in Float(word) }
    case .int16: return convert { (word: UInt16) in Float(Int16(bitPattern: word)) }
    case .uint16: return convert { (word: UInt16) in Float(word) }
    case .int32: return convert { (word: UInt32) in Float(Int32(bitPattern: word)) }
    case .uint32: return convert { (word: UInt32) in Float(word) }
    case .int64: return convert { (word: UInt64) in Float(Int64(bitPattern: word)) }
    case .uint64: return convert { (word: UInt64) in Float(word) }
    case .bfloat16: return convert { (word: UInt16) in Float(bitPattern: UInt32(word) << 16) }
    case .float16: return convert(Self.half)
    case .float32: return convert { (word: UInt32) in Float(bitPattern: word) }
    case .float64: return convert { (word: UInt64) in Float(Double(bitPattern: word)) }
    }
  }

  /// A half-precision number: 1 bit of sign, 5 of exponent, 10 of fraction (IEEE 754 binary16).
  private static func half(_ word: UInt16) -> Float {
    let sign = UInt32(word >> 15) << 31
    let exponent = UInt32(word >> 10 & 31)
    let fraction = UInt32(word & 1023)
    switch exponent {
    case 0: return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The four bytes of each float, the lowest first.
  static func bytes(_ values: Span<Float>) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: values.count * 4)
    var span = bytes.mutableSpan
    for index in 0..<values.count {
      let word = values[index].bitPattern
      span[4 * index] = UInt8(truncatingIfNeeded: word)
      span[4 * index + 1] = UInt8(truncatingIfNeeded: word >> 8)
      span[4 * index + 2] = UInt8(truncatingIfNeeded: word >> 16)
      span[4 * index + 3] = UInt8(truncatingIfNeeded: word >> 24)
    }
    return bytes
  }
}
